// Experiments with known answers on a three-state toy: G1 (accuracy of the filter), G7 (what refits do to labels).
import { createRandomStream, type MatrixView } from '@regimekit/numerics';
import { describe, expect, it } from 'vitest';
import { weekdays } from '../../test/support/days.ts';
import { filterToy, fitToy, sampleToy, toyTruth } from '../../test/support/toy-hmm.ts';
import {
  adjustedRandIndex,
  alignLabels,
  brierScore,
  calibrationCurve,
  detectionReport,
  labelLogScore,
  labelStability,
  type LabelFold,
} from '../index.ts';

const likeliest = (probs: MatrixView) =>
  Int32Array.from({ length: probs.rows }, (_, t) => {
    const row = probs.row(t);
    return row.indexOf(Math.max(...row));
  });

describe('the filter with true parameters over 20,000 days (G1)', () => {
  const { states, x } = sampleToy(20_000, createRandomStream(11));
  const probs = filterToy(toyTruth, x);
  const calls = likeliest(probs);
  const alone = Int32Array.from(x, (row) => likeliest(filterToy(toyTruth, [row]))[0]!);
  const accuracy = (labels: Int32Array) => labels.filter((label, t) => label === states[t]).length / states.length;

  it('is right on about .94 of the days, a single row on far fewer', () => {
    expect(Math.abs(accuracy(calls) - 0.94)).toBeLessThan(0.015);
    expect(accuracy(alone)).toBeLessThan(0.8);
  });

  it('scores better than a single row by every measure', () => {
    const single = filterToyRows(x);
    expect(brierScore(probs, states)).toBeLessThan(0.5 * brierScore(single, states));
    expect(labelLogScore(probs, states).score).toBeGreaterThan(labelLogScore(single, states).score + 0.2);
    expect(adjustedRandIndex(states, calls, 3)).toBeGreaterThan(adjustedRandIndex(states, alone, 3) + 0.2);
    expect(detectionReport(states, calls, 3).falseSwitchesPerYear).toBeLessThan(
      0.25 * detectionReport(states, alone, 3).falseSwitchesPerYear,
    );
  });

  it('means its probabilities', () => {
    const stressed = Float64Array.from(calls, (_, t) => probs.get(t, 2));
    const { expectedError } = calibrationCurve(
      stressed,
      Array.from(states, (s) => (s === 2 ? 1 : 0)),
      {
        seed: 1,
        replications: 99,
      },
    );
    expect(expectedError).toBeLessThan(0.01);
    // The control: the same probabilities, exaggerated.
    const bold = stressed.map((p) => (p > 0.5 ? 1 : 0));
    const { expectedError: boldError } = calibrationCurve(
      bold,
      Array.from(states, (s) => (s === 2 ? 1 : 0)),
      {
        seed: 1,
        replications: 99,
      },
    );
    expect(boldError).toBeGreaterThan(expectedError + 0.005);
  });

  function filterToyRows(rows: readonly number[][]): MatrixView {
    const out = filterToy(toyTruth, rows);
    rows.forEach((row, t) => out.data.set(filterToy(toyTruth, [row]).data, 3 * t));
    return out;
  }
});

describe('28 refits that step 21 days (G7)', () => {
  const WINDOW = 1000;
  const REFITS = 28;
  const STEP = 21;
  const { x } = sampleToy(WINDOW + REFITS * STEP, createRandomStream(4));
  const dates = weekdays('2010-01-01', x.length);
  const random = createRandomStream(5);
  const fits = Array.from({ length: REFITS }, (_, j) => {
    const from = j * STEP;
    const model = fitToy(x.slice(from, from + WINDOW), random);
    const probs = filterToy(model, x.slice(from, from + WINDOW + STEP));
    const fold: LabelFold = {
      dates: dates.slice(from, from + WINDOW + STEP),
      labels: likeliest(probs),
      confidence: Float64Array.from({ length: probs.rows }, (_, t) => Math.max(...probs.row(t))),
    };
    return { model, fold };
  });
  const raw = fits.map(({ fold }) => fold);
  const aligned: LabelFold[] = [];
  for (const fold of raw) {
    const before = aligned.at(-1) ?? fold;
    const overlap = fold === before ? 0 : STEP;
    const earlier = Array.from(before.labels).slice(overlap);
    const { names } = alignLabels(earlier, Array.from(fold.labels).slice(0, earlier.length), 3);
    aligned.push({ ...fold, labels: Int32Array.from(fold.labels, (label) => names[label]!) });
  }

  it('flip the raw order of the states in most', () => {
    const orders = fits.map(({ model }) =>
      [0, 1, 2].sort((i, j) => model.means[i]![0]! - model.means[j]![0]!).join(''),
    );
    const flips = orders.filter((order, j) => j > 0 && order !== orders[j - 1]).length;
    expect(flips).toBeGreaterThan(REFITS / 2);
    // What that does to labels that nobody aligned (the control).
    expect(labelStability(raw, { nLabels: 3 }).meanRelabelled).toBeGreaterThan(0.3);
  });

  it('relabel a few percent once aligned, every refit is reported, and those over the gate are named', () => {
    const report = labelStability(aligned, { nLabels: 3, gate: 0.1 });
    expect(report.refits).toHaveLength(REFITS - 1);
    expect(report.meanRelabelled).toBeLessThan(0.1);
    // One refit ends in another optimum: it is named, not averaged away.
    expect(report.refits.filter(({ passed }) => !passed).map(({ name }) => name)).toEqual(['17']);
    expect(report.passed).toBe(false);
    // Bolder labels survive more refits than timid ones.
    const [timid, bold] = [report.survival[0]!, report.survival.at(-1)!];
    expect(bold.survivedRefit!).toBeGreaterThan(timid.survivedRefit!);
  });
});
