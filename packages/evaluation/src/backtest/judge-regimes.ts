// What comes before all money: do the regimes stay what they were called, and do their densities beat plain ones.
import type { FeatureMatrix, MarketSeries } from '@regimekit/features';
import { jsonSafe, type JsonSafe } from '../comparison/json-safe.ts';
import { InvalidSeriesError } from '../errors.ts';
import {
  featureDensityTable,
  returnDensityTable,
  type DensityFold,
  type DensityTable,
} from '../quality/density-scores.ts';
import { returnsByRegime } from '../quality/log-scores.ts';
import { nextReturns, scoreNextReturns } from '../quality/next-return-scores.ts';
import { levelCalibration, type LevelCalibration } from '../quality/return-calibration.ts';
import { labelStability, type LabelFold, type StabilityReport } from '../quality/stability.ts';
import { mostProbable } from '../walk-forward/align-folds.ts';
import { replayFolds, type FoldModel, type FoldReplay } from '../walk-forward/replay-folds.ts';

/** What a walk-forward was made of. */
export interface WalkedHistory {
  /** The latest features: those that give its calendar. */
  readonly features: FeatureMatrix;
  readonly models: readonly FoldModel[];
  /** Closes whose next return is scored, and the VIX that scales it; without one of them there is no such table. */
  readonly price?: MarketSeries | undefined;
  readonly vix?: MarketSeries | undefined;
}

export type StabilityDocument = JsonSafe<StabilityReport>;
export type DensityDocument = JsonSafe<Omit<DensityTable, 'scores'>>;

/** Null is what could not be computed; the notes say why. */
export interface RegimeJudgement {
  readonly stability: StabilityDocument | null;
  readonly densities: {
    /** Log score a day of the features, in raw units. */
    readonly features: DensityDocument | null;
    /** Log score of the return of the day after. */
    readonly nextReturn: DensityDocument | null;
    /** Share of the returns of the day after in each tenth of what was predicted for them. */
    readonly calibration: LevelCalibration | null;
    readonly notes: readonly string[];
  };
}

export interface JudgementOptions {
  readonly seed: number;
  readonly level: number;
}

/** The name under which the model stands in the tables. */
const MODEL = 'regimes';
/** Sessions of a year and what a calendar year may have more. */
const LONG_YEAR = 260;

export const noJudgement: RegimeJudgement = {
  stability: null,
  densities: { features: null, nextReturn: null, calibration: null, notes: [] },
};

/** Stability of the labels over the refits, and the density tables with their baselines. */
export function judgeRegimes(history: WalkedHistory, options: JudgementOptions): RegimeJudgement {
  const { features, models } = history;
  const replays = replayFolds(features, models);
  const folds = labelFolds(features, replays);
  const stability = folds.length < 2 ? null : jsonSafe(labelStability(folds, { nLabels: models[0]!.order.length }));
  if (replays.some(({ densities }) => densities === null)) {
    const notes = ['Log scores need a model that gives the features a density: an HMM whose features are not clipped.'];
    return { stability, densities: { features: null, nextReturn: null, calibration: null, notes } };
  }
  const notes: string[] = [];
  const table = (what: string, make: () => DensityTable | undefined): DensityDocument | null => {
    try {
      const made = make();
      if (made === undefined) return null;
      const { scores: _, ...shown } = made;
      return jsonSafe(shown);
    } catch (error) {
      // A regime that a fold never saw has no density of the return: no reason to withhold all else.
      if (!(error instanceof InvalidSeriesError)) throw error;
      notes.push(`No log scores of ${what}: ${error.message}`);
      return null;
    }
  };
  const levels: number[] = [];
  const ofFeatures = table('the features', () => featureTable(features, replays, options));
  const nextReturn = table('the next return', () => returnTable(history, replays, options, levels));
  const calibration = nextReturn === null ? null : levelCalibration(levels, { seed: options.seed });
  return { stability, densities: { features: ofFeatures, nextReturn, calibration, notes } };
}

/** The labels by which refits are compared: a year and what lies between a refit and the one that judges it. */
function labelFolds({ dates }: FeatureMatrix, replays: readonly FoldReplay[]): LabelFold[] {
  const longest = Math.max(...replays.map(({ test }) => test.end - test.start));
  return replays.map(({ train, test, probs }) => {
    const from = Math.max(train.start, test.start - LONG_YEAR - 2 * longest);
    const rows = Array.from({ length: test.end - from }, (_, i) => from - train.start + i);
    const labels = rows.map((row) => mostProbable(probs.data, row, probs.columns));
    return {
      name: dates[train.end - 1]!,
      dates: dates.slice(from, test.end),
      labels,
      confidence: rows.map((row, i) => Math.min(1, probs.get(row, labels[i]!))),
    };
  });
}

function featureTable(features: FeatureMatrix, replays: readonly FoldReplay[], options: JudgementOptions) {
  const folds = replays.map(({ train, test }) => foldOf(train.start, train.end, test.start, test.end));
  const scores = replays.flatMap(({ train, test, densities }) => [
    ...densities!.logScores.subarray(test.start - train.start, test.end - train.start),
  ]);
  let start = 0;
  const breaks = features.lengths.map((length) => (start += length) - length);
  return featureDensityTable({ [MODEL]: scores }, features, { folds, ...options }, breaks);
}

function returnTable(
  { features, price, vix }: WalkedHistory,
  replays: readonly FoldReplay[],
  options: JudgementOptions,
  /** Filled with where each return lay in what was predicted for it. */
  levels: number[],
): DensityTable | undefined {
  if (price === undefined || vix === undefined) return undefined;
  const returns = nextReturns(features, price);
  const level = newestValues(features, vix);
  // The last row of all may have no day after it.
  const known = returns.findLastIndex((r) => !Number.isNaN(r)) + 1;
  const scores: number[] = [];
  const folds: DensityFold[] = [];
  for (const replay of replays) {
    const scored = scoreNextReturns(replay, returns, known, returnsByRegime);
    if (scored === undefined) continue;
    scores.push(...scored.logScores);
    levels.push(...scored.levels);
    folds.push({ train: scored.train, test: scored.test });
  }
  return returnDensityTable({ [MODEL]: scores }, returns.subarray(0, known), level.subarray(0, known), {
    folds,
    ...options,
  });
}

function foldOf(trainFrom: number, trainTo: number, testFrom: number, testTo: number): DensityFold {
  return { train: { from: trainFrom, to: trainTo }, test: { from: testFrom, to: testTo } };
}

/** The newest value up to each row's day; NaN before the first. */
function newestValues({ dates }: FeatureMatrix, { dates: days, values }: MarketSeries): Float64Array {
  let [next, newest] = [0, Number.NaN];
  return Float64Array.from(dates, (date) => {
    for (; next < days.length && days[next]! <= date; next++) {
      if (!Number.isNaN(values[next]!)) newest = values[next]!;
    }
    return newest;
  });
}
