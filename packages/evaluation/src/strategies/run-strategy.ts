import type { IsoDate } from '@regimekit/features';
import { MatrixView, type OptionNames } from '@regimekit/numerics';
import { checkNumber, checkOptions, checkWhole } from '../check-options.ts';
import { InvalidSeriesError, LengthMismatchError } from '../errors.ts';
import type { AssetReturns, StrategyResult, WeightHistory } from '../types.ts';

export interface ExecutionOptions {
  /** Sessions from the close that decides to the close that trades. @default 1 */
  readonly delay?: number | undefined;
  /** Cost of a unit of turnover (half of what changes hands, cash included), in basis points. @default 0 */
  readonly costBps?: number | undefined;
  /** Half of the spread, paid on every unit bought or sold, in basis points. @default 0 */
  readonly halfSpreadBps?: number | undefined;
  /** First day of the result, so that several delays are judged by the same days. @default the first day held */
  readonly from?: IsoDate | undefined;
}

const EXECUTION_OPTIONS: OptionNames<ExecutionOptions> = {
  delay: true,
  costBps: true,
  halfSpreadBps: true,
  from: true,
};

/**
 * What weights earned. A weight decided at the close of day t is traded at the close of t + d and held to the close of
 * t + d + 1, d = `delay`. Between trades weights drift with prices; a day whose decision is missing trades nothing. Cash
 * earns the risk-free rate. Everyone begins in cash, so the first trade is paid for too.
 *
 * With the drifted weights w' and the target w, both with cash: turnover = half of sum |w - w'|; cost = costBps turnover +
 * halfSpreadBps sum over the assets but cash of |w - w'|; gross return = sum of w r (cash: the risk-free rate); net return =
 * (1 - cost) (1 + gross) - 1. All of a day are those of the trade at the close before it.
 *
 * @throws InvalidOptionError; InvalidSeriesError when the market has not every asset, or no decision is ever held
 *
 * @example
 * ```ts
 * import { MatrixView } from '@regimekit/numerics';
 * import { constantMix, runStrategy } from '@regimekit/evaluation';
 *
 * const dates = ['2024-01-02', '2024-01-03', '2024-01-04', '2024-01-05'];
 * const returns = MatrixView.from([[0], [0.02], [-0.01], [0.03]]);
 * const market = { dates, names: ['equity'], returns, riskFree: new Float64Array(4) };
 * runStrategy(constantMix(dates, 0.5), market, { delay: 1 }).returns; // 2024-01-04: -0.005, 2024-01-05: 0.015
 * ```
 */
export function runStrategy(
  weights: WeightHistory,
  market: AssetReturns,
  options: ExecutionOptions = {},
): StrategyResult {
  checkOptions(options, EXECUTION_OPTIONS, 'runStrategy');
  const { delay = 1, costBps = 0, halfSpreadBps = 0, from = '' } = options;
  checkWhole('delay', delay, 0);
  checkNumber('costBps', costBps, { atLeast: 0 });
  checkNumber('halfSpreadBps', halfSpreadBps, { atLeast: 0 });
  const columns = columnsOf(weights, market);
  const decided = new Map(weights.dates.map((date, t) => [date, t]));
  const A = columns.length;
  let held = new Float64Array(A);
  let begun = false;
  const weightsHeld: number[] = [];
  const days: { date: IsoDate; net: number; gross: number; turnover: number; exposure: number; cost: number }[] = [];
  for (let s = delay + 1; s < market.dates.length; s++) {
    const t = decided.get(market.dates[s - 1 - delay]!);
    const target = t === undefined ? held : weights.weights.row(t);
    begun ||= t !== undefined;
    // Judged from a later day on, everyone begins in cash on that day.
    if (!begun || market.dates[s]! < from) continue;
    const { turnover, traded, exposure } = tradeTo(target, held);
    const cost = (costBps * turnover + halfSpreadBps * traded) / 1e4;
    const rf = market.riskFree[s]!;
    let gross = rf;
    for (let a = 0; a < A; a++) gross += target[a]! * (market.returns.get(s, columns[a]!) - rf);
    for (let a = 0; a < A; a++) weightsHeld.push(target[a]!);
    held = Float64Array.from(target, (w, a) => (w * (1 + market.returns.get(s, columns[a]!))) / (1 + gross));
    days.push({ date: market.dates[s]!, net: gross - cost * (1 + gross), gross, turnover, exposure, cost });
  }
  if (days.length === 0) {
    throw new InvalidSeriesError('weights', 'decided before the last day of the market less the delay', 'none');
  }
  const column = (pick: (day: (typeof days)[number]) => number) => Float64Array.from(days, pick);
  return {
    dates: days.map(({ date }) => date),
    returns: column(({ net }) => net),
    grossReturns: column(({ gross }) => gross),
    turnover: column(({ turnover }) => turnover),
    names: weights.names,
    held: new MatrixView(days.length, A, Float64Array.from(weightsHeld)),
    exposure: column(({ exposure }) => exposure),
    costs: column(({ cost }) => cost),
  };
}

/** What it takes to come from the drifted weights to the target. */
function tradeTo(target: ArrayLike<number>, held: Float64Array) {
  let [traded, exposure, before] = [0, 0, 0];
  for (let a = 0; a < held.length; a++) {
    traded += Math.abs(target[a]! - held[a]!);
    exposure += target[a]!;
    before += held[a]!;
  }
  // Cash is what is left of one, so its weight changes by the opposite of what the assets' sum changes by.
  return { turnover: (traded + Math.abs(exposure - before)) / 2, traded, exposure };
}

/** Column of the market for each asset of the weights. */
function columnsOf({ names, dates, weights }: WeightHistory, market: AssetReturns): number[] {
  if (weights.rows !== dates.length) throw new LengthMismatchError('weights', weights.rows, 'dates', dates.length);
  const days = market.dates.length;
  if (market.returns.rows !== days) throw new LengthMismatchError('returns', market.returns.rows, 'dates', days);
  if (market.riskFree.length !== days) throw new LengthMismatchError('riskFree', market.riskFree.length, 'dates', days);
  return names.map((name) => {
    const column = market.names.indexOf(name);
    if (column >= 0) return column;
    throw new InvalidSeriesError(`The market's assets`, `with ${name}`, market.names.join(', '));
  });
}
