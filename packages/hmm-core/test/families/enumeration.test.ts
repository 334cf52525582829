import { describe, expect, it } from 'vitest';
import {
  createBatchFilter,
  createFixedLagSmoother,
  createHmm,
  createOnlineFilter,
  expectedTransitionCounts,
  forward,
  forwardBackward,
  logLikelihood,
  logScores,
  parseHmm,
  poisson,
  smoothFixedLag,
  viterbi,
} from '../../src/index.ts';
import { relativeError } from '../support/closeness.ts';
import { enumerateFrom } from '../support/enumeration.ts';
import { familyCases, modelOfCase } from './cases.ts';

const T = 6;
const RTOL = 1e-12;

describe.each(familyCases)('$name', (given) => {
  const model = modelOfCase(given);
  const rows = given.rows.slice(0, T);
  const options = given.covariates === undefined ? {} : { covariates: given.covariates.slice(0, T) };
  const table = enumerateFrom(model, (k, t) => given.logDensity(model.emissions.parameters, k, t, rows), T);

  it('forward(model, rows) is the sum over all paths', () => {
    const { filteredProbs, predictedProbs, logLikelihood: value } = forward(model, rows, options);
    expect(relativeError(filteredProbs.to2DArray(), table.filtered)).toBeLessThanOrEqual(RTOL);
    expect(relativeError(predictedProbs.to2DArray(), table.predicted)).toBeLessThanOrEqual(RTOL);
    expect(relativeError(value, table.logLikelihood)).toBeLessThanOrEqual(RTOL);
    expect(relativeError(logLikelihood(model, rows, options), table.logLikelihood)).toBeLessThanOrEqual(RTOL);
  });

  it('forwardBackward(model, rows) and expectedTransitionCounts are the sums over all paths', () => {
    const { smoothedProbs, expectedTransitions } = forwardBackward(model, rows, options);
    expect(relativeError(smoothedProbs.to2DArray(), table.smoothed)).toBeLessThanOrEqual(RTOL);
    expect(relativeError(expectedTransitions.to2DArray(), table.transitions)).toBeLessThanOrEqual(RTOL);
    const { total } = expectedTransitionCounts(model, rows, options);
    expect(relativeError(total.to2DArray(), table.transitions)).toBeLessThanOrEqual(RTOL);
  });

  it('viterbi(model, rows) finds the best of all paths', () => {
    const { statePath, logJointProb } = viterbi(model, rows, options);
    expect([...statePath]).toEqual(table.bestPath);
    expect(relativeError(logJointProb, table.bestLogJoint)).toBeLessThanOrEqual(RTOL);
  });

  it('createOnlineFilter(model) agrees with forward and logScores to the bit, through JSON in the middle', () => {
    const { filteredProbs } = forward(model, rows, options);
    const scores = logScores(model, rows, options);
    let filter = createOnlineFilter(model);
    for (const [t, row] of rows.entries()) {
      if (t === 3) filter = createOnlineFilter(model, { state: JSON.parse(JSON.stringify(filter.state())) });
      const step = filter.update(row, given.covariates?.[t]);
      expect([...step.filteredProbs]).toEqual([...filteredProbs.row(t)]);
      expect(step.logPredictive).toBe(scores[t]);
    }
    filter.reset();
    expect([...filter.update(rows[0]!, given.covariates?.[0]).filteredProbs]).toEqual([...filteredProbs.row(0)]);
  });

  it('createFixedLagSmoother(model) agrees with smoothFixedLag to the bit', () => {
    const { laggedProbs } = smoothFixedLag(model, rows, { ...options, lag: 2 });
    const smoother = createFixedLagSmoother(model, { lag: 2 });
    const lagged = rows.map((row, t) => smoother.update(row, given.covariates?.[t]).laggedProbs);
    expect(lagged.slice(2).map((probs) => [...probs!])).toEqual(laggedProbs.to2DArray().slice(0, T - 2));
  });

  it('parseHmm(JSON) gives the same model back, to the bit', () => {
    const again = parseHmm(JSON.parse(JSON.stringify(model)));
    expect(again.toJSON()).toEqual(model.toJSON());
    expect(logLikelihood(again, rows, options)).toBe(logLikelihood(model, rows, options));
  });

  it('forward(model, rows) with sequences begins anew at each', () => {
    const lengths = [2, 4];
    const parts = [rows.slice(0, 2), rows.slice(2)];
    const shown = (from: number, to: number) =>
      given.covariates === undefined ? {} : { covariates: given.covariates.slice(from, to) };
    const sum = logLikelihood(model, parts[0]!, shown(0, 2)) + logLikelihood(model, parts[1]!, shown(2, T));
    expect(relativeError(logLikelihood(model, rows, { ...options, lengths }), sum)).toBeLessThanOrEqual(RTOL);
  });
});

const ofOneRow = familyCases.filter(({ family: { memory = 0, nCovariates = 0 } }) => memory + nCovariates === 0);

describe.each(ofOneRow)('$name in a batch', (given) => {
  it('createBatchFilter(model) agrees with forward to the bit', () => {
    const model = modelOfCase(given);
    const rows = given.rows.slice(0, T);
    const batch = createBatchFilter(model, { nSeries: 2 });
    const filtered = rows.map((row) => [...batch.update([row, row]).filteredProbs.row(1)]);
    expect(filtered).toEqual(forward(model, rows).filteredProbs.to2DArray());
  });
});

it('control: the densities of another rate are not those of the model', () => {
  const chain = {
    initialProbs: [0.5, 0.5],
    transitionMatrix: [
      [0.9, 0.1],
      [0.2, 0.8],
    ],
  };
  const model = createHmm({ ...chain, emissions: { family: poisson(), parameters: { rates: [2, 6] } } });
  const rows = [[1], [4], [7]];
  const wrong = enumerateFrom(model, (k, t) => rows[t]![0]! * Math.log(k + 2.1) - (k + 2.1), rows.length);
  expect(relativeError(logLikelihood(model, rows), wrong.logLikelihood)).toBeGreaterThan(1e-3);
});
