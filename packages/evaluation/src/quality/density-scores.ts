// Densities out of sample, in raw units, always beside plain baselines.
import type { MatrixView, OptionNames } from '@regimekit/numerics';
import { checkNumber, checkOptions, checkWhole } from '../check-options.ts';
import { checkSameLength, checkSeries, type Series } from '../check-series.ts';
import { InvalidOptionError, InvalidSeriesError, LengthMismatchError } from '../errors.ts';
import { bootstrapStatistic } from '../resampling/bootstrap-statistic.ts';
import {
  autoregressiveLogDensity,
  fitGaussian,
  fitVectorAutoregression,
  gaussianLogDensity,
  type RowRange,
} from './gaussian-density.ts';
import { logNormal } from './log-scores.ts';
import { meanOf } from '../metrics/moments.ts';

/** One fold: what is learned from, and what is scored. The test rows come after the training rows. */
export interface DensityFold {
  readonly train: RowRange;
  readonly test: RowRange;
}

/** How the intervals are made. */
export interface DensityOptions {
  readonly folds: readonly DensityFold[];
  readonly seed: number;
  /** Mean length of a block in days; 250 is the least, because scores of persistent data remember for months. @default 250 */
  readonly blockLength?: number;
  /** @default 999 */
  readonly replications?: number;
  /** @default 0.95 */
  readonly level?: number;
}

const OPTIONS: OptionNames<DensityOptions> = {
  folds: true,
  seed: true,
  blockLength: true,
  replications: true,
  level: true,
};

/** Shortest blocks that intervals of scores are made of. */
export const LEAST_SCORE_BLOCK = 250;

/** A mean log score a day with its interval. */
export interface ScoreEstimate {
  readonly mean: number;
  /** `undefined` when the days are fewer than two blocks: then no interval can be believed. */
  readonly lower: number | undefined;
  readonly upper: number | undefined;
}

/** One density. */
export interface DensityRow {
  readonly name: string;
  readonly isBaseline: boolean;
  readonly score: ScoreEstimate;
  /** Its score less that of each baseline, on the same days. */
  readonly against: Readonly<Record<string, ScoreEstimate>>;
}

/** All densities over the same days; the baselines are always among them. */
export interface DensityTable {
  /** Baselines first. */
  readonly rows: readonly DensityRow[];
  readonly days: number;
  readonly blockLength: number;
  readonly level: number;
  /** The log score of each scored day, by name, in the order of the test rows. */
  readonly scores: Readonly<Record<string, Float64Array>>;
}

/** Log scores by name, one for each test row in the order of the folds. */
export type NamedScores = Readonly<Record<string, Series>>;

/**
 * Feature log scores a day beside one Gaussian without states (`gaussian`) and a vector autoregression of order one (`var1`),
 * both fitted on the training rows of each fold (maximum likelihood, raw units). On the first row of a sequence the
 * autoregression has no yesterday, and takes the Gaussian.
 *
 * @param models - one-step log scores of the test rows in raw units (`inRawUnits`)
 * @param features - T x D in raw units, training rows included
 * @param breaks - rows at which a new sequence begins, besides row 0
 * @throws InvalidSeriesError, InvalidOptionError, LengthMismatchError
 */
export function featureDensityTable(
  models: NamedScores,
  features: MatrixView,
  options: DensityOptions,
  breaks: readonly number[] = [],
): DensityTable {
  const begins = new Set([0, ...breaks]);
  const D = features.columns;
  const gaussian: number[] = [];
  const var1: number[] = [];
  for (const { train, test } of foldsOf(options, features.rows)) {
    const alone = fitGaussian(features.data.subarray(train.from * D, train.to * D), D);
    const pairs = rangeOf(train).filter((t) => t > train.from && !begins.has(t));
    const chained = fitVectorAutoregression(features, pairs);
    for (const t of rangeOf(test)) {
      const without = gaussianLogDensity(alone, features.row(t));
      gaussian.push(without);
      var1.push(begins.has(t) ? without : autoregressiveLogDensity(chained, features.row(t), features.row(t - 1)));
    }
  }
  return densityTable(models, { gaussian, var1 }, options);
}

/**
 * Log scores of the next day's return beside one Gaussian (`gaussian`) and the VIX alone (`vix`): r(t+1) ~ N(a, (k s_t)^2)
 * with s_t = VIX_t / (100 sqrt 252), a and k by maximum likelihood on the training rows.
 *
 * @param models - log score of the next return of each test row, such as from `mixtureLogScores`
 * @param nextReturns - T: the return of the day after each row
 * @param vix - T: index points at the close of the row
 * @throws InvalidSeriesError, InvalidOptionError, LengthMismatchError
 */
export function returnDensityTable(
  models: NamedScores,
  nextReturns: Series,
  vix: Series,
  options: DensityOptions,
): DensityTable {
  const r = checkSeries('nextReturns', nextReturns);
  const level = checkSeries('vix', vix);
  checkSameLength('vix', level.length, 'nextReturns', r.length);
  const zero = level.findIndex((value) => value <= 0);
  if (zero >= 0) throw new InvalidSeriesError('vix', 'above zero', `${level[zero]} at index ${zero}`);
  const daily = level.map((value) => value / (100 * Math.sqrt(252)));
  const gaussian: number[] = [];
  const scaled: number[] = [];
  for (const { train, test } of foldsOf(options, r.length)) {
    const alone = fitGaussian(r.subarray(train.from, train.to), 1);
    const { mean, factor } = fitScaled(r.subarray(train.from, train.to), daily.subarray(train.from, train.to));
    for (const t of rangeOf(test)) {
      gaussian.push(gaussianLogDensity(alone, [r[t]!]));
      scaled.push(logNormal(r[t]!, mean, factor * daily[t]!));
    }
  }
  return densityTable(models, { gaussian, vix: scaled }, options);
}

function densityTable(models: NamedScores, baselines: NamedScores, options: DensityOptions): DensityTable {
  const { blockLength = LEAST_SCORE_BLOCK, level = 0.95 } = options;
  const taken = Object.keys(models).find((name) => name in baselines);
  if (taken !== undefined) throw new InvalidOptionError('models', 'named other than a baseline', taken);
  const scores = Object.fromEntries(
    Object.entries({ ...baselines, ...models }).map(([name, values]) => [name, checkSeries(name, values)] as const),
  );
  const days = Object.values(scores)[0]!.length;
  const rows = Object.entries(scores).map(([name, values]): DensityRow => {
    if (values.length !== days)
      throw new LengthMismatchError(`the scores of ${name}`, values.length, 'the test rows', days);
    const others = Object.keys(baselines).filter((baseline) => baseline !== name);
    const against = others.map((baseline) => {
      const less = scores[baseline]!;
      return [
        baseline,
        scoreInterval(
          values.map((score, t) => score - less[t]!),
          options,
        ),
      ] as const;
    });
    const score = scoreInterval(values, options);
    return { name, isBaseline: name in baselines, score, against: Object.fromEntries(against) };
  });
  return { rows, days, blockLength, level, scores };
}

/**
 * Mean of daily scores (or of their differences) with an interval by blocks of at least 250 days (stationary bootstrap,
 * percentile). Fewer days than two blocks have none.
 *
 * @throws InvalidOptionError for shorter blocks; InvalidSeriesError
 */
export function scoreInterval(scores: Series, options: Omit<DensityOptions, 'folds'>): ScoreEstimate {
  const { seed, blockLength = LEAST_SCORE_BLOCK, replications = 999, level = 0.95 } = options;
  checkNumber('blockLength', blockLength, { atLeast: LEAST_SCORE_BLOCK });
  const values = checkSeries('scores', scores);
  if (values.length < 2 * blockLength) return { mean: meanOf(values), lower: undefined, upper: undefined };
  const { value, interval } = bootstrapStatistic([values], ([x]) => ({ value: meanOf(x!) }), {
    seed,
    blockLength,
    replications,
    level,
  });
  return { mean: value, lower: interval.lower, upper: interval.upper };
}

function foldsOf(options: DensityOptions, rows: number): readonly DensityFold[] {
  checkOptions(options, OPTIONS, 'density tables');
  const { folds } = options;
  if (!Array.isArray(folds) || folds.length === 0) throw new InvalidOptionError('folds', 'at least one fold', folds);
  for (const { train, test } of folds as readonly DensityFold[]) {
    for (const range of [train, test]) {
      checkWhole('from', range.from, 0);
      checkWhole('to', range.to, range.from + 1);
    }
    if (train.to > test.from || test.to > rows) {
      throw new InvalidOptionError(
        'folds',
        `test rows after the training rows and within the ${rows} rows`,
        `training to ${train.to}, test ${test.from} to ${test.to}`,
      );
    }
  }
  return folds as readonly DensityFold[];
}

/** a and k of r ~ N(a, (k s)^2): weighted mean, root mean square of the scaled errors. */
function fitScaled(r: Float64Array, s: Float64Array): { mean: number; factor: number } {
  let [weight, sum, squares] = [0, 0, 0];
  for (let t = 0; t < r.length; t++) {
    weight += 1 / s[t]! ** 2;
    sum += r[t]! / s[t]! ** 2;
  }
  const mean = sum / weight;
  for (let t = 0; t < r.length; t++) squares += ((r[t]! - mean) / s[t]!) ** 2;
  return { mean, factor: Math.sqrt(squares / r.length) };
}

function rangeOf({ from, to }: RowRange): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}
