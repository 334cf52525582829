import { checkSameLength, checkSeries, type Series } from '../check-series.ts';
import { autocovariances, centred } from '../resampling/block-length.ts';
import {
  bootstrapMeans,
  checkLosses,
  LOSS_BOOTSTRAP_OPTIONS,
  type LossBootstrapOptions,
  type NamedLosses,
} from './loss-bootstrap.ts';

export interface SuperiorPredictiveAbilityResult {
  /** max(0, max_k sqrt(n) mean(d_k) / omega_k); `undefined` when no model ever differs from the benchmark. */
  readonly statistic: number | undefined;
  /** Hansen's three p-values; the consistent one is the one to read. */
  readonly pValues: { readonly lower: number; readonly consistent: number; readonly upper: number } | undefined;
  /** The model with the largest statistic. */
  readonly best: string | undefined;
  /** mean(loss of the benchmark - loss of the model), by name: above zero the model was better. */
  readonly gains: Readonly<Record<string, number>>;
  readonly n: number;
  readonly blockLength: number;
  readonly replications: number;
}

/**
 * Test for superior predictive ability: whether the best of several models beats the benchmark by more than the best of so
 * many would by luck. Null hypothesis: no model has a lower expected loss than the benchmark. d_k is the benchmark's loss
 * less the model's, omega_k^2 its long-run variance with the stationary bootstrap's own weights, and the bootstrap is centred
 * so that models which are clearly worse do not count (consistent), all count as equal (upper: White's reality check,
 * studentised), or none that is worse (lower). p = (1 + number of T* >= T) / (1 + replications).
 *
 * Source: Hansen (2005), A test for superior predictive ability, sections 2 and 3.
 *
 * @param benchmark - losses, a day each, at least 20; the lower the better
 * @param models - losses of the same days by name
 * @throws InvalidSeriesError, InvalidOptionError, LengthMismatchError
 *
 * @example
 * ```ts
 * import { superiorPredictiveAbility } from '@regimekit/evaluation';
 *
 * const benchmark = Array.from({ length: 60 }, (_, t) => 1 + Math.sin(t * t));
 * const better = benchmark.map((loss, t) => loss - 0.5 + 0.1 * Math.cos(t * t * 3));
 * superiorPredictiveAbility(benchmark, { better }, { seed: 1 }).pValues!.consistent < 0.05; // true
 * ```
 */
export function superiorPredictiveAbility(
  benchmark: Series,
  models: NamedLosses,
  options: LossBootstrapOptions,
): SuperiorPredictiveAbilityResult {
  const base = checkSeries('benchmark', benchmark, 20);
  const { names, series } = checkLosses(models, 1);
  checkSameLength('benchmark', base.length, `the losses of ${names[0]}`, series[0]!.length);
  const d = series.map((losses) => losses.map((loss, t) => base[t]! - loss));
  const drawn = bootstrapMeans(d, options, LOSS_BOOTSTRAP_OPTIONS, 'superiorPredictiveAbility');
  const { n, means, blockLength, replications } = drawn;
  const gains = Object.fromEntries(names.map((name, k) => [name, means[k]!]));
  // A model that never differs cannot be better; it takes no part.
  const omegas = d.map((values) => Math.sqrt(stationaryBootstrapVariance(centred(values), blockLength)));
  const usable = names.map((_, k) => k).filter((k) => omegas[k]! > ROUNDING * largestOf(d[k]!));
  const common = { gains, n, blockLength, replications };
  if (usable.length === 0) return { ...common, statistic: undefined, pValues: undefined, best: undefined };
  const t = usable.map((k) => (Math.sqrt(n) * means[k]!) / omegas[k]!);
  const statistic = Math.max(0, ...t);
  const best = names[usable[t.indexOf(Math.max(...t))]!];
  const threshold = -Math.sqrt(2 * Math.log(Math.log(n)));
  // How far the resampled statistic of a model is moved: less than zero takes a bad model out of the race.
  const shifts = {
    lower: t.map((value) => Math.min(value, 0)),
    consistent: t.map((value) => (value < threshold ? value : 0)),
    upper: t.map(() => 0),
  };
  const share = (shift: readonly number[]) => {
    let beyond = 0;
    for (let b = 0; b < replications; b++) {
      let largest = 0;
      usable.forEach((k, i) => {
        const z = (Math.sqrt(n) * drawn.centredMeans[b * d.length + k]!) / omegas[k]! + shift[i]!;
        largest = Math.max(largest, z);
      });
      if (largest >= statistic) beyond++;
    }
    return (1 + beyond) / (1 + replications);
  };
  const pValues = { lower: share(shifts.lower), consistent: share(shifts.consistent), upper: share(shifts.upper) };
  return { ...common, statistic, pValues, best };
}

const ROUNDING = 1e-12;

/**
 * n times the variance that the stationary bootstrap gives to the mean: R_0 + 2 sum_i w_i R_i with
 * w_i = (1 - i / n) (1 - q)^i + (i / n) (1 - q)^(n - i), q = 1 / blockLength (Politis and Romano 1994; Hansen 2005, page 372).
 */
export function stationaryBootstrapVariance(eps: Float64Array, blockLength: number): number {
  const n = eps.length;
  const stay = 1 - 1 / blockLength;
  const covariances = autocovariances(eps, n - 1);
  let sum = covariances[0]!;
  for (let i = 1; i < n; i++) {
    sum += 2 * ((1 - i / n) * stay ** i + (i / n) * stay ** (n - i)) * covariances[i]!;
  }
  return Math.max(sum, 0);
}

function largestOf(values: Float64Array): number {
  let largest = 0;
  for (let t = 0; t < values.length; t++) largest = Math.max(largest, Math.abs(values[t]!));
  return largest;
}
