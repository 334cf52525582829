import { MatrixView } from '@regimekit/numerics';
import type { CovarianceType } from '../emissions/gaussian/covariance-structure.ts';
import type { EmissionFamily } from '../emissions/emission-family.ts';
import { specOf, type FamilySpec } from '../emissions/family-spec.ts';
import { InvalidOptionError } from '../errors.ts';
import { ObservationMatrix, readObservations, type Observations } from '../observations.ts';
import type { FitOptions } from '../training/fit-plan.ts';
import type { HmmFitOptions } from '../training/hmm-fit-plan.ts';
import { expandingWindows, firstRows, type Window } from './expanding-windows.ts';
import { resolveSelection, type SelectionOptions, type SelectionSettings } from './selection-options.ts';

/** A model to try: a Gaussian HMM, which has kernels, or one of any family. */
export interface CandidateModel {
  readonly name: string;
  readonly nStates: number;
  readonly covarianceType: CovarianceType | null;
  readonly family: FamilySpec;
  /** The family itself; undefined for a Gaussian HMM. */
  readonly own: EmissionFamily | undefined;
}

/** One fit: a candidate, to all rows or to those of a window. */
export interface FitJob {
  readonly candidate: CandidateModel;
  readonly fold: number | null;
  readonly rows: ObservationMatrix;
  readonly options: Omit<FitOptions, 'onProgress'> | Omit<HmmFitOptions, 'onProgress'>;
}

export interface SelectionPlan {
  readonly settings: SelectionSettings;
  readonly rows: ObservationMatrix;
  readonly covariates: MatrixView | undefined;
  readonly candidates: readonly CandidateModel[];
  readonly windows: readonly Window[];
  /** The first rows of each sequence that some candidate has no density for. */
  readonly memory: number;
}

/** @throws what is wrong with observations and options whatever the candidate */
export function planSelection(observations: Observations, options: SelectionOptions): SelectionPlan {
  const settings = resolveSelection(options);
  const { data, nSteps, nFeatures, lengths } = readObservations(
    observations,
    options.lengths,
    undefined,
    options.missing,
  );
  checkComparable(settings, nFeatures);
  const { outOfSample, families } = settings;
  const windows = outOfSample === null ? [] : expandingWindows(nSteps, outOfSample.folds, outOfSample.firstShare);
  if (outOfSample !== null && windows.length === 0) {
    throw new InvalidOptionError('outOfSample', `spans within ${nSteps} row(s)`, outOfSample);
  }
  return {
    settings,
    rows: new ObservationMatrix(nSteps, nFeatures, data, lengths),
    covariates: options.covariates === undefined ? undefined : MatrixView.from(options.covariates),
    candidates: listCandidates(settings),
    windows,
    memory: families.reduce((most, { memory = 0 }) => Math.max(most, memory), 0),
  };
}

function listCandidates({ nStates, covarianceTypes, families }: SelectionSettings): CandidateModel[] {
  const states = (K: number) => (K === 1 ? '1 state' : `${K} states`);
  return nStates.flatMap((K) => [
    ...covarianceTypes.map((type): CandidateModel => {
      const family = { name: 'gaussian', options: { covarianceType: type } };
      return { name: `${states(K)}, ${type}`, nStates: K, covarianceType: type, family, own: undefined };
    }),
    ...families.map((own): CandidateModel => {
      const family = specOf(own);
      const alone = families.filter(({ name }) => name === own.name).length === 1;
      const detail = alone ? '' : ` ${JSON.stringify(family.options)}`;
      return { name: `${states(K)}, ${family.name}${detail}`, nStates: K, covarianceType: null, family, own };
    }),
  ]);
}

/** A density of real numbers and a probability of whole ones have no common unit. */
function checkComparable({ covarianceTypes, families }: SelectionSettings, nFeatures: number): void {
  for (let d = 0; d < nFeatures; d++) {
    const kinds = new Set(families.map((family) => family.isDiscrete?.(d) === true));
    if (covarianceTypes.length > 0) kinds.add(false);
    if (kinds.size < 2) continue;
    throw new InvalidOptionError(
      'families',
      'all of whole numbers or all of real ones',
      `both kinds for column ${d}`,
      'A density and a probability cannot be compared: choose among each kind by itself.',
    );
  }
}

/** The fit of a candidate to all rows (`fold` null) or to those before a span. */
export function jobOf(plan: SelectionPlan, candidate: CandidateModel, fold: number | null): FitJob {
  const { settings, rows, covariates, windows } = plan;
  const end = fold === null ? rows.rows : windows[fold]!.trainEnd;
  const { nStates, covarianceType, own } = candidate;
  const options =
    own === undefined
      ? { ...settings.fit, nStates, covarianceType: covarianceType! }
      : { ...settings.fit, nStates, family: own, covariates: cut(own, covariates, end) };
  return { candidate, fold, rows: firstRows(rows, end), options };
}

/** The covariates of the first rows, for a family that takes some. */
export function cut(
  family: EmissionFamily | undefined,
  covariates: MatrixView | undefined,
  nRows: number,
): MatrixView | undefined {
  if (covariates === undefined || (family?.nCovariates ?? 0) === 0) return undefined;
  return new MatrixView(nRows, covariates.columns, covariates.data.subarray(0, nRows * covariates.columns));
}
