import { describeValue, MatrixView, type MatrixInput } from '@regimekit/numerics';
import { InvalidCovariatesError, InvalidObservationsError } from '../errors.ts';
import type { MissingPolicy } from '../missing/patterns.ts';
import { readObservations, type Observations, type ObservedSequences } from '../observations.ts';
import type { EmissionData, EmissionFamily } from './emission-family.ts';

/** What a caller may say of the data beside the rows. */
export interface DataOptions {
  readonly lengths?: readonly number[] | undefined;
  readonly missing?: MissingPolicy | undefined;
  readonly covariates?: MatrixInput | undefined;
}

/**
 * The door for data of any family: the checks that all share, covariates beside the rows, then those of the family.
 *
 * @throws InvalidObservationsError, InvalidLengthsError, DimensionMismatchError, InvalidCovariatesError
 */
export function readEmissionData(
  family: EmissionFamily,
  observations: Observations,
  { lengths, missing, covariates }: DataOptions,
  nFeatures?: number,
): EmissionData {
  const observed = readObservations(observations, lengths, nFeatures ?? family.nFeatures, missing);
  const data = emissionData(observed, readCovariates(family, covariates, observed.nSteps));
  checkData(family, data);
  return data;
}

/** @throws as the family's `checkObservations`; InvalidObservationsError for missing values it cannot integrate out */
export function checkData(family: EmissionFamily, data: EmissionData): void {
  family.checkObservations?.(data);
  // Finds, once and for all, the rows that are there.
  if (family.missing !== 'values') completeRows(data, family);
}

export function emissionData(
  { data: rows, nSteps, nFeatures, lengths }: ObservedSequences,
  covariates?: MatrixView,
): EmissionData {
  return {
    rows,
    positions: positionsOf(lengths, nSteps),
    nSteps,
    nFeatures,
    lengths,
    covariates: covariates?.data ?? new Float64Array(0),
    nCovariates: covariates?.columns ?? 0,
  };
}

function positionsOf(lengths: readonly number[], nSteps: number): Int32Array {
  const positions = new Int32Array(nSteps);
  let t = 0;
  for (const length of lengths) for (let i = 0; i < length; i++) positions[t++] = i;
  return positions;
}

/** @throws InvalidCovariatesError */
export function readCovariates(
  { name, nCovariates = 0 }: EmissionFamily,
  covariates: MatrixInput | undefined,
  nSteps: number,
): MatrixView | undefined {
  const refuse = (code: string, message: string, hint?: string): never => {
    throw new InvalidCovariatesError(message, { code, ...(hint === undefined ? {} : { hint }) });
  };
  if (covariates === undefined) {
    if (nCovariates === 0) return undefined;
    return refuse(
      'COVARIATES_MISSING',
      `The family ${name} needs ${nCovariates} covariate(s) for each row, received none.`,
      'Give them as option: { covariates }, a row for each observation.',
    );
  }
  if (nCovariates === 0) return refuse('COVARIATES_NOT_TAKEN', `The family ${name} takes no covariates.`);
  if (typeof covariates !== 'object' || covariates === null) {
    return refuse(
      'COVARIATES_NOT_A_MATRIX',
      `covariates must be rows of numbers, received ${describeValue(covariates)}.`,
    );
  }
  const matrix = MatrixView.from(covariates);
  if (matrix.rows !== nSteps) {
    return refuse('COVARIATES_LENGTH', `Expected covariates for ${nSteps} row(s), received ${matrix.rows}.`);
  }
  if (matrix.columns !== nCovariates) {
    return refuse(
      'COVARIATES_WIDTH',
      `The family ${name} needs ${nCovariates} covariate(s) for each row, received ${matrix.columns}.`,
    );
  }
  const at = matrix.data.findIndex((value) => !Number.isFinite(value));
  if (at >= 0) {
    const [row, column] = [Math.floor(at / nCovariates), at % nCovariates];
    return refuse(
      'NON_FINITE_COVARIATE',
      `Expected finite covariates, received ${matrix.data[at]} in row ${row}, column ${column}.`,
    );
  }
  return matrix;
}

/** The rows that are there, side by side, and where each came from. */
interface CompleteRows {
  readonly data: EmissionData;
  readonly indices: Int32Array;
}

const found = new WeakMap<EmissionData, CompleteRows | null>();

/**
 * The rows without a missing value, or null when that is all of them.
 *
 * @throws InvalidObservationsError for a row that is missing in part, and for any where the family looks back
 */
export function completeRows(data: EmissionData, { name, memory = 0 }: EmissionFamily): CompleteRows | null {
  const known = found.get(data);
  if (known !== undefined) return known;
  const { rows, nFeatures, nSteps } = data;
  const indices: number[] = [];
  for (let t = 0; t < nSteps; t++) {
    let missing = 0;
    for (let d = 0; d < nFeatures; d++) if (Number.isNaN(rows[t * nFeatures + d])) missing++;
    if (missing === 0) indices.push(t);
    else if (memory > 0 || missing < nFeatures) throw cannotIntegrate(name, memory, t);
  }
  const complete =
    indices.length === nSteps ? null : { data: pickRows(data, indices), indices: Int32Array.from(indices) };
  found.set(data, complete);
  return complete;
}

function cannotIntegrate(name: string, memory: number, row: number): InvalidObservationsError {
  const why = memory > 0 ? 'reads earlier rows, so that none may be missing' : 'needs a row whole or not at all';
  return new InvalidObservationsError(`The family ${name} ${why}: row ${row} lacks a value.`, {
    code: 'MISSING_NOT_SUPPORTED',
    hint: memory > 0 ? 'Begin a new sequence behind the gap.' : 'Set the whole row to NaN, or fill the value.',
    details: { row, family: name },
  });
}

function pickRows(
  { rows, positions, covariates, nFeatures, nCovariates }: EmissionData,
  indices: readonly number[],
): EmissionData {
  const pick = (values: Float64Array, n: number) => {
    const picked = new Float64Array(indices.length * n);
    for (const [i, t] of indices.entries()) picked.set(values.subarray(t * n, (t + 1) * n), i * n);
    return picked;
  };
  return {
    rows: pick(rows, nFeatures),
    positions: Int32Array.from(indices, (t) => positions[t]!),
    nSteps: indices.length,
    nFeatures,
    lengths: [indices.length],
    covariates: pick(covariates, nCovariates),
    nCovariates,
  };
}
