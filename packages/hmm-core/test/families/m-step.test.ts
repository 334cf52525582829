import { createRandomStream } from '@regimekit/numerics';
import { describe, expect, it } from 'vitest';
import {
  baumWelch,
  forward,
  logLikelihood,
  parameterVector,
  sample,
  withParameterVector,
  type EmissionData,
  type EmissionParameters,
} from '../../src/index.ts';
import { familyCases, modelOfCase, type FamilyCase } from './cases.ts';

const K = 2;
/** A slope of the mean objective that is only what differences leave. */
const FLAT = 2e-7;
const STEP = 1e-5;
/** Rows drawn from the model. */
const DRAWN = 400;
/** The same of a fit, which stops on its way: EM leaves the last thousandth of a long valley. */
const NEARLY_FLAT = 1e-4;

function dataOf({ rows, covariates = [] }: FamilyCase): EmissionData {
  return {
    rows: Float64Array.from(rows.flat()),
    positions: Int32Array.from(rows, (_, t) => t),
    nSteps: rows.length,
    nFeatures: rows[0]!.length,
    lengths: [rows.length],
    covariates: Float64Array.from(covariates.flat()),
    nCovariates: covariates[0]?.length ?? 0,
  };
}

function randomWeights(nSteps: number): Float64Array {
  const random = createRandomStream(3);
  return Float64Array.from(Array.from({ length: nSteps }, () => [...random.dirichlet([1, 1])]).flat());
}

describe.each(familyCases)('the M step of $name', (given) => {
  const data = dataOf(given);
  const weights = randomWeights(data.nSteps);
  const model = modelOfCase(given);
  const { family } = given;
  const repairs = { emptyStates: 0, varianceFloor: 0, bounds: 0 };
  const step = (previous: EmissionParameters) =>
    family.estimate!(family.accumulate!(data, weights, previous, K), previous, { varianceFloor: undefined, repairs });
  /** The weighted log-likelihood by the density of the test, per row. */
  const objective = (parameters: EmissionParameters) => {
    let sum = 0;
    for (let t = 0; t < data.nSteps; t++) {
      for (let k = 0; k < K; k++) sum += weights[t * K + k]! * given.logDensity(parameters, k, t, given.rows);
    }
    return sum / data.nSteps;
  };
  const withEmissions = (parameters: EmissionParameters) => ({ ...model, emissions: { family, parameters } });
  const slopes = (parameters: EmissionParameters) => {
    const there = withEmissions(parameters) as typeof model;
    const { values, names } = parameterVector(there, { stationaryStart: true });
    return names.flatMap((name, i) => {
      if (name.includes('transitionMatrix')) return [];
      const at = (by: number) => {
        const moved = values.slice();
        moved[i]! += by;
        return objective(withParameterVector(there, moved, { stationaryStart: true }).emissions.parameters);
      };
      return [(at(STEP) - at(-STEP)) / (2 * STEP)];
    });
  };

  it('estimate never lowers the weighted log-likelihood', () => {
    let parameters = model.emissions.parameters;
    for (let i = 0; i < 20; i++) {
      const next = step(parameters);
      expect(objective(next)).toBeGreaterThanOrEqual(objective(parameters) - 1e-13 * Math.abs(objective(parameters)));
      parameters = next;
    }
  });

  it(`estimate ends where the weighted log-likelihood is flat${given.closedForm ? ', in one step' : ''}`, () => {
    let parameters = step(model.emissions.parameters);
    // A generalised M step gets there by itself, with the weights held.
    if (!given.closedForm) for (let i = 0; i < 3000; i++) parameters = step(parameters);
    const left = slopes(parameters);
    expect(left.length).toBeGreaterThan(0);
    // Degrees of freedom may end on a bound, where they are no coordinate.
    expect(Math.max(...left.map(Math.abs))).toBeLessThanOrEqual(FLAT);
  });

  it('control: the starting parameters are not flat', () => {
    expect(Math.max(...slopes(model.emissions.parameters).map(Math.abs))).toBeGreaterThan(100 * FLAT);
  });

  it('baumWelch(model, sample) never falls, and the gradient vanishes where it ends', () => {
    const random = createRandomStream(8);
    const covariates = Array.from({ length: DRAWN }, () => [random.normal(), random.normal()]);
    const options = given.covariates === undefined ? {} : { covariates };
    const { observations } = sample(model, DRAWN, { seed: 5, ...options });
    const fit = baumWelch(model, observations, { ...options, maxIterations: 3000, tolerance: 1e-15 });
    expect(['tolerance', 'max_iterations']).toContain(fit.stopReason);
    const falls = fit.history.filter((value, i) => value < fit.history[i - 1]! - 1e-10 * Math.abs(value));
    expect(falls).toEqual([]);
    expect(fit.logLikelihood).toBe(forward(fit.model, observations, options).logLikelihood);
    const { values, names } = parameterVector(fit.model);
    const at = (i: number, by: number) => {
      const moved = values.slice();
      moved[i]! += by;
      return logLikelihood(withParameterVector(fit.model, moved), observations, options) / DRAWN;
    };
    // A probability on its way to zero is flat because nothing of it is left.
    const steep = names.filter((_, i) => Math.abs(at(i, STEP) - at(i, -STEP)) / (2 * STEP) > NEARLY_FLAT);
    expect(steep).toEqual([]);
  });
});
