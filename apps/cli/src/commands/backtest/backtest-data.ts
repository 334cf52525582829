// What a backtest reads from the warehouse.
import { RegimekitError } from '@regimekit/errors';
import { returnsFromCloses, type AssetReturns } from '@regimekit/evaluation';
import type { FeatureCalculator, MarketInputs, MarketSeries } from '@regimekit/features';
import { resolveMarketInputs } from '@regimekit/market-data';
import type { Context } from '../../frame/context.ts';
import type { Configuration } from '../../workflows/configuration.ts';
import { openForReading } from '../../workflows/warehouse.ts';

export interface BacktestData {
  readonly inputs: MarketInputs;
  readonly vix: MarketSeries | undefined;
  readonly bonds: MarketSeries | undefined;
  readonly riskFree: MarketSeries | undefined;
}

export interface DataRequest {
  readonly calculator: FeatureCalculator;
  readonly to?: string | undefined;
  readonly bonds?: string | undefined;
  readonly riskFree?: string | undefined;
}

/** The series of the features, and those that the panel and cash need. */
export async function readBacktestData(
  context: Context,
  configuration: Configuration,
  { calculator, bonds, riskFree }: DataRequest,
): Promise<BacktestData> {
  await using warehouse = await openForReading(context);
  const columns = [...calculator.featureSet.inputs().keys()];
  const inputs = await resolveMarketInputs(warehouse, configuration.series, { columns });
  const known = new Set((await warehouse.status()).map(({ name }) => name));
  const optional = async (name: string): Promise<MarketSeries | undefined> =>
    known.has(name) ? warehouse.series(name) : undefined;
  const named = async (option: string, name: string): Promise<MarketSeries> => {
    if (known.has(name)) return warehouse.series(name);
    throw new RegimekitError(`${option}: there is no series "${name}" in the warehouse.`, {
      code: 'UNKNOWN_SERIES',
      kind: 'input',
      hint: `There are ${[...known].join(', ')}.`,
    });
  };
  return {
    inputs,
    vix: inputs.vix ?? (await optional(configuration.series['vix'] ?? 'vix')),
    bonds: bonds === undefined ? undefined : await named('--bonds', bonds),
    riskFree: riskFree === undefined ? await optional('risk_free') : await named('--risk-free', riskFree),
  };
}

/** Returns of stocks (and bonds) on the sessions from `from` on, with the VIX beside them. */
export function marketOf(
  { inputs, vix, bonds, riskFree }: BacktestData,
  { from, to }: { readonly from: string; readonly to: string },
): { readonly market: AssetReturns; readonly vix: Float64Array | undefined } {
  const { dates, values } = inputs.price;
  const sessions = dates.flatMap((date, i) => (date >= from && date <= to && !Number.isNaN(values[i]!) ? [i] : []));
  const days = sessions.map((i) => dates[i]!);
  const closes = { equity: sessions.map((i) => values[i]!) };
  const market = returnsFromCloses(
    days,
    bonds === undefined ? closes : { ...closes, bonds: bondCloses(bonds, days) },
    cashReturns(riskFree, days),
  );
  return { market, vix: vix && Float64Array.from(onDays(vix, days)) };
}

/** The newest value up to each day; NaN before the first. */
function onDays({ dates, values }: MarketSeries, days: readonly string[]): number[] {
  let [next, newest] = [0, Number.NaN];
  return days.map((day) => {
    for (; next < dates.length && dates[next]! <= day; next++) {
      if (!Number.isNaN(values[next]!)) newest = values[next]!;
    }
    return newest;
  });
}

function bondCloses(bonds: MarketSeries, days: readonly string[]): number[] {
  const closes = onDays(bonds, days);
  if (closes.every((close) => close > 0)) return closes;
  throw new RegimekitError(
    `--bonds: ${bonds.name} begins on ${bonds.dates[0]}, after the first day needed, ${days[0]}.`,
    {
      code: 'BONDS_TOO_SHORT',
      kind: 'input',
      hint: 'Judge later days with --from, or leave --bonds out.',
    },
  );
}

/** Cash earns over a day what the rate of the day before says, a 252nd part of it. */
export function cashReturns(rate: MarketSeries | undefined, days: readonly string[]): Float64Array {
  if (rate === undefined) return new Float64Array(days.length);
  const known = onDays(rate, days);
  return Float64Array.from(days, (_, t) => {
    const percent = t === 0 ? Number.NaN : known[t - 1]!;
    return Number.isNaN(percent) ? 0 : percent / 100 / 252;
  });
}
