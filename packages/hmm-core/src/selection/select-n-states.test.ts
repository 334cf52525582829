import { createWorkerPool } from '@regimekit/numerics/workers';
import { describe, expect, it } from 'vitest';
import { autoregression, threeRegimes } from '../../test/support/no-regimes.ts';
import { randomModel } from '../../test/support/models.ts';
import {
  bernoulli,
  bic,
  createHmm,
  fitGaussianHmm,
  forwardBackward,
  gaussian,
  icl,
  InvalidObservationsError,
  InvalidOptionError,
  linearRegression,
  logScores,
  ObservationMatrix,
  poisson,
  sample,
  selectNStates,
  selectNStatesAsync,
  studentT,
  viterbi,
  type EmissionFamily,
  type SelectionProgress,
} from '../index.ts';
import { expandingWindows } from './expanding-windows.ts';
import { meanDifference } from './mean-difference.ts';

const search = { starts: 6, shortIterations: 3, keep: 2 };
const rows = threeRegimes(400, 2, 7);
const options = { nStates: [1, 2, 3], seed: 1, search, outOfSample: { folds: 3 } };

describe('selectNStates', () => {
  const selection = selectNStates(rows, options);

  it('selectNStates(rows) has a frozen record for each candidate, of plain data', () => {
    expect(selection.table.map(({ name }) => name)).toEqual(['1 state, diag', '2 states, diag', '3 states, diag']);
    for (const row of selection.table) {
      expect(Object.isFrozen(row) && Object.isFrozen(row.disqualified) && Object.isFrozen(row.outOfSample)).toBe(true);
      expect(structuredClone(row)).toEqual(row);
      expect(JSON.parse(JSON.stringify(row))).toEqual(row);
    }
    expect(selection.table.filter(({ chosen }) => chosen)).toEqual([selection.chosen]);
    expect(selection.reason).toContain(selection.chosen!.name);
    expect(JSON.stringify(selectNStates(rows, options))).toBe(JSON.stringify(selection));
  });

  it('selectNStates(rows) reports AIC, BIC and ICL of the fit to all rows, by their definitions', () => {
    const row = selection.table[1]!;
    const fit = fitGaussianHmm(rows, { nStates: 2, seed: 1, search });
    expect(row.logLikelihood).toBeCloseTo(fit.logLikelihood, 8);
    expect(row.nParameters).toBe(11);
    expect(row.aic).toBeCloseTo(-2 * fit.logLikelihood + 22, 8);
    expect(row.bic).toBeCloseTo(bic(fit.logLikelihood, 11, 400), 8);
    expect(row.icl).toBeCloseTo(icl(viterbi(fit.model, rows).logJointProb, 11, 400), 8);
    expect(row.icl).toBeGreaterThan(row.bic!);
    const { smoothedProbs } = forwardBackward(fit.model, rows);
    const share = smoothedProbs.to2DArray().reduce((sum, [first]) => sum + first! / 400, 0);
    expect(row.minOccupancy).toBeCloseTo(Math.min(share, 1 - share), 10);
    expect(row.minDuration).toBeCloseTo(
      Math.min(1 / fit.model.transitionMatrix.get(0, 1), 1 / fit.model.transitionMatrix.get(1, 0)),
      8,
    );
  });

  it('icl(rows) is the joint with the best of all paths, by enumeration', () => {
    const model = randomModel('diag', 2, 1, 5);
    const few = sample(model, 8, { seed: 2 }).observations;
    const density = (y: number, k: number) =>
      Math.exp(-0.5 * ((y - model.means.get(k, 0)) ** 2 / model.covariances[k]!)) /
      Math.sqrt(2 * Math.PI * model.covariances[k]!);
    let best = -Infinity;
    for (let path = 0; path < 2 ** 8; path++) {
      let value = 0;
      for (let t = 0; t < 8; t++) {
        const k = (path >> t) & 1;
        const before = (path >> (t - 1)) & 1;
        const step = t === 0 ? model.initialProbs[k]! : model.transitionMatrix.get(before, k);
        value += Math.log(step * density(few.get(t, 0), k));
      }
      best = Math.max(best, value);
    }
    expect(icl(viterbi(model, few).logJointProb, 7, 8)).toBeCloseTo(-2 * best + 7 * Math.log(8), 8);
  });

  it('selectNStates(rows) scores each span by a fit to the rows before it alone', () => {
    const [first] = expandingWindows(400, 3, 0.5);
    expect(first).toEqual({ trainEnd: 200, testEnd: 267 });
    const seen = new ObservationMatrix(200, 2, rows.data.subarray(0, 400));
    const { model } = fitGaussianHmm(seen, { nStates: 2, seed: 1, search });
    const scores = logScores(model, new ObservationMatrix(267, 2, rows.data.subarray(0, 534))).subarray(200);
    const mean = scores.reduce((sum, value) => sum + value / 67, 0);
    expect(selection.table[1]!.outOfSample!.folds[0]).toBeCloseTo(mean, 10);
    // What comes later changes no earlier span.
    const changed = ObservationMatrix.from(rows.to2DArray().map((row, t) => (t < 300 ? row : [5, -5])));
    const other = selectNStates(changed, { ...options, nStates: [2] });
    expect(other.table[0]!.outOfSample!.folds[0]).toBe(selection.table[1]!.outOfSample!.folds[0]);
    expect(other.table[0]!.outOfSample!.folds[2]).not.toBe(selection.table[1]!.outOfSample!.folds[2]);
  });

  it('selectNStates(rows) finds three regimes, and the fewest parameters within one standard error', () => {
    const { chosen, table, fit, reason } = selectNStates(threeRegimes(1500, 2, 1), {
      nStates: [1, 2, 3, 4],
      seed: 1,
      search: { starts: 12, keep: 3 },
    });
    expect(chosen?.nStates).toBe(3);
    expect(fit?.model.nStates).toBe(3);
    for (const { nParameters, outOfSample, disqualified } of table) {
      if (disqualified.length > 0 || nParameters! >= chosen!.nParameters!) continue;
      expect(outOfSample!.shortfall).toBeGreaterThan(outOfSample!.standardError);
    }
    expect(reason).toMatch(/3 states, diag: /);
  });

  it('selectNStates(rows) leaves out states that are rare or do not last, with the reason', () => {
    const strict = selectNStates(rows, { ...options, minOccupancy: 0.45, minDuration: 200, nStates: [1, 2] });
    expect(strict.table[1]!.disqualified.map(({ code }) => code)).toEqual(['RARE_STATE', 'SHORT_STAY']);
    expect(strict.chosen?.nStates).toBe(1);
    expect(strict.reason).toContain('Left out: 2 states, diag (a state holds');
    expect(selectNStates(rows, { ...options, minOccupancy: 1, nStates: [2] })).toMatchObject({
      chosen: null,
      fit: null,
    });
  });

  it.each(['aic', 'bic', 'icl'] as const)("selectNStates(rows, { criterion: '%s' }) takes the lowest", (criterion) => {
    const { chosen, table } = selectNStates(rows, { ...options, criterion, outOfSample: false, minDuration: 0 });
    expect(chosen![criterion]).toBe(Math.min(...table.map((row) => row[criterion]!)));
    expect(table[0]!.outOfSample).toBe(null);
  });

  it('selectNStates(rows) makes a failed candidate a row with its reason', () => {
    const broken: EmissionFamily = {
      ...gaussian(),
      name: 'broken',
      logDensitiesInto: () => {
        throw new TypeError('no density today');
      },
    };
    const { table, chosen, reason } = selectNStates(rows, {
      ...options,
      covarianceTypes: ['diag'],
      families: [broken],
      nStates: [1, 500],
    });
    expect(table.map(({ disqualified }) => disqualified[0]?.code)).toEqual([
      undefined,
      'FIT_FAILED',
      'FIT_FAILED',
      'FIT_FAILED',
    ]);
    expect(table[1]!.disqualified[0]!.message).toBe('no density today');
    expect(table[2]!.disqualified[0]!.message).toContain('500 states cannot be learnt');
    expect(table[2]).toMatchObject({ logLikelihood: null, bic: null, outOfSample: null, stopReason: null });
    expect(chosen!.name).toBe('1 state, diag');
    expect(reason).toContain('no density today');
  });

  it('selectNStates(rows) tries families beside covariance types, on the rows that all have a density for', () => {
    const one = autoregression({ nSteps: 300, nFeatures: 1, phi: 0.9, seed: 3 });
    const { table } = selectNStates(one, {
      ...options,
      nStates: [1],
      covarianceTypes: ['diag'],
      families: [studentT(), linearRegression({ lags: 1 })],
    });
    expect(table.map(({ name }) => name)).toEqual([
      '1 state, diag',
      '1 state, student-t',
      '1 state, linear-regression',
    ]);
    const { model } = fitGaussianHmm(one, { nStates: 1, search });
    const scores = logScores(model, one);
    expect(table[0]!.logLikelihood).toBeCloseTo(
      scores.subarray(1).reduce((sum, value) => sum + value, 0),
      8,
    );
    expect(table[2]!.chosen).toBe(true);
    expect(table[2]!.outOfSample!.mean).toBeGreaterThan(table[0]!.outOfSample!.mean + 0.3);
  });

  it('selectNStates(rows) compares discrete families with each other and refuses to mix measures', () => {
    const truth = createHmm({
      initialProbs: [0.5, 0.5],
      transitionMatrix: [
        [0.95, 0.05],
        [0.05, 0.95],
      ],
      emissions: { family: poisson(), parameters: { rates: [2, 15] } },
    });
    const counts = sample(truth, 300, { seed: 1 }).observations;
    const found = selectNStates(counts, { ...options, families: [poisson()], nStates: [1, 2] });
    expect(found.chosen?.name).toBe('2 states, poisson');
    expect(found.baseline).toBe(null);
    expect(() => selectNStates(counts, { ...options, families: [poisson(), gaussian()] })).toThrow(/whole numbers/);
    const mixed = selectNStates(counts, { ...options, families: [poisson(), bernoulli()], nStates: [1] });
    expect(mixed.table[1]!.disqualified[0]!.code).toBe('FIT_FAILED');
  });

  it('selectNStates(rows) takes sequences, missing values and covariates', () => {
    const holes = ObservationMatrix.from(
      rows.to2DArray().map((row, t) => (t % 11 === 0 ? [Number.NaN, row[1]!] : row)),
      [150, 250],
    );
    const found = selectNStates(holes, { ...options, nStates: [1, 2], missing: 'marginalise' });
    expect(found.table.every(({ disqualified }) => disqualified.every(({ code }) => code !== 'FIT_FAILED'))).toBe(true);
    const x = Array.from({ length: 300 }, (_, t) => [Math.cos(1.7 * t)]);
    const y = x.map(([value], t) => [2 * value! + 0.3 * Math.sin(78.233 * t)]);
    const family = linearRegression({ nCovariates: 1 });
    const regression = selectNStates(y, { ...options, families: [family], nStates: [1], covariates: x });
    expect(regression.chosen?.name).toBe('1 state, linear-regression');
  });

  it('selectNStates(rows, { onProgress }) hears of every fit, and a no leaves the choice open', () => {
    const heard: SelectionProgress[] = [];
    selectNStates(rows, { ...options, nStates: [1, 2], onProgress: (progress) => void heard.push(progress) });
    expect(heard.map(({ done, total, fold }) => [done, total, fold])).toEqual(
      [1, 2, 3, 4, 5, 6, 7, 8].map((done) => [done, 8, [null, 0, 1, 2][(done - 1) % 4]]),
    );
    const stopped = selectNStates(rows, { ...options, onProgress: ({ done }) => done < 6 });
    expect(stopped.table.map(({ disqualified }) => disqualified.map(({ code }) => code))).toEqual([
      [],
      ['CANCELLED'],
      ['CANCELLED'],
    ]);
    expect(stopped).toMatchObject({ chosen: null, fit: null });
    expect(stopped.reason).toContain('Cancelled');
  });

  it('selectNStates refuses what cannot be meant', () => {
    const wrong: readonly [object, RegExp][] = [
      [{ nStates: [] }, /one or more numbers of states/],
      [{ nStates: 3 }, /one or more numbers of states/],
      [{ nStates: [1.5] }, /whole number/],
      [{ covarianceTypes: ['round'] }, /spherical, diag, tied, full/],
      [{ covarianceTypes: [] }, /at least one/],
      [{ families: ['poisson'] }, /an emission family/],
      [{ criterion: 'dic' }, /outOfSample, aic, bic, icl/],
      [{ outOfSample: false }, /left on when it is the criterion/],
      [{ outOfSample: { folds: 0 } }, /outOfSample.folds/],
      [{ outOfSample: { firstShare: 1 } }, /above 0 and below 1/],
      [{ minOccupancy: 2 }, /a share/],
      [{ minDuration: -1 }, /at least 0/],
    ];
    for (const [given, message] of wrong) {
      expect(() => selectNStates(rows, given)).toThrow(InvalidOptionError);
      expect(() => selectNStates(rows, given)).toThrow(message);
    }
    expect(() => selectNStates([[1], [Number.NaN]])).toThrow(InvalidObservationsError);
  });
});

describe('selectNStates on data without regimes', () => {
  const bicOf = (phi: number, nSteps: number, nFeatures: number) =>
    selectNStates(autoregression({ nSteps, nFeatures, phi, seed: 1 }), {
      nStates: [1, 2, 3, 4, 5, 6],
      covarianceTypes: ['full'],
      criterion: 'bic',
      outOfSample: false,
      search: { starts: 8, keep: 1 },
      maxIterations: 60,
      tolerance: 1e-4,
      minOccupancy: 0,
      minDuration: 0,
    });

  // evaluation.md, G3: D = 9, correlation .4, T = 2,500.
  it(
    'selectNStates(rows) by BIC keeps one state when rows are independent and takes six when they are not',
    { timeout: 60_000 },
    () => {
      expect(bicOf(0, 2500, 9).chosen?.nStates).toBe(1);
      const { chosen, warnings } = bicOf(0.97, 2500, 9);
      expect(chosen?.nStates).toBe(6);
      expect(warnings.map(({ code }) => code)).toEqual(['AUTOCORRELATED_WITHIN_STATES', 'AT_THE_EDGE']);
    },
  );

  it('selectNStates(rows) says that one state with memory foresees better', () => {
    const { baseline, warnings } = selectNStates(
      autoregression({ nSteps: 400, nFeatures: 1, phi: 0.97, seed: 2 }),
      options,
    );
    expect(baseline!.advantage).toBeGreaterThan(3 * baseline!.standardError!);
    expect(warnings.map(({ code }) => code)).toContain('MEMORY_FORESEES_BETTER');
    const regimes = selectNStates(threeRegimes(1000, 2, 1), options);
    expect(regimes.baseline!.advantage).toBeLessThan(0);
    expect(regimes.warnings.map(({ code }) => code)).not.toContain('MEMORY_FORESEES_BETTER');
  });
});

describe('selectNStatesAsync', () => {
  const few = { ...options, nStates: [1, 2] };
  const expected = JSON.stringify(selectNStates(rows, few));

  it.each([1, 2])('gives the bytes of selectNStates on a pool of %i worker thread(s)', async (size) => {
    await using executor = createWorkerPool({ size });
    expect(JSON.stringify(await selectNStatesAsync(rows, { ...few, executor }))).toBe(expected);
  });

  it('gives the same bytes on the inline executor, and rejects with the reason of the signal', async () => {
    expect(JSON.stringify(await selectNStatesAsync(rows, few))).toBe(expected);
    const reason = new Error('enough');
    await expect(selectNStatesAsync(rows, { ...few, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const controller = new AbortController();
    const onProgress = () => controller.abort(reason);
    await expect(selectNStatesAsync(rows, { ...few, signal: controller.signal, onProgress })).rejects.toBe(reason);
  });

  it('rejects when the executor itself fails: that is no fault of a candidate', async () => {
    const executor = createWorkerPool({ size: 1 });
    await executor.close();
    await expect(selectNStatesAsync(rows, { ...few, executor })).rejects.toThrow(/closed/);
  });

  it('makes a family that no worker can load a row with its reason', async () => {
    await using executor = createWorkerPool({ size: 1 });
    const own = { ...gaussian(), name: 'own' };
    const { table } = await selectNStatesAsync(rows, { ...few, nStates: [1], families: [own], executor });
    expect(table[0]!.disqualified[0]!.message).toContain('own');
  });
});

describe('meanDifference', () => {
  it('meanDifference(d) has the standard error of Newey and West', () => {
    // n = 3: L = min(floor(4 * .03^(2/9)), 2) = 1; c_0 = 2/3, c_1 = 0 for -1, 0, 1 about their mean.
    expect(meanDifference(Float64Array.of(1, 2, 3))).toEqual({ mean: 2, standardError: Math.sqrt(2 / 3 / 3) });
    // c_0 = 14/9... by hand: d = 0, 0, 3: mean 1, c_0 = (1 + 1 + 4) / 3 = 2, c_1 = (1 - 2) / 3.
    const { standardError } = meanDifference(Float64Array.of(0, 0, 3));
    expect(standardError).toBeCloseTo(Math.sqrt((2 + 2 * 0.5 * (-1 / 3)) / 3), 12);
  });
});
