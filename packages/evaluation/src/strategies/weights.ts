// From filtered probabilities to weights, a pure function each. Cash holds what is left of one.
import type { IsoDate } from '@regimekit/features';
import { MatrixView, type OptionNames } from '@regimekit/numerics';
import { checkChoice, checkNumber, checkOptions } from '../check-options.ts';
import { InvalidOptionError } from '../errors.ts';
import type { AssetReturns, SignalHistory, WeightHistory } from '../types.ts';
import { mostProbable } from '../walk-forward/align-folds.ts';

export interface ExposureOptions {
  /** Name of the asset. @default 'equity' */
  readonly asset?: string | undefined;
  /** Exposure in each regime, by name. @default from 1 in the least stressed to 0 in the most stressed, evenly */
  readonly exposures?: Readonly<Record<string, number>> | undefined;
}

export interface ZeroOneOptions extends Pick<ExposureOptions, 'asset'> {
  /** Out of the market once the probability of the most stressed regime reaches this. @default 0.5 */
  readonly threshold?: number | undefined;
}

/**
 * All or nothing: 1 while p(most stressed regime) < threshold, else 0.
 *
 * @returns one asset
 * @throws InvalidOptionError
 *
 * @example
 * ```ts
 * import { MatrixView } from '@regimekit/numerics';
 * import { zeroOne } from '@regimekit/evaluation';
 *
 * const signals = {
 *   dates: ['2024-01-02', '2024-01-03'], regimes: ['risk_on', 'risk_off'],
 *   probs: MatrixView.from([[0.9, 0.1], [0.3, 0.7]]), fold: new Int32Array(2),
 * };
 * zeroOne(signals).weights.to2DArray(); // [[1], [0]]
 * ```
 */
export function zeroOne(signals: SignalHistory, options: ZeroOneOptions = {}): WeightHistory {
  checkOptions(options, { asset: true, threshold: true } satisfies OptionNames<ZeroOneOptions>, 'zeroOne');
  const { asset = 'equity', threshold = 0.5 } = options;
  checkNumber('threshold', threshold, { above: 0, atMost: 1 });
  const { probs } = signals;
  return oneAsset(signals.dates, asset, (t) => (probs.get(t, probs.columns - 1) < threshold ? 1 : 0));
}

const EXPOSURE_OPTIONS: OptionNames<ExposureOptions> = { asset: true, exposures: true };

/**
 * The expected exposure: sum over regimes of p_k times the exposure in k.
 *
 * @throws InvalidOptionError for exposures that do not name every regime once
 */
export function probabilityWeighted(signals: SignalHistory, options: ExposureOptions = {}): WeightHistory {
  checkOptions(options, EXPOSURE_OPTIONS, 'probabilityWeighted');
  const exposures = exposuresOf(signals, options.exposures);
  return oneAsset(signals.dates, options.asset ?? 'equity', (t) => dot(signals.probs.row(t), exposures));
}

export interface RegimeMapOptions {
  /** For each regime the weight of each asset; what is left of one is cash. */
  readonly weights: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** `switch`: the weights of the most probable regime; `blend`: of all, by their probabilities. @default 'switch' */
  readonly mode?: 'switch' | 'blend' | undefined;
}

/**
 * Weights of several assets for each regime, as the user says.
 *
 * @throws InvalidOptionError for a regime without weights, one that does not exist, or a weight that is no number
 *
 * @example
 * ```ts
 * import { MatrixView } from '@regimekit/numerics';
 * import { regimeMap } from '@regimekit/evaluation';
 *
 * const signals = {
 *   dates: ['2024-01-02'], regimes: ['risk_on', 'risk_off'], probs: MatrixView.from([[0.25, 0.75]]), fold: new Int32Array(1),
 * };
 * const map = { risk_on: { stocks: 1 }, risk_off: { stocks: 0.2, bonds: 0.6 } };
 * regimeMap(signals, { weights: map, mode: 'blend' }).weights.to2DArray(); // [[0.4, 0.45]], 0.15 cash
 * ```
 */
export function regimeMap(signals: SignalHistory, options: RegimeMapOptions): WeightHistory {
  checkOptions(options, { weights: true, mode: true } satisfies OptionNames<RegimeMapOptions>, 'regimeMap');
  const { weights, mode = 'switch' } = options;
  checkChoice('mode', mode, ['switch', 'blend']);
  const { dates, regimes, probs } = signals;
  requireNames(Object.keys(weights), regimes, 'weights');
  const names = [...new Set(regimes.flatMap((regime) => Object.keys(weights[regime]!)))];
  const table = regimes.map((regime) => names.map((name) => weights[regime]![name] ?? 0));
  for (const [k, row] of table.entries()) {
    for (const [a, w] of row.entries()) checkNumber(`weights.${regimes[k]!}.${names[a]!}`, w);
  }
  const rows = dates.map((_, t) => {
    if (mode === 'switch') return table[mostProbable(probs.data, t, regimes.length)]!;
    const p = probs.row(t);
    return names.map((_name, a) => regimes.reduce((sum, _regime, k) => sum + p[k]! * table[k]![a]!, 0));
  });
  return { dates, names, weights: MatrixView.from(rows) };
}

export interface VolatilityTargetOptions {
  readonly asset?: string | undefined;
  /** Wanted volatility a year. @default 0.1 */
  readonly target?: number | undefined;
  /** @default 1 */
  readonly maxExposure?: number | undefined;
  /** Days of the overall variance that each regime's own estimate begins with. @default 63 */
  readonly priorDays?: number | undefined;
}

const VOLATILITY_OPTIONS: OptionNames<VolatilityTargetOptions> = {
  asset: true,
  target: true,
  maxExposure: true,
  priorDays: true,
};

/**
 * Volatility target by regimes: target / sqrt(252 sum of p_k v_k), at most `maxExposure`. v_k is the mean squared return of the
 * first asset on the days after each regime, weighted by its probability, over the past alone and with `priorDays` of the
 * overall mean.
 *
 * @throws InvalidOptionError
 */
export function volatilityTarget(
  signals: SignalHistory,
  market: AssetReturns,
  options: VolatilityTargetOptions = {},
): WeightHistory {
  checkOptions(options, VOLATILITY_OPTIONS, 'volatilityTarget');
  const { target = 0.1, maxExposure = 1, priorDays = 63 } = options;
  checkNumber('target', target, { above: 0 });
  checkNumber('maxExposure', maxExposure, { above: 0 });
  checkNumber('priorDays', priorDays, { above: 0 });
  const { dates, probs, regimes } = signals;
  const dayOf = new Map(market.dates.map((date, s) => [date, s]));
  const sums = regimes.map(() => ({ weight: 0, squares: 0 }));
  let all = { n: 0, squares: 0 };
  let last = -1;
  return oneAsset(dates, options.asset ?? market.names[0]!, (t) => {
    const day = dayOf.get(dates[t]!);
    if (day !== undefined && last >= 0) {
      for (let s = last + 1; s <= day; s++) {
        const square = market.returns.get(s, 0) ** 2;
        all = { n: all.n + 1, squares: all.squares + square };
        const p = probs.row(t - 1);
        sums.forEach((sum, k) => {
          sum.weight += p[k]!;
          sum.squares += p[k]! * square;
        });
      }
    }
    if (day !== undefined) last = day;
    if (all.n === 0 || all.squares === 0) return maxExposure;
    const overall = all.squares / all.n;
    const expected = sums.map((sum) => (sum.squares + priorDays * overall) / (sum.weight + priorDays));
    return Math.min(maxExposure, target / Math.sqrt(252 * dot(probs.row(t), expected)));
  });
}

/** The same exposure every day: what stands beside a strategy whose mean exposure it has. @throws InvalidOptionError */
export function constantMix(
  dates: readonly IsoDate[],
  exposure: number | Readonly<Record<string, number>>,
): WeightHistory {
  const weights = typeof exposure === 'number' ? { equity: exposure } : exposure;
  const names = Object.keys(weights);
  for (const name of names) checkNumber(`exposure of ${name}`, weights[name]);
  const row = names.map((name) => weights[name]!);
  return { dates, names, weights: MatrixView.from(dates.map(() => row)) };
}

/** Weights of one asset, day by day. */
export function oneAsset(dates: readonly IsoDate[], name: string, weightAt: (t: number) => number): WeightHistory {
  const data = Float64Array.from(dates, (_, t) => weightAt(t));
  return { dates, names: [name], weights: new MatrixView(dates.length, 1, data) };
}

function exposuresOf({ regimes }: SignalHistory, given: Readonly<Record<string, number>> | undefined): number[] {
  const K = regimes.length;
  if (given === undefined) return regimes.map((_, k) => (K === 1 ? 1 : 1 - k / (K - 1)));
  requireNames(Object.keys(given), regimes, 'exposures');
  return regimes.map((regime) => {
    checkNumber(`exposures.${regime}`, given[regime]);
    return given[regime]!;
  });
}

function requireNames(given: readonly string[], regimes: readonly string[], option: string): void {
  if (given.length === regimes.length && regimes.every((regime) => given.includes(regime))) return;
  throw new InvalidOptionError(option, `an object with ${regimes.join(', ')}`, given.join(', ') || 'nothing');
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
