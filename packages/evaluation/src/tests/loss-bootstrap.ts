// What the tests of several models share: their losses, and the means of losses over resampled days.
import { createRandomStream, type OptionNames } from '@regimekit/numerics';
import { checkNumber, checkOptions, checkWhole } from '../check-options.ts';
import { checkSameLength, checkSeries, type Series } from '../check-series.ts';
import { InvalidOptionError } from '../errors.ts';
import { blockIndicesInto } from '../resampling/block-indices.ts';
import { optimalBlockLength } from '../resampling/block-length.ts';

export interface LossBootstrapOptions {
  readonly seed: number;
  /** @default 1999 */
  readonly replications?: number;
  /** Mean length of a block in days (stationary bootstrap). @default that of Politis and White, the longest of all series */
  readonly blockLength?: number;
}

export const LOSS_BOOTSTRAP_OPTIONS: OptionNames<LossBootstrapOptions> = {
  seed: true,
  replications: true,
  blockLength: true,
};

export interface LossMeans {
  readonly n: number;
  readonly means: Float64Array;
  /** replications x series, flat: the mean of the resampled series less its mean, so centred on zero. */
  readonly centredMeans: Float64Array;
  readonly replications: number;
  readonly blockLength: number;
}

/** Losses of several models, by their names. */
export type NamedLosses = Readonly<Record<string, Series>>;

/** @throws InvalidOptionError for fewer than `least`; InvalidSeriesError, LengthMismatchError */
export function checkLosses(losses: NamedLosses, least: number): { names: string[]; series: Float64Array[] } {
  const names = typeof losses === 'object' && losses !== null && !Array.isArray(losses) ? Object.keys(losses) : [];
  if (names.length < least) {
    throw new InvalidOptionError('losses', `an object with the losses of at least ${least} models by name`, losses);
  }
  const series = names.map((name) => checkSeries(`the losses of ${name}`, losses[name]!, 20));
  names.forEach((name, k) =>
    checkSameLength(`the losses of ${name}`, series[k]!.length, `those of ${names[0]}`, series[0]!.length),
  );
  return { names, series };
}

/** Means over resampled days, the same days for every series. */
export function bootstrapMeans(
  series: readonly Float64Array[],
  options: LossBootstrapOptions,
  names: Readonly<Record<string, true>>,
  owner: string,
): LossMeans {
  checkOptions(options, names, owner);
  const { replications = 1999 } = options;
  checkWhole('replications', replications, 99);
  const { blockLength = Math.max(...series.map((values) => optimalBlockLength(values).stationary)) } = options;
  checkNumber('blockLength', blockLength, { atLeast: 1 });
  const n = series[0]!.length;
  const means = Float64Array.from(series, (values) => values.reduce((sum, value) => sum + value, 0) / n);
  const random = createRandomStream(options.seed);
  const indices = new Int32Array(n);
  const centredMeans = new Float64Array(replications * series.length);
  for (let b = 0; b < replications; b++) {
    blockIndicesInto(indices, n, blockLength, 'stationary', random);
    for (let k = 0; k < series.length; k++) {
      const values = series[k]!;
      const mean = means[k]!;
      let sum = 0;
      for (let t = 0; t < n; t++) sum += values[indices[t]!]! - mean;
      centredMeans[b * series.length + k] = sum / n;
    }
  }
  return { n, means, centredMeans, replications, blockLength };
}
