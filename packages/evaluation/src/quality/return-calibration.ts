// Whether predicted distributions of the next return mean what they say: a tenth of the returns in each tenth of them.
import { createRandomStream, quantile, type MatrixView, type OptionNames } from '@regimekit/numerics';
import { normalCdf } from '@regimekit/numerics/distributions';
import { checkNumber, checkOptions, checkWhole } from '../check-options.ts';
import { checkSeries, type Series } from '../check-series.ts';
import { InvalidSeriesError } from '../errors.ts';
import { checkMixture } from './log-scores.ts';
import { blockIndicesInto } from '../resampling/block-indices.ts';

/**
 * Where each return lay in its predicted distribution, sum_k p_k Phi((x - m_k) / s_k): 0 to 1, and spread evenly when the
 * distributions are right (Diebold, Gunther and Tay 1998).
 *
 * @param predictedProbs - T x K, of the state on the day of `values`, from what was known the day before
 * @param means - K, learned in training
 * @param deviations - K, above zero
 * @param values - T
 * @throws InvalidSeriesError, LengthMismatchError
 */
export function predictedLevels(
  predictedProbs: MatrixView,
  means: Series,
  deviations: Series,
  values: Series,
): Float64Array {
  const { x, m, s } = checkMixture(predictedProbs, means, deviations, values);
  return x.map((value, t) => {
    const level = predictedProbs.row(t).reduce((sum, p, k) => sum + p * normalCdf((value - m[k]!) / s[k]!), 0);
    return Math.min(1, Math.max(0, level));
  });
}

export interface LevelBin {
  readonly from: number;
  readonly to: number;
  /** Share of the days in it; 1 / bins when the distributions are right. */
  readonly share: number;
  readonly lower: number;
  readonly upper: number;
}

export interface LevelCalibration {
  readonly bins: readonly LevelBin[];
  readonly n: number;
  readonly level: number;
  readonly blockLength: number;
}

export interface LevelOptions {
  readonly seed: number;
  /** @default 10 */
  readonly bins?: number | undefined;
  /** Mean length of the blocks of days (stationary bootstrap). @default 63 */
  readonly blockLength?: number | undefined;
  /** @default 999 */
  readonly replications?: number | undefined;
  /** @default 0.9 */
  readonly level?: number | undefined;
}

const OPTIONS: OptionNames<LevelOptions> = {
  seed: true,
  bins: true,
  blockLength: true,
  replications: true,
  level: true,
};

/**
 * The share of days in each bin of the levels, with bands by block bootstrap. Too much at both ends: the distributions are too
 * narrow. Too much on one side: their mean is off.
 *
 * @param levels - 0 to 1, of {@link predictedLevels}
 * @throws InvalidSeriesError, InvalidOptionError
 */
export function levelCalibration(levels: Series, options: LevelOptions): LevelCalibration {
  checkOptions(options, OPTIONS, 'levelCalibration');
  const { seed, bins = 10, blockLength = 63, replications = 999, level = 0.9 } = options;
  checkWhole('bins', bins, 2);
  checkWhole('replications', replications, 99);
  checkNumber('blockLength', blockLength, { atLeast: 1 });
  checkNumber('level', level, { above: 0, below: 1 });
  const u = checkSeries('levels', levels);
  const odd = u.findIndex((value) => value < 0 || value > 1);
  if (odd >= 0) throw new InvalidSeriesError('levels', 'between 0 and 1', `${u[odd]} at index ${odd}`);
  const n = u.length;
  const binOf = Int32Array.from(u, (value) => Math.min(bins - 1, Math.floor(bins * value)));
  const shares = sharesOf(binOf, undefined, bins);
  const random = createRandomStream(seed);
  const indices = new Int32Array(n);
  const drawn = Array.from({ length: replications }, () =>
    sharesOf(binOf, blockIndicesInto(indices, n, blockLength, 'stationary', random), bins),
  );
  const tail = (1 - level) / 2;
  return {
    bins: shares.map((share, k) => {
      const column = drawn.map((each) => each[k]!);
      return {
        from: k / bins,
        to: (k + 1) / bins,
        share,
        lower: quantile(column, tail),
        upper: quantile(column, 1 - tail),
      };
    }),
    n,
    level,
    blockLength,
  };
}

function sharesOf(binOf: Int32Array, indices: Int32Array | undefined, bins: number): number[] {
  const counts = Array.from({ length: bins }, () => 0);
  for (let i = 0; i < binOf.length; i++) counts[binOf[indices?.[i] ?? i]!]!++;
  return counts.map((count) => count / binOf.length);
}
