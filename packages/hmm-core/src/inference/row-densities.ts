import { emissionData, readCovariates, checkData } from '../emissions/emission-data.ts';
import type { EmissionData } from '../emissions/emission-family.ts';
import { logDensitiesInto } from '../emissions/evaluate.ts';
import { DimensionMismatchError, InvalidJsonError, InvalidObservationsError } from '../errors.ts';
import { createMarginalRowDensity } from '../missing/marginal-densities.ts';
import type { MissingPolicy } from '../missing/patterns.ts';
import { isGaussianHmm } from '../model/check-model.ts';
import { gaussianEmissions, gaussianParameters, type GaussianHmm } from '../model/gaussian-hmm.ts';
import type { HiddenMarkovModel } from '../model/hmm.ts';
import { createDensityFunction } from './gaussian-densities.ts';

/** Densities one row at a time, the same bits as of all rows together. */
export interface RowDensities {
  /**
   * Checks a row and writes log p(y_t given z_t = k), length K, for row `position` of its sequence. Nothing changes when
   * it throws.
   */
  writeInto(out: Float64Array, row: ArrayLike<number>, position: number, covariates?: ArrayLike<number>): void;
  /** The last rows of the sequence, as many as the family looks back, the oldest first. */
  recentRows(): number[][];
}

/** @param recent what `recentRows` gave, to go on from there */
export function createRowDensities(
  model: HiddenMarkovModel,
  missing: MissingPolicy,
  recent: readonly (readonly number[])[] = [],
): RowDensities {
  return isGaussianHmm(model) ? createGaussianRows(model, missing) : createFamilyRows(model, missing, recent);
}

function createGaussianRows(model: GaussianHmm, missing: MissingPolicy): RowDensities {
  const densitiesInto = createDensityFunction(model);
  const marginalDensitiesInto = createMarginalRowDensity(model.covarianceType, gaussianParameters(model));
  const observation = new Float64Array(model.nFeatures);
  return {
    writeInto(out, row, _position, covariates) {
      if (covariates !== undefined) readCovariates(gaussianEmissions(model).family, [Array.from(covariates)], 1);
      if (readRow(observation, row, missing)) densitiesInto(out, observation, 1);
      else marginalDensitiesInto(out, observation);
    },
    recentRows: () => [],
  };
}

function createFamilyRows(
  { nStates, nFeatures, emissions }: HiddenMarkovModel,
  missing: MissingPolicy,
  recent: readonly (readonly number[])[],
): RowDensities {
  const { family, parameters } = emissions;
  const { memory = 0 } = family;
  let window = readWindow(recent, memory, nFeatures);
  return {
    writeInto(out, row, position, covariates) {
      const observation = new Float64Array(nFeatures);
      readRow(observation, row, missing);
      const given = covariates === undefined ? undefined : [Array.from(covariates)];
      const ownCovariates = readCovariates(family, given, 1);
      // A new sequence knows nothing of the one before.
      const before = position === 0 ? [] : window;
      const rows = [...before, observation];
      const data = windowData(rows, nFeatures, position, ownCovariates?.row(0));
      checkData(family, data);
      const table = new Float64Array(rows.length * nStates);
      logDensitiesInto(table, family, data, parameters, nStates);
      out.set(table.subarray(table.length - nStates));
      window = memory === 0 ? [] : rows.slice(-memory);
    },
    recentRows: () => window.map((row) => Array.from(row)),
  };
}

/** The rows of a window as data; the covariates are those of its last row, the only one whose density is read. */
function windowData(
  rows: readonly Float64Array[],
  nFeatures: number,
  position: number,
  own: Float64Array | undefined,
): EmissionData {
  const n = rows.length;
  const flat = new Float64Array(n * nFeatures);
  for (const [i, row] of rows.entries()) flat.set(row, i * nFeatures);
  const nCovariates = own?.length ?? 0;
  const covariates = new Float64Array(n * nCovariates);
  if (own !== undefined) covariates.set(own, (n - 1) * nCovariates);
  const data = emissionData({ data: flat, nSteps: n, nFeatures, lengths: [n] });
  return { ...data, covariates, nCovariates, positions: data.positions.map((i) => position - (n - 1) + i) };
}

function readWindow(recent: readonly (readonly number[])[], memory: number, nFeatures: number): Float64Array[] {
  const sound =
    Array.isArray(recent) &&
    recent.length <= memory &&
    recent.every((row) => Array.isArray(row) && row.length === nFeatures && row.every(Number.isFinite));
  if (sound) return recent.map((row) => Float64Array.from(row));
  throw new InvalidJsonError(
    `This filter state does not belong to the model: expected at most ${memory} recent row(s) of ${nFeatures} number(s).`,
    { code: 'INVALID_FILTER_STATE', hint: 'Give what filter.state() returned for the same model.' },
  );
}

/** Copies a checked row; returns whether nothing is missing. */
function readRow(observation: Float64Array, row: ArrayLike<number>, missing: MissingPolicy): boolean {
  if (row.length !== observation.length) {
    throw new DimensionMismatchError(
      `The model was made for ${observation.length} feature(s), the row has ${row.length}.`,
      { code: 'FEATURE_MISMATCH', details: { expected: observation.length, received: row.length } },
    );
  }
  let complete = true;
  for (let d = 0; d < row.length; d++) {
    const value = row[d];
    if (!Number.isFinite(value)) {
      if (missing === 'error' || !Number.isNaN(value)) {
        throw new InvalidObservationsError(`Expected finite numbers, received ${String(value)} in column ${d}.`, {
          code: 'NON_FINITE_OBSERVATION',
          details: { column: d, value: String(value) },
        });
      }
      complete = false;
    }
    observation[d] = value!;
  }
  return complete;
}
