import { readEmissionData } from '../emissions/emission-data.ts';
import type { EmissionData, EmissionFamily, Emissions } from '../emissions/emission-family.ts';
import { writeRows } from '../emissions/evaluate.ts';
import { FamilyMismatchError } from '../errors.ts';
import { forward } from '../inference/forward.ts';
import type { InferenceOptions } from '../inference/inference-input.ts';
import { emissionsOf } from '../model/emissions-of.ts';
import type { HiddenMarkovModel } from '../model/hmm.ts';
import type { Observations } from '../observations.ts';

/** The one-step predictive distribution of every row, feature by feature. */
export interface PredictiveCdf {
  readonly data: EmissionData;
  readonly isDiscrete: (d: number) => boolean;
  /** F_t(y_td) = sum_k p(z_t = k given y_1..y_{t-1}) P(Y <= y_td given k), length T; NaN where there is no value. */
  readonly at: (d: number) => Float64Array;
  /** The same just below y_td: at y_td - 1 of whole numbers, the same where the feature is continuous. */
  readonly below: (d: number) => Float64Array;
}

/** @throws FamilyMismatchError for a family without a distribution function, and as `forward` */
export function predictiveCdf(
  model: HiddenMarkovModel,
  observations: Observations,
  options: InferenceOptions,
): PredictiveCdf {
  const { family, parameters } = emissionsOf(model);
  requireCdf(family);
  const data = readEmissionData(family, observations, options, model.nFeatures);
  const { predictedProbs } = forward(model, observations, options);
  const isDiscrete = (d: number) => family.isDiscrete?.(d) ?? false;
  const mix = (rows: EmissionData, d: number) =>
    mixRows(stateCdf({ family, parameters }, rows, d, model.nStates), predictedProbs.data, model.nStates);
  return {
    data,
    isDiscrete,
    at: (d) => mix(data, d),
    below: (d) => mix(isDiscrete(d) ? { ...data, rows: stepDown(data, d) } : data, d),
  };
}

/** P(Y_td <= y_td given z_t = k), T x K; NaN where the row is missing or conditioned on. */
export function stateCdf(
  { family, parameters }: Emissions,
  data: EmissionData,
  d: number,
  nStates: number,
): Float64Array {
  const out = new Float64Array(data.nSteps * nStates);
  writeRows(out, family, data, nStates, Number.NaN, (part, rows) =>
    family.cdfInto?.(part, rows, d, parameters, nStates),
  );
  return out;
}

/** @throws FamilyMismatchError */
export function requireCdf(family: EmissionFamily): void {
  if (family.cdfInto !== undefined) return;
  throw new FamilyMismatchError(`The family ${family.name} has no distribution function.`, {
    code: 'NO_DISTRIBUTION_FUNCTION',
    hint: 'Pseudo-residuals and quantiles need cdfInto, in a product that of every block: docs/families.md.',
    details: { family: family.name },
  });
}

/** sum_k w_tk F_tk of each row. */
export function mixRows(values: Float64Array, weights: Float64Array, nStates: number): Float64Array {
  return Float64Array.from({ length: values.length / nStates }, (_, t) => {
    let sum = 0;
    // A state that cannot be has no say, whatever its distribution function is there.
    for (let k = t * nStates; k < (t + 1) * nStates; k++) if (weights[k]! > 0) sum += weights[k]! * values[k]!;
    return Math.min(sum, 1);
  });
}

function stepDown({ rows, nFeatures }: EmissionData, d: number): Float64Array {
  return rows.map((value, at) => (at % nFeatures === d ? value - 1 : value));
}
