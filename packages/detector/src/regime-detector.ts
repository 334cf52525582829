import type { Matrix } from 'ml-matrix';
import type { FeatureInput } from './data/feature-table.ts';
import type { PredictionInput } from './data/prepared-features.ts';
import type { RangeOptions } from './data/shown-range.ts';
import { featureEvidence, type FeatureEvidence } from './describe/feature-evidence.ts';
import { featureImportance } from './describe/feature-importance.ts';
import { describeRegimes, type RegimeCharacteristics } from './describe/state-characteristics.ts';
import { ImportedModelError, ModelKindError, NotFittedError } from './errors.ts';
import { optionsNotStored, requireAllOptions, restoreOptions } from './options/stored-options.ts';
import type { Regime } from './labels/regimes.ts';
import type { FitDiagnostics } from './model/fit-record.ts';
import type { JumpDiagnostics } from './model/fitted-jump.ts';
import {
  fitRegimeModel,
  fitRegimeModelAsync,
  type FitAsyncOptions,
  type FitOptions,
} from './model/fit-regime-model.ts';
import type { FittedRegimeModel, ModelKind } from './model/fitted-regime-model.ts';
import { importRegimeModel, type ImportedHmm } from './model/import-regime-model.ts';
import { toModelData, type RegimeModelData } from './model/model-data.ts';
import { parseRegimeModel, type UncheckedModelData } from './model/regime-model-schema.ts';
import {
  kindOf,
  resolveDetectorOptions,
  refuseUnknownKeys,
  type RegimeDetectorOptions,
  type ResolvedDetectorOptions,
} from './options/detector-options.ts';
import { decodeHistory, type DecodedRegime } from './predict/decode-history.ts';
import { filterHistory, predictHistory, predictRow, type FilteredHistory } from './predict/filter-history.ts';
import { predictBySymbol, type HistoriesBySymbol } from './predict/predict-batch.ts';
import { OnlineRegimeFilter, type OnlineRegimeState } from './predict/online-regime-filter.ts';
import { describePrediction, type PredictionMetadata } from './predict/prediction-metadata.ts';
import { byRegime, type RegimePrediction, type RegimeProbabilities } from './predict/regime-prediction.ts';
import { outlookAt, type RegimeOutlook } from './predict/regime-outlook.ts';
import { scoreHistory, type RegimeLogScore } from './predict/score-history.ts';

/** Options of a detector that is made from a stored model. */
export type LoadedDetectorOptions = Pick<RegimeDetectorOptions, 'clock' | 'modelVersion' | 'cache'>;

export interface OutlookOptions extends RangeOptions {
  /** Days ahead. @default [5, 20] */
  readonly horizons?: readonly number[] | undefined;
}

/**
 * Market regimes from features: a Gaussian hidden Markov model (or, with `model: 'jump'`, a statistical jump model) on
 * standardised features, its states named by stress.
 *
 * Every answer is *filtered* (what was known at that row) except for `decodeRegimes`, which is hindsight. A history of
 * an HMM begins at the stationary distribution (one of a jump model at the nearest center), and a range selects what is shown, never what is used: one row, a batch and the
 * online filter agree to the bit.
 *
 * @example
 * ```ts
 * import { RegimeDetector } from '@regimekit/detector';
 *
 * const calm = Array.from({ length: 150 }, (_, i) => 12 + Math.sin(i));
 * const storm = Array.from({ length: 50 }, (_, i) => 35 + 6 * Math.sin(i * i));
 * const vix = [...calm, ...storm, ...calm, ...storm];
 *
 * const detector = new RegimeDetector({ nStates: 2, seed: 1 }).fit(vix);
 * detector.predictRegime(vix); // 'risk_off'
 * ```
 */
export class RegimeDetector {
  readonly #options: ResolvedDetectorOptions;
  #model: FittedRegimeModel | undefined;
  #notStored: readonly string[] = [];

  /** @throws InvalidOptionsError with one sentence for each problem */
  constructor(options: RegimeDetectorOptions = {}) {
    this.#options = resolveDetectorOptions(options);
  }

  /**
   * A detector from stored data, after every invariant was checked. It predicts what the detector predicted that was
   * stored, to the bit.
   *
   * @throws InvalidModelDataError
   */
  static fromModelData(data: UncheckedModelData, options: LoadedDetectorOptions = {}): RegimeDetector {
    refuseUnknownKeys(options, ['clock', 'modelVersion', 'cache'], 'fromModelData');
    return RegimeDetector.#from(parseRegimeModel(data), options);
  }

  /**
   * A detector from a hidden Markov model that was fitted elsewhere. Its states are put in the order of the regimes by
   * stress (or by `labels`); the numbers stay. The model says that it was imported, from where, and nothing of a fit:
   * `getDiagnostics` has no answer, and the share of time of a regime is its long-run share.
   *
   * @throws InvalidOptionsError
   *
   * @example
   * ```ts
   * import { RegimeDetector } from '@regimekit/detector';
   * import { fromHmmlearn } from '@regimekit/hmm-core';
   *
   * const hmm = fromHmmlearn({
   *   startprob_: [1, 0], transmat_: [[0.9, 0.1], [0.02, 0.98]], means_: [[35], [14]], covars_: [[90], [9]],
   * });
   * const detector = RegimeDetector.fromHmm({ hmm, featureNames: ['vix_level'], source: 'hmmlearn 0.3.3, by ada' });
   * detector.predictRegime([41]); // 'risk_off'
   * ```
   */
  static fromHmm(imported: ImportedHmm, options: LoadedDetectorOptions = {}): RegimeDetector {
    refuseUnknownKeys(options, ['clock', 'modelVersion', 'cache'], 'fromHmm');
    return RegimeDetector.#from(importRegimeModel(imported), options);
  }

  static #from(model: FittedRegimeModel, options: LoadedDetectorOptions): RegimeDetector {
    const detector = new RegimeDetector({ ...restoreOptions(model), ...options });
    detector.#model = model;
    detector.#notStored = optionsNotStored(model);
    return detector;
  }

  /**
   * Fits scaler, model and labels. An earlier fit is replaced only when this one succeeds.
   *
   * @param features T x D in the features' own units; a flat array is a series of one feature
   * @throws EmptyDataError, NonFiniteError, ConstantColumnError, InsufficientSamplesError, InvalidOptionsError
   */
  fit(features: FeatureInput, options: FitOptions = {}): this {
    requireAllOptions(this.#notStored);
    this.#model = fitRegimeModel(features, this.#options, options);
    return this;
  }

  /** The same as `fit`, to the byte, with the restarts on an executor and a signal that aborts them. */
  async fitAsync(features: FeatureInput, options: FitAsyncOptions = {}): Promise<this> {
    requireAllOptions(this.#notStored);
    this.#model = await fitRegimeModelAsync(features, this.#options, options);
    return this;
  }

  get isFitted(): boolean {
    return this.#model !== undefined;
  }

  /** The kind of model behind the regimes. */
  get kind(): ModelKind {
    return kindOf(this.#options);
  }

  get nStates(): number {
    return this.#options.nStates;
  }

  /** Features of the fitted model; undefined before the fit. */
  get nFeatures(): number | undefined {
    return this.#model?.nFeatures;
  }

  /** Everything the fit found, frozen. @throws NotFittedError */
  get model(): FittedRegimeModel {
    return this.#fitted('model');
  }

  /** The regimes of this model, from the least to the most stressed. @throws NotFittedError */
  get regimes(): readonly Regime[] {
    return this.#fitted('regimes').regimes;
  }

  /** The regime of the last row shown, filtered. @throws as {@link RegimeDetector.predictRegimes} */
  predictRegime(features: PredictionInput, range: RangeOptions = {}): Regime {
    return this.#predictLast('predictRegime', features, range).regime;
  }

  /** The probability of each regime at the last row shown, filtered; a discrete jump model decides: 1 and 0. @throws as {@link RegimeDetector.predictRegimes} */
  predictRegimeProbabilities(features: PredictionInput, range: RangeOptions = {}): RegimeProbabilities {
    return this.#predictLast('predictRegimeProbabilities', features, range).probabilities;
  }

  /**
   * The whole history (or the rows shown of it), each row with its regime by what was known at that row.
   *
   * @throws NotFittedError, EmptyDataError, NonFiniteError, FeatureDimensionError, FeatureSetMismatchError
   */
  predictRegimes(features: PredictionInput, range: RangeOptions = {}): RegimePrediction[] {
    const model = this.#fitted('predictRegimes');
    return predictHistory(model, this.#filter('predictRegimes', features, range));
  }

  /**
   * `predictRegimes` for many symbols: the same answers to the bit, in the order given. A Map, because an object would
   * put a symbol such as 7203 first. Give `from` when only the latest days are wanted: every row shown is an object.
   *
   * @throws BatchHistoryError naming the symbol, with the error of {@link RegimeDetector.predictRegimes} as cause
   */
  predictRegimesBatch(histories: HistoriesBySymbol, range: RangeOptions = {}): Map<string, RegimePrediction[]> {
    const model = this.#fitted('predictRegimesBatch');
    refuseUnknownKeys(range, ['from', 'to'], 'predictRegimesBatch');
    return predictBySymbol(histories, (features) =>
      predictHistory(model, this.#filter('predictRegimesBatch', features, range)),
    );
  }

  /**
   * HINDSIGHT: the most probable path of regimes (Viterbi), of a jump model the one with the lowest objective, given all rows up to `to`, later ones included. For labels and
   * pictures of the past; never for a decision or a backtest.
   *
   * @throws as {@link RegimeDetector.predictRegimes}
   */
  decodeRegimes(features: PredictionInput, range: RangeOptions = {}): DecodedRegime[] {
    const model = this.#fitted('decodeRegimes');
    refuseUnknownKeys(range, ['from', 'to'], 'decodeRegimes');
    return decodeHistory(model, features, range);
  }

  /**
   * How well an HMM foresaw each row shown: ln p(row | rows of its sequence before it), a density in the features' own
   * units, so that versions with scalers of their own can be compared day by day. Causal: a later row changes nothing.
   *
   * @throws as {@link RegimeDetector.predictRegimes}; ModelKindError for a jump model, which has no density;
   *   ClippedScoreError for a model of clipped features
   */
  logScores(features: PredictionInput, range: RangeOptions = {}): RegimeLogScore[] {
    const model = this.#fitted('logScores');
    refuseUnknownKeys(range, ['from', 'to'], 'logScores');
    return scoreHistory(model, features, range);
  }

  /** The prediction for the last row shown with all that a log wants. @throws as {@link RegimeDetector.predictRegimes} */
  getPredictionMetadata(features: PredictionInput, range: RangeOptions = {}): PredictionMetadata {
    const model = this.#fitted('getPredictionMetadata');
    return describePrediction(model, this.#filter('getPredictionMetadata', features, range), this.#options);
  }

  /** How long the regime of the last row shown has lasted and what comes next. @throws as {@link RegimeDetector.predictRegimes} */
  getRegimeOutlook(features: PredictionInput, options: OutlookOptions = {}): RegimeOutlook {
    const model = this.#fitted('getRegimeOutlook');
    const { horizons = [5, 20], ...range } = options;
    return outlookAt(model, this.#filter('getRegimeOutlook', features, range), horizons);
  }

  /** The features of the last row shown by how much they speak for its regime, the strongest first. @throws as {@link RegimeDetector.predictRegimes} */
  getFeatureEvidence(features: PredictionInput, range: RangeOptions = {}): FeatureEvidence[] {
    const model = this.#fitted('getFeatureEvidence');
    const history = this.#filter('getFeatureEvidence', features, range);
    const { regime } = predictRow(model, history, history.shown.last);
    return featureEvidence(model, history.table.matrix.row(history.shown.last), model.regimes.indexOf(regime));
  }

  /**
   * A filter that takes one row at a time and agrees with `predictRegimes` to the bit.
   *
   * @param state where an earlier filter of this model stood
   * @throws NotFittedError; OnlineStateError for a state of another model
   */
  createOnlineFilter(state?: OnlineRegimeState): OnlineRegimeFilter {
    return new OnlineRegimeFilter(this.#fitted('createOnlineFilter'), state);
  }

  /** Per regime: mean and standard deviation of each feature in its own unit, share of time, expected duration. @throws NotFittedError */
  getStateCharacteristics(): RegimeCharacteristics {
    return describeRegimes(this.#fitted('getStateCharacteristics'));
  }

  /** p(next = j | now = i), rows and columns in the order of `regimes`; rows sum to one; of a jump model how often that was so on the hindsight path of its training. A copy. @throws NotFittedError */
  getTransitionMatrix(): Matrix {
    return this.#fitted('getTransitionMatrix').moments.transitionMatrix.toMatrix();
  }

  /** Long-run share of time of each regime by the transition matrix. @throws NotFittedError */
  getStationaryDistribution(): RegimeProbabilities {
    const { regimes, stationaryProbs } = this.#fitted('getStationaryDistribution');
    return byRegime(regimes, stationaryProbs);
  }

  /** Share of each feature in telling the regimes apart; sums to one. See {@link featureImportance}. @throws NotFittedError */
  getFeatureImportance(): Readonly<Record<string, number>> {
    return featureImportance(this.#fitted('getFeatureImportance'));
  }

  /** How the fit of an HMM went: convergence, likelihood, every restart, repairs. @throws NotFittedError; ImportedModelError for a model that was not fitted here; ModelKindError for a jump model */
  getDiagnostics(): FitDiagnostics {
    const { diagnostics, imported } = this.#fitted('getDiagnostics');
    if (diagnostics !== null) return diagnostics;
    if (imported !== null) throw new ImportedModelError('getDiagnostics', imported.source);
    throw new ModelKindError('getDiagnostics', 'hmm', 'jump');
  }

  /** How the fit of a jump model went: convergence, objective, every start, weights. @throws NotFittedError; ModelKindError for an HMM */
  getJumpDiagnostics(): JumpDiagnostics {
    const { jump } = this.#fitted('getJumpDiagnostics');
    if (jump === null) throw new ModelKindError('getJumpDiagnostics', 'jump', 'hmm');
    return jump.diagnostics;
  }

  /** The model as plain data, for `saveModel` of `@regimekit/persistence`. @throws NotFittedError */
  toModelData(): RegimeModelData {
    return toModelData(this.#fitted('toModelData'));
  }

  #predictLast(caller: string, features: PredictionInput, range: RangeOptions): RegimePrediction {
    const history = this.#filter(caller, features, range);
    return predictRow(this.#fitted(caller), history, history.shown.last);
  }

  #filter(caller: string, features: PredictionInput, range: RangeOptions): FilteredHistory {
    const model = this.#fitted(caller);
    refuseUnknownKeys(range, ['from', 'to'], caller);
    return filterHistory(model, features, range, this.#options.cache);
  }

  #fitted(caller: string): FittedRegimeModel {
    if (this.#model === undefined) throw new NotFittedError(caller);
    return this.#model;
  }
}
