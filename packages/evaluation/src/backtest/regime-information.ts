// What the regimes tell of the day after: its mean, its volatility, and how sure both are.
import { createRandomStream, quantile } from '@regimekit/numerics';
import { blockIndices } from '../resampling/block-indices.ts';
import type { AssetReturns, SignalHistory } from '../types.ts';
import { mostProbable } from '../walk-forward/align-folds.ts';

/** Days of a block: daily scores of regimes are so autocorrelated that shorter ones would promise too much. */
const BLOCK_DAYS = 250;

/** A number with its interval; null where the data say nothing. */
export interface Estimate {
  readonly value: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
}

export interface RegimeDayAfter {
  readonly regime: string;
  readonly days: number;
  readonly shareOfDays: number;
  /** Mean excess return of the day after, times 252. */
  readonly meanAfter: Estimate;
  /** Standard deviation of the day after, times sqrt(252). */
  readonly volatilityAfter: Estimate;
}

/** `unknown`: the calmest or the most stressed regime is too rare for an interval, so that nothing can be said. */
export type InformationKind = 'level of risk' | 'direction' | 'level of risk and direction' | 'neither' | 'unknown';

export interface RegimeInformation {
  readonly regimes: readonly RegimeDayAfter[];
  /** Volatility after the most stressed regime over that after the least stressed. */
  readonly volatilityRatio: Estimate;
  /** Mean after the least stressed regime less that after the most stressed, a year. */
  readonly meanDifference: Estimate;
  readonly kind: InformationKind;
  readonly switchesPerYear: number;
  readonly blockDays: number;
  readonly level: number;
}

export interface InformationOptions {
  readonly seed: number;
  /** @default 999 */
  readonly replications?: number | undefined;
  /** @default 0.95 */
  readonly level?: number | undefined;
}

/**
 * The day after each regime, with intervals by circular blocks of 250 days. The kind says what is beyond luck: another
 * volatility (the ratio's interval leaves out 1 on the high side), another mean (the difference's leaves out 0), both, or neither;
 * unknown where there is no interval.
 *
 * @param market - its first asset is the one judged
 */
export function regimeInformation(
  signals: SignalHistory,
  market: AssetReturns,
  options: InformationOptions,
): RegimeInformation {
  const { seed, replications = 999, level = 0.95 } = options;
  const K = signals.regimes.length;
  const { regime, after } = daysAfter(signals, market);
  const n = after.length;
  const original = numbersOf(regime, after, undefined, K);
  const random = createRandomStream(seed);
  const block = Math.min(BLOCK_DAYS, n);
  const drawn = Array.from({ length: replications }, () =>
    numbersOf(regime, after, blockIndices(n, block, 'circular', random), K),
  );
  const estimate = (i: number): Estimate =>
    estimateOf(
      original[i]!,
      drawn.map((row) => row[i]!),
      level,
    );
  const [ratio, difference] = [estimate(2 * K), estimate(2 * K + 1)];
  const risk = (ratio.lower ?? 0) > 1;
  const direction = (difference.lower ?? 0) > 0 || (difference.upper ?? 0) < 0;
  return {
    regimes: signals.regimes.map((name, k) => {
      const days = regime.reduce((count, each) => count + (each === k ? 1 : 0), 0);
      const [meanAfter, volatilityAfter] = [estimate(2 * k), estimate(2 * k + 1)];
      return { regime: name, days, shareOfDays: n === 0 ? 0 : days / n, meanAfter, volatilityAfter };
    }),
    volatilityRatio: ratio,
    meanDifference: difference,
    kind: ratio.lower === null && difference.lower === null ? 'unknown' : kindOf(risk, direction),
    switchesPerYear: (252 * regime.reduce((count, k, t) => count + (t > 0 && k !== regime[t - 1] ? 1 : 0), 0)) / n,
    blockDays: block,
    level,
  };
}

function kindOf(risk: boolean, direction: boolean): InformationKind {
  if (risk && direction) return 'level of risk and direction';
  if (risk) return 'level of risk';
  return direction ? 'direction' : 'neither';
}

/** The most probable regime of each day that has a day after it, and the excess return of that day. */
function daysAfter({ dates, probs, regimes }: SignalHistory, market: AssetReturns) {
  const dayOf = new Map(market.dates.map((date, s) => [date, s]));
  const regime: number[] = [];
  const after: number[] = [];
  for (const [t, date] of dates.entries()) {
    const s = dayOf.get(date);
    if (s === undefined || s + 1 >= market.dates.length) continue;
    regime.push(mostProbable(probs.data, t, regimes.length));
    after.push(market.returns.get(s + 1, 0) - market.riskFree[s + 1]!);
  }
  return { regime: Int32Array.from(regime), after: Float64Array.from(after) };
}

/** Mean and volatility after each regime (2 K numbers), their ratio and their difference; NaN where a regime is absent. */
function numbersOf(regime: Int32Array, after: Float64Array, indices: Int32Array | undefined, K: number): number[] {
  const sums = Array.from({ length: K }, () => ({ n: 0, sum: 0, squares: 0 }));
  for (let i = 0; i < after.length; i++) {
    const t = indices?.[i] ?? i;
    const cell = sums[regime[t]!]!;
    cell.n++;
    cell.sum += after[t]!;
    cell.squares += after[t]! ** 2;
  }
  const numbers = sums.flatMap(({ n, sum, squares }) => {
    if (n < 2) return [Number.NaN, Number.NaN];
    const variance = Math.max(0, (squares - (sum * sum) / n) / (n - 1));
    return [(252 * sum) / n, Math.sqrt(252 * variance)];
  });
  const last = 2 * (K - 1);
  return [...numbers, numbers[last + 1]! / numbers[1]!, numbers[0]! - numbers[last]!];
}

export function estimateOf(value: number, replications: readonly number[], level: number): Estimate {
  const known = replications.filter((each) => Number.isFinite(each));
  const tail = (1 - level) / 2;
  return {
    value: Number.isFinite(value) ? value : null,
    // When a regime is missing in many draws, the draws that have it are a biased sample of them.
    ...(known.length < 0.9 * replications.length || known.length < 2
      ? { lower: null, upper: null }
      : { lower: quantile(known, tail), upper: quantile(known, 1 - tail) }),
  };
}
