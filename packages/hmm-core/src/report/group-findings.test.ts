import { describe, expect, it } from 'vitest';
import { autoregression } from '../../test/support/no-regimes.ts';
import {
  createGaussianHmm,
  explainFit,
  fitGaussianHmm,
  groupFindings,
  InvalidOptionError,
  reviewFit,
  reviewSample,
  sample,
  type FitFinding,
} from '../index.ts';

const memory = (feature: number, measured: number): FitFinding => ({
  code: 'AUTOCORRELATED_WITHIN_STATES',
  severity: 'warning',
  feature,
  measured,
  threshold: 2,
  message: `Feature ${feature} remembers its past inside the states: ${measured} rows are worth one independent row.`,
  reason: 'Why.',
  advice: ['What to do.'],
});
const visits = (state: number, measured: number): FitFinding => ({
  code: 'FEW_VISITS',
  severity: 'warning',
  state,
  measured,
  threshold: 5,
  message: `State ${state} was visited about ${measured} times, fewer than 5.`,
});
const collapsed = (state: number, feature: number): FitFinding => ({
  code: 'COLLAPSED_VARIANCE',
  severity: 'warning',
  state,
  feature,
  message: `Feature ${feature} hardly varies in state ${state}: the state sits on one value of it.`,
});

describe('groupFindings', () => {
  it('groupFindings(findings) tells one kind once, with all features and the range of the figures', () => {
    expect(groupFindings([memory(4, 35.04), memory(0, 4.2), memory(2, 10)])).toEqual([
      {
        code: 'AUTOCORRELATED_WITHIN_STATES',
        severity: 'warning',
        states: [],
        features: [0, 2, 4],
        measured: { from: 4.2, to: 35.04 },
        message:
          'Features 0, 2 and 4 remember their past inside the states: 4.2 to 35.0 rows are worth one independent row.',
        reason: 'Why.',
        advice: ['What to do.'],
      },
    ]);
  });

  it('groupFindings(findings) leaves alone what has no brother, and keeps the order of the first of each kind', () => {
    const other: FitFinding = { code: 'CLOSE_RIVAL', severity: 'note', message: 'Another optimum lies close.' };
    const found = groupFindings([visits(1, 2), memory(0, 3), other, other, memory(1, 3), visits(0, 4)]);
    expect(found.map(({ message }) => message)).toEqual([
      'States 0 and 1 were visited about 2.0 to 4.0 times each, fewer than 5.',
      'Features 0 and 1 remember their past inside the states: 3.0 rows are worth one independent row.',
      other.message,
      other.message,
    ]);
    expect(groupFindings([memory(3, 9)])[0]!.message).toBe(memory(3, 9).message);
    expect(groupFindings([])).toEqual([]);
  });

  it('groupFindings(findings, names) speaks of states and features by name, alone and together', () => {
    const names = { states: ['calm', 'storm'], features: ['vix', 'spread', 'slope'] };
    const told = (...findings: FitFinding[]) => groupFindings(findings, names).map(({ message }) => message);
    expect(told(memory(1, 3))[0]).toMatch(/^spread remembers its past/);
    expect(told(memory(0, 3), memory(2, 4))[0]).toMatch(/^vix and slope remember their past inside the states: 3.0 to/);
    expect(told(visits(0, 1), visits(1, 2))[0]).toMatch(/^calm and storm were visited/);
    expect(told(collapsed(1, 0), collapsed(1, 2))).toEqual([
      'vix and slope hardly vary in storm: the state sits on one value of each.',
    ]);
    // Names that do not reach so far: the numbers stay, all of them.
    expect(groupFindings([memory(0, 3), memory(7, 4)], { features: ['vix'] })[0]!.message).toMatch(/^Features 0 and 7/);
  });

  it('groupFindings(findings) does not put features of two states together', () => {
    const found = groupFindings([collapsed(0, 1), collapsed(1, 0), collapsed(1, 2)]);
    expect(found.map(({ states, features }) => [states, features])).toEqual([
      [[0], [1]],
      [[1], [0, 2]],
    ]);
    expect(found.map(({ message }) => message)).toEqual([
      collapsed(0, 1).message,
      'Features 0 and 2 hardly vary in state 1: the state sits on one value of each.',
    ]);
  });

  it('groupFindings(reviewSample(model, rows)) loses no state and no feature', () => {
    const rows = autoregression({ nSteps: 400, nFeatures: 4, phi: 0.97, seed: 1 });
    const { model } = fitGaussianHmm(rows, { nStates: 2, seed: 1, restarts: 4 });
    const findings = reviewSample(model, rows);
    const groups = groupFindings(findings);
    expect(groups.length).toBeLessThan(findings.length);
    for (const { code, state, feature, measured } of findings) {
      const group = groups.find((one) => one.code === code)!;
      expect([...group.states, undefined]).toContain(state);
      expect([...group.features, undefined]).toContain(feature);
      expect(measured).toBeGreaterThanOrEqual(group.measured!.from);
      expect(measured).toBeLessThanOrEqual(group.measured!.to);
    }
  });

  it('explainFit(fit) tells the collapsed features of a state in one line', () => {
    const truth = createGaussianHmm({
      initialProbs: [0.5, 0.5],
      transitionMatrix: [
        [0.9, 0.1],
        [0.1, 0.9],
      ],
      means: [
        [0, 0],
        [5, 5],
      ],
      covariances: [
        [1, 1],
        [1, 1],
      ],
    });
    const fit = fitGaussianHmm(sample(truth, 300, { seed: 1 }).observations, { nStates: 2, seed: 1, restarts: 2 });
    const { initialProbs, transitionMatrix, means } = truth;
    const model = createGaussianHmm({
      initialProbs,
      transitionMatrix,
      means,
      covariances: [
        [1e-6, 1e-6],
        [1, 1],
      ],
    });
    const collapsedFit = { ...fit, model };
    expect(reviewFit(collapsedFit).filter(({ code }) => code === 'COLLAPSED_VARIANCE')).toMatchObject([
      { state: 0, feature: 0 },
      { state: 0, feature: 1 },
    ]);
    const lines = explainFit(collapsedFit).split('\n');
    expect(lines.filter((line) => line.includes('[COLLAPSED_VARIANCE]'))).toEqual([
      '  ! Features 0 and 1 hardly vary in state 0: the state sits on one value of each. [COLLAPSED_VARIANCE]',
    ]);
  });

  it('groupFindings refuses what are no findings and no names', () => {
    for (const wrong of [null, undefined, 'text', {}, [null], [{ code: 'FEW_VISITS' }]]) {
      expect(() => groupFindings(wrong as never)).toThrow(InvalidOptionError);
    }
    for (const wrong of [null, [], { state: ['a'] }, { states: 'a' }, { features: [1] }]) {
      expect(() => groupFindings([], wrong as never)).toThrow(InvalidOptionError);
    }
  });
});
