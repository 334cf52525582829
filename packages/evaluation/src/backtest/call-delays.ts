// How late the calls came: the great falls of the market, and when the most stressed regime was called.
import type { IsoDate } from '@regimekit/features';
import type { AssetReturns, SignalHistory } from '../types.ts';
import { mostProbable } from '../walk-forward/align-folds.ts';

export interface FallCall {
  readonly peak: IsoDate;
  readonly trough: IsoDate;
  /** Fall from peak to trough, below 0. */
  readonly depth: number;
  /** First day from the peak to the trough on which the most stressed regime was the most probable; null if there was none. */
  readonly called: IsoDate | null;
  /** Whether it was already called at the peak. */
  readonly calledBefore: boolean;
  /** Sessions from the peak to the call. */
  readonly sessions: number | null;
  /** Share of the fall that lay behind at the close of the call, 0 to 1. */
  readonly shareOfFall: number | null;
  /** Sessions from the trough to the first day of another regime; null if it had not come by the end. */
  readonly sessionsToRelease: number | null;
}

/** Falls smaller than this are weather. */
const LEAST_FALL = 0.12;
/** A rise of this much from a trough ends a fall, though the old peak is far. */
const RISE_THAT_ENDS = 0.2;

/**
 * Falls of the first asset by 12 % and more from a highest close, each with its call. A fall ends when its peak is reached
 * again or the market has risen by 20 % from its lowest close, the trough. The falls are known in hindsight, the calls are
 * those of their day.
 *
 * @param leastFall - @default 0.12
 */
export function callDelays(signals: SignalHistory, market: AssetReturns, leastFall = LEAST_FALL): FallCall[] {
  const dayOf = new Map(market.dates.map((date, s) => [date, s]));
  const rows = signals.dates.flatMap((date, t) => {
    const s = dayOf.get(date);
    return s === undefined ? [] : [{ t, s, date }];
  });
  const level: number[] = [];
  for (const [i, { s }] of rows.entries()) {
    let value = i === 0 ? 1 : level[i - 1]!;
    for (let day = i === 0 ? s + 1 : rows[i - 1]!.s + 1; day <= s; day++) value *= 1 + market.returns.get(day, 0);
    level.push(value);
  }
  const K = signals.regimes.length;
  const stressed = rows.map(({ t }) => mostProbable(signals.probs.data, t, K) === K - 1);
  return fallsOf(level, leastFall).map(({ peak, trough }) => {
    const found = stressed.findIndex((each, i) => each && i >= peak && i <= trough);
    const called = found < 0 ? null : found;
    const released = stressed.findIndex((each, i) => !each && i >= trough);
    const fall = 1 - level[trough]! / level[peak]!;
    return {
      peak: rows[peak]!.date,
      trough: rows[trough]!.date,
      depth: -fall,
      called: called === null ? null : rows[called]!.date,
      calledBefore: called === peak,
      sessions: called === null ? null : called - peak,
      shareOfFall: called === null ? null : Math.max(0, (1 - level[called]! / level[peak]!) / fall),
      sessionsToRelease: released < 0 ? null : released - trough,
    };
  });
}

function fallsOf(level: readonly number[], least: number): { peak: number; trough: number }[] {
  const falls: { peak: number; trough: number }[] = [];
  let peak = 0;
  let trough = 0;
  const close = (): void => {
    if (1 - level[trough]! / level[peak]! >= least) falls.push({ peak, trough });
  };
  for (let i = 1; i < level.length; i++) {
    if (level[i]! >= level[peak]! || level[i]! >= (1 + RISE_THAT_ENDS) * level[trough]!) {
      close();
      peak = i;
      trough = i;
    } else if (level[i]! < level[trough]!) trough = i;
  }
  close();
  return falls;
}
