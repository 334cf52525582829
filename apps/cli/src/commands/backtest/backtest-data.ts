// What a backtest reads from the warehouse.
import { RegimekitError } from '@regimekit/errors';
import type { Recessions } from '@regimekit/evaluation';
import { createMarketSeries, type FeatureCalculator, type MarketInputs, type MarketSeries } from '@regimekit/features';
import {
  resolveMarketInputs,
  resolvePointInTime,
  type MarketWarehouse,
  type PointInTimeInputs,
  type SeriesStatus,
} from '@regimekit/market-data';
import type { Context } from '../../frame/context.ts';
import type { Configuration } from '../../workflows/configuration.ts';
import { openForReading } from '../../workflows/warehouse.ts';
import { recessionsOf } from './recession-dates.ts';
import type { RegimeMap } from './regime-map-file.ts';

export interface BacktestData {
  /** Nothing is dated after the last day to judge. */
  readonly inputs: MarketInputs;
  /** With `--vintages`: the inputs as they were on each day. */
  readonly pointInTime: PointInTimeInputs | undefined;
  /** Closes or total returns by the name of the asset; the first is the one that the regimes are about. */
  readonly assets: ReadonlyMap<string, MarketSeries>;
  readonly vix: MarketSeries | undefined;
  readonly riskFree: MarketSeries | undefined;
  /** Of the indicator in the warehouse, where there is one. */
  readonly recessions: Recessions | undefined;
}

export interface DataRequest {
  readonly calculator: FeatureCalculator;
  readonly to?: string | undefined;
  readonly vintages?: boolean | undefined;
  readonly bonds?: string | undefined;
  readonly riskFree?: string | undefined;
  readonly map?: RegimeMap | undefined;
}

/** The series of the features, and those that strategies, panel and cash need. */
export async function readBacktestData(
  context: Context,
  configuration: Configuration,
  { calculator, to, vintages, bonds, riskFree, map }: DataRequest,
): Promise<BacktestData> {
  await using warehouse = await openForReading(context);
  const columns = [...calculator.featureSet.inputs().keys()];
  const pointInTime = vintages ? await resolvePointInTime(warehouse, configuration.series, { columns }) : undefined;
  const all = pointInTime?.inputs ?? (await resolveMarketInputs(warehouse, configuration.series, { columns }));
  const inputs = to === undefined ? all : inputsUpTo(all, to);
  const known = new Map((await warehouse.status()).map((status) => [status.name, status]));
  const optional = async (...names: string[]): Promise<MarketSeries | undefined> => {
    const found = names.find((name) => known.has(name));
    return found === undefined ? undefined : warehouse.series(found);
  };
  const closes = async (option: string, name: string) => closesOf(warehouse, known, option, name);
  const assets = new Map<string, MarketSeries>();
  for (const [asset, name] of map?.assets ?? []) assets.set(asset, await closes('--map', name));
  if (map === undefined) assets.set('equity', inputs.price);
  if (bonds !== undefined) {
    if (assets.has('bonds')) throw twice(bonds);
    assets.set('bonds', await closes('--bonds', bonds));
  }
  const indicator = await optional('recession', 'recession_monthly');
  return {
    inputs,
    pointInTime,
    assets,
    vix: inputs.vix ?? (await optional(configuration.series['vix'] ?? 'vix')),
    riskFree:
      riskFree === undefined ? await optional('risk_free') : await named(warehouse, known, '--risk-free', riskFree),
    recessions: indicator && recessionsOf(indicator),
  };
}

/** Nothing dated later; what was known when stays as it was. */
function inputsUpTo({ price, vix, treasury, hySpread, others }: MarketInputs, to: string): MarketInputs {
  const cut = ({ name, dates, values, knownOn }: MarketSeries): MarketSeries => {
    const n = dates.findLastIndex((date) => date <= to) + 1;
    const upTo = { dates: dates.slice(0, n), values: values.slice(0, n) };
    return createMarketSeries(name, knownOn === undefined ? upTo : { ...upTo, knownOn: knownOn.slice(0, n) });
  };
  return {
    price: cut(price),
    vix: vix && cut(vix),
    treasury: treasury && {
      twoYear: treasury.twoYear && cut(treasury.twoYear),
      tenYear: treasury.tenYear && cut(treasury.tenYear),
    },
    hySpread: hySpread && cut(hySpread),
    others: others && Object.fromEntries(Object.entries(others).map(([name, series]) => [name, cut(series)])),
  };
}

type Known = ReadonlyMap<string, SeriesStatus>;

async function named(warehouse: MarketWarehouse, known: Known, option: string, name: string): Promise<MarketSeries> {
  if (known.has(name)) return warehouse.series(name);
  throw new RegimekitError(`${option}: there is no series "${name}" in the warehouse.`, {
    code: 'UNKNOWN_SERIES',
    kind: 'input',
    hint: `There are ${[...known.keys()].join(', ')}.`,
  });
}

/** A series that can be held: a yield goes up when its bond goes down. */
async function closesOf(warehouse: MarketWarehouse, known: Known, option: string, name: string): Promise<MarketSeries> {
  const series = await named(warehouse, known, option, name);
  const kind = known.get(name)?.kind ?? 'unknown';
  if (kind === 'price_index' || kind === 'unknown') return series;
  throw new RegimekitError(`${option}: ${name} is a ${kind.replaceAll('_', ' ')} and cannot be held.`, {
    code: 'NOT_AN_ASSET',
    kind: 'input',
    hint: 'Name a series of prices or of total returns, such as that of a fund.',
  });
}

function twice(bonds: string): RegimekitError {
  return new RegimekitError(`--bonds ${bonds}: the map has bonds already, and 60/40 holds them.`, {
    code: 'INVALID_OPTION',
    kind: 'input',
    hint: 'Leave --bonds out.',
  });
}
