// The nine features written down once more, straight from their definitions, with nothing shared with the package:
// maps of dates, plain loops, no windows. Slow and plain on purpose.

export interface NaiveInputs {
  /** Date to value; only days with a value. */
  readonly price: ReadonlyMap<string, number>;
  readonly vix: ReadonlyMap<string, number>;
  readonly twoYear: ReadonlyMap<string, number>;
  readonly tenYear: ReadonlyMap<string, number>;
  readonly hySpread: ReadonlyMap<string, number>;
}

export interface NaiveOptions {
  readonly lookbackDays?: number;
  readonly bondLag?: 0 | 1;
  readonly maxCarryDays?: number;
}

/** Nine columns per session; NaN where a feature has no value. */
export function naiveFeatures(inputs: NaiveInputs, options: NaiveOptions = {}): { dates: string[]; rows: number[][] } {
  const { lookbackDays = 252, bondLag = 1, maxCarryDays = 3 } = options;
  const dates = [...inputs.price.keys()].sort();
  const price = dates.map((date) => inputs.price.get(date)!);
  const vix = asOf(dates, inputs.vix, 0, maxCarryDays);
  const two = asOf(dates, inputs.twoYear, bondLag, maxCarryDays);
  const ten = asOf(dates, inputs.tenYear, bondLag, maxCarryDays);
  const spread = asOf(dates, inputs.hySpread, bondLag, maxCarryDays);
  const slope = ten.map((value, t) => value - two[t]!);
  const rows = dates.map((_, t) => [
    vix[t]!,
    percentile(
      vix.slice(0, t + 1).filter((value) => !Number.isNaN(value)),
      vix[t]!,
      lookbackDays,
    ),
    realizedVol(price.slice(0, t + 1)),
    t >= 20 ? price[t]! / price[t - 20]! - 1 : Number.NaN,
    t + 1 >= lookbackDays ? price[t]! / Math.max(...price.slice(t + 1 - lookbackDays, t + 1)) - 1 : Number.NaN,
    slope[t]!,
    t >= 20 ? slope[t]! - slope[t - 20]! : Number.NaN,
    spread[t]!,
    t >= 20 ? spread[t]! - spread[t - 20]! : Number.NaN,
  ]);
  return { dates, rows };
}

/** For each session, the latest-dated value known at its close, unless it has been known for too long. */
function asOf(sessions: string[], values: ReadonlyMap<string, number>, lag: 0 | 1, maxCarryDays: number): number[] {
  const dated = [...values].sort(([a], [b]) => (a < b ? -1 : 1));
  return sessions.map((today, t) => {
    const known = dated.findLast(([date]) => (lag === 0 ? date <= today : date < today));
    if (known === undefined) return Number.NaN;
    const since = sessions.findIndex((session) => (lag === 0 ? session >= known[0] : session > known[0]));
    return t - since <= maxCarryDays ? known[1] : Number.NaN;
  });
}

function percentile(closes: number[], today: number, lookbackDays: number): number {
  if (closes.length < lookbackDays || Number.isNaN(today)) return Number.NaN;
  const window = closes.slice(-lookbackDays);
  const below = window.filter((close) => close < today).length;
  const equal = window.filter((close) => close === today).length;
  return (below + equal / 2) / lookbackDays;
}

function realizedVol(closes: number[]): number {
  if (closes.length < 21) return Number.NaN;
  const returns = closes.slice(-20).map((close, i) => Math.log(close) - Math.log(closes.at(-21 + i)!));
  const mean = returns.reduce((sum, value) => sum + value, 0) / 20;
  const variance = returns.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / 19;
  return Math.sqrt(variance) * Math.sqrt(252);
}
