import { createRandomStream, MatrixView } from '@regimekit/numerics';
import { describe, expect, it } from 'vitest';
import { gap, ROUNDING } from '../../test/support/gap.ts';
import { qualityReference } from '../../test/support/quality-reference.ts';
import {
  adjustedRandIndex,
  alignLabels,
  balancedAccuracy,
  brierScore,
  detectionReport,
  InvalidSeriesError,
  labelAges,
  labelDynamics,
  labelLogScore,
  LengthMismatchError,
  seedAgreement,
  whipsawCost,
} from '../index.ts';

const { truth, called, ...expected } = qualityReference.labels;
const probs = MatrixView.from(qualityReference.labels.probs);

describe('balancedAccuracy, adjustedRandIndex, brierScore, labelLogScore', () => {
  it('agree with numpy', () => {
    expect(gap(balancedAccuracy(truth, called, 3), expected.balancedAccuracy)).toBeLessThanOrEqual(ROUNDING);
    expect(gap(adjustedRandIndex(truth, called, 3), expected.adjustedRandIndex)).toBeLessThanOrEqual(ROUNDING);
    expect(gap(brierScore(probs, truth), expected.brier)).toBeLessThanOrEqual(ROUNDING);
    expect(gap(labelLogScore(probs, truth).score, expected.logScore)).toBeLessThanOrEqual(ROUNDING);
  });

  it('do not agree with it for other labels (the control)', () => {
    const other = called.map((label, t) => (t < 6 ? (label + 1) % 3 : label));
    expect(gap(balancedAccuracy(truth, other, 3), expected.balancedAccuracy)).toBeGreaterThan(1e-3);
    expect(gap(adjustedRandIndex(truth, other, 3), expected.adjustedRandIndex)).toBeGreaterThan(1e-3);
    expect(gap(brierScore(probs, other), expected.brier)).toBeGreaterThan(1e-3);
  });

  it('balancedAccuracy of the commonest label alone is one half of two, by hand', () => {
    expect(balancedAccuracy([0, 0, 0, 0, 1], [0, 0, 0, 0, 0], 2)).toBe(0.5);
    // A label that never occurs does not count.
    expect(balancedAccuracy([0, 0, 1, 1], [0, 1, 1, 1], 3)).toBe(0.75);
  });

  it('adjustedRandIndex does not care for names, and is 1 for one label throughout', () => {
    const renamed = truth.map((label) => (label + 1) % 3);
    expect(adjustedRandIndex(truth, renamed, 3)).toBe(1);
    expect(adjustedRandIndex([0, 0], [1, 1], 2)).toBe(1);
    // Hubert and Arabie by hand: pairs together 1 in both, 2 and 2 alone, 6 in all: (1 - 4/6) / (2 - 4/6).
    expect(gap(adjustedRandIndex([0, 0, 1, 1], [0, 0, 1, 2], 3), (1 - 2 / 6) / (1.5 - 2 / 6))).toBeLessThanOrEqual(
      ROUNDING,
    );
  });

  it('labelLogScore counts what it held up at the floor', () => {
    const sure = MatrixView.from([
      [1, 0],
      [0.5, 0.5],
    ]);
    expect(labelLogScore(sure, [1, 0], 1e-4)).toEqual({ score: (Math.log(1e-4) + Math.log(0.5)) / 2, floored: 1 });
  });

  it('refuse labels outside the range, other lengths, and rows that do not sum to one', () => {
    expect(() => balancedAccuracy([0, 3], [0, 1], 3)).toThrow(InvalidSeriesError);
    expect(() => balancedAccuracy([0, 1], [0], 2)).toThrow(LengthMismatchError);
    expect(() => brierScore(MatrixView.from([[0.5, 0.6]]), [0])).toThrow(InvalidSeriesError);
  });
});

describe('labelDynamics(labels, nLabels) and labelAges(labels)', () => {
  it('count runs, days and switches, by hand', () => {
    const result = labelDynamics([0, 0, 1, 1, 1, 0, 2], 4);
    expect(result).toMatchObject({
      occupancy: [3 / 7, 3 / 7, 1 / 7, 0],
      switches: 3,
      switchesPerYear: 252 * (3 / 6),
      persistence: 0.5,
      meanRunLength: [1.5, 3, 1, undefined],
    });
    expect(Array.from(labelAges([0, 0, 1, 1, 1, 0, 2]))).toEqual([1, 2, 1, 2, 3, 1, 1]);
  });

  it('have no persistence to state for a single day', () => {
    expect(labelDynamics([1], 2)).toMatchObject({ switches: 0, switchesPerYear: 0, persistence: undefined });
  });
});

describe('detectionReport(truth, called, nLabels)', () => {
  it('counts delays, misses and false switches, by hand', () => {
    //             0  1  2  3  4  5  6  7  8  9
    const real = [0, 0, 1, 1, 1, 0, 0, 2, 0, 0];
    const said = [0, 0, 0, 0, 1, 1, 0, 0, 0, 2];
    const report = detectionReport(real, said, 3);
    expect(report.detections.map(({ day, delay }) => [day, delay])).toEqual([
      [2, 2],
      [5, 1],
      [7, undefined],
      [8, 0],
    ]);
    expect(report).toMatchObject({ called: 3, missed: 1, meanDelay: 1, medianDelay: 1, falseSwitches: 1 });
    expect(report.falseSwitchesPerYear).toBe(252 / 9);
  });

  it('finds nothing late or false in the truth itself', () => {
    expect(detectionReport(truth, truth, 3)).toMatchObject({ missed: 0, meanDelay: 0, falseSwitches: 0 });
  });

  it('has no mean delay without a true switch', () => {
    expect(detectionReport([0, 0], [0, 1], 2)).toMatchObject({ meanDelay: undefined, falseSwitches: 1 });
  });
});

describe('whipsawCost(labels, excessReturns, options)', () => {
  const labels = [0, 0, 1, 0, 0, 0, 0];
  const excess = [0, 0, 0, 0.01, 0.03, 0.05, 0.07];
  const options = { exposures: [1, 0.4], cost: 0.001 };

  it('charges the way there and back and the return missed with the delay, by hand', () => {
    // Out on day 2, held from the close of 3 to that of 4: misses .6 of .03; trades .6 twice.
    const report = whipsawCost(labels, excess, { ...options, periodsPerYear: 7 });
    expect(report).toMatchObject({ whipsaws: 1, perYear: 1 });
    expect(gap(report.missedReturnPerYear, 0.6 * 0.03)).toBeLessThanOrEqual(ROUNDING);
    expect(gap(report.tradingCostPerYear, 0.0012)).toBeLessThanOrEqual(ROUNDING);
    expect(gap(report.totalPerYear, 0.0192)).toBeLessThanOrEqual(ROUNDING);
  });

  it('without delay misses the next day', () => {
    const report = whipsawCost(labels, excess, { ...options, delay: 0, periodsPerYear: 7 });
    expect(gap(report.missedReturnPerYear, 0.6 * 0.01)).toBeLessThanOrEqual(ROUNDING);
  });

  it('leaves long stays and changes for good alone', () => {
    expect(whipsawCost([0, 1, 1, 1, 0, 0, 0], excess, { ...options, within: 2 }).whipsaws).toBe(0);
    expect(whipsawCost([0, 0, 1, 1, 1, 1, 1], excess, options).whipsaws).toBe(0);
  });

  it('does not count the way back as a whipsaw of its own', () => {
    expect(whipsawCost([0, 1, 0, 1, 0, 0, 0], excess, options).whipsaws).toBe(2);
  });
});

describe('alignLabels(reference, labels, nLabels) and seedAgreement(runs, nLabels)', () => {
  it('undo a renaming, and leave what differs', () => {
    const renamed = truth.map((label) => [2, 0, 1][label]!);
    expect(Array.from(alignLabels(truth, renamed, 3).labels)).toEqual(truth);
    expect(Array.from(alignLabels(truth, renamed, 3).names)).toEqual([1, 2, 0]);
  });

  it('give full agreement to equal runs and none beyond chance to random ones', () => {
    expect(seedAgreement([truth, truth, truth], 3)).toMatchObject({ pairs: 3, meanAgreement: 1, meanKappa: 1 });
    const random = createRandomStream(3);
    const [a, b] = [0, 1].map(() => Array.from({ length: 5000 }, () => random.integer(3)));
    const { meanKappa, meanAdjustedRand } = seedAgreement([a!, b!], 3);
    // One standard error of kappa is .01.
    expect(Math.abs(meanKappa!)).toBeLessThan(0.04);
    expect(Math.abs(meanAdjustedRand)).toBeLessThan(0.01);
  });

  it('report the worst pair', () => {
    expect(
      seedAgreement(
        [
          [0, 0, 1, 1],
          [0, 0, 1, 1],
          [0, 1, 0, 1],
        ],
        2,
      ),
    ).toMatchObject({
      worstAgreement: 0.5,
      meanAgreement: (1 + 0.5 + 0.5) / 3,
    });
  });
});
