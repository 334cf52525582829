import { checkData, emissionData } from '../emissions/emission-data.ts';
import { logDensitiesInto } from '../emissions/evaluate.ts';
import { FamilyMismatchError } from '../errors.ts';
import { createMarginalRowDensity } from '../missing/marginal-densities.ts';
import { isGaussianHmm } from '../model/check-model.ts';
import { gaussianParameters, type GaussianHmm } from '../model/gaussian-hmm.ts';
import type { HiddenMarkovModel } from '../model/hmm.ts';
import { createDensityFunction } from './gaussian-densities.ts';

/** out[n * K + k] = log p(row n given k), for `count` rows of which `incomplete` lack values. */
export type BatchDensities = (
  out: Float64Array,
  rows: Float64Array,
  count: number,
  incomplete: readonly number[],
) => void;

/** @throws FamilyMismatchError for a family whose densities need more than the row */
export function createBatchDensities(model: HiddenMarkovModel): BatchDensities {
  if (isGaussianHmm(model)) return createGaussianDensities(model);
  const { nStates, nFeatures, emissions } = model;
  const { family, parameters } = emissions;
  const { name, memory = 0, nCovariates = 0, usesPositions = false } = family;
  if (memory > 0 || nCovariates > 0 || usesPositions) {
    throw new FamilyMismatchError(
      `createBatchFilter cannot serve the family ${name}: its densities need more than a row.`,
      {
        code: 'FAMILY_NEEDS_MORE_THAN_A_ROW',
        hint: 'Give each series a filter of its own, with createOnlineFilter.',
        details: { family: name, memory, nCovariates },
      },
    );
  }
  return (out, rows, count) => {
    const own = rows.subarray(0, count * nFeatures);
    const data = emissionData({ data: own, nSteps: count, nFeatures, lengths: Array.from({ length: count }, () => 1) });
    checkData(family, data);
    logDensitiesInto(out.subarray(0, count * nStates), family, data, parameters, nStates);
  };
}

function createGaussianDensities(model: GaussianHmm): BatchDensities {
  const { nStates, nFeatures } = model;
  const densitiesInto = createDensityFunction(model);
  const marginalDensitiesInto = createMarginalRowDensity(model.covarianceType, gaussianParameters(model));
  return (out, rows, count, incomplete) => {
    densitiesInto(out, rows, count);
    for (const n of incomplete) {
      marginalDensitiesInto(
        out.subarray(n * nStates, (n + 1) * nStates),
        rows.subarray(n * nFeatures, (n + 1) * nFeatures),
      );
    }
  };
}
