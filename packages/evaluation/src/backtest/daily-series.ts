// Day by day: what was said, what was held, what it earned.
import type { PanelMember } from '../strategies/panel.ts';
import type { SignalHistory, StrategyResult } from '../types.ts';
import { mostProbable } from '../walk-forward/align-folds.ts';
import type { BacktestDocument } from './backtest-document.ts';

/** The days of a backtest, as a CSV and pictures want them. */
export function dailyOf(
  signals: SignalHistory,
  members: readonly PanelMember[],
  results: readonly StrategyResult[],
  riskFree: Float64Array,
): BacktestDocument['daily'] {
  const { dates, exposure, names, held } = results[0]!;
  const rowOf = new Map(signals.dates.map((date, t) => [date, t]));
  const rows = dates.map((date) => rowOf.get(date));
  const K = signals.regimes.length;
  return {
    dates,
    regimes: rows.map((t) => (t === undefined ? '' : signals.regimes[mostProbable(signals.probs.data, t, K)]!)),
    probabilities: Object.fromEntries(
      signals.regimes.map((name, k) => [name, rows.map((t) => (t === undefined ? null : signals.probs.get(t, k)))]),
    ),
    returns: Object.fromEntries(members.map(({ name }, i) => [name, [...results[i]!.returns]])),
    exposure: [...exposure],
    weights: Object.fromEntries(names.map((name, a) => [name, dates.map((_, t) => held.get(t, a))])),
    riskFree: [...riskFree],
  };
}
