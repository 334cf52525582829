// The warehouse, the series that the configured features read, and whether the features can be computed.
import { RegimekitError } from '@regimekit/errors';
import { featureSetNames, namedFeatureSet, type FeatureSet } from '@regimekit/features';
import { canonicalSeriesName, defaultInputMapping, type SeriesStatus } from '@regimekit/market-data';
import type { Context } from '../../frame/context.ts';
import { counted } from '../../frame/words.ts';
import { buildFeatures, createCalculator } from '../../workflows/build-features.ts';
import { readConfiguration, type Configuration } from '../../workflows/configuration.ts';
import { recipeFrom } from '../../workflows/recipe.ts';
import { openForReading } from '../../workflows/warehouse.ts';
import { once, type Finding, type InstallationCheck } from './installation-check.ts';

/** What came of looking into the warehouse. */
type Held =
  | { readonly kind: 'open'; readonly series: readonly SeriesStatus[] }
  | { readonly kind: 'none' }
  | { readonly kind: 'closed'; readonly error: unknown };

/** An input of the features, and the series that serves as it. */
interface Input {
  readonly column: string;
  /** Name of the series, as configured. */
  readonly name: string;
  /** Undefined when the warehouse has no such series. */
  readonly held: SeriesStatus | undefined;
}

export function marketChecks(context: Context): InstallationCheck[] {
  const look = once(() => lookIntoWarehouse(context));
  return [
    { name: 'warehouse', run: async () => checkWarehouse(await look()) },
    { name: 'series', run: async () => ifOpen(await look(), (series) => checkSeries(context, series)) },
    { name: 'features', run: async () => ifOpen(await look(), (series) => checkFeatures(context, series)) },
  ];
}

async function lookIntoWarehouse(context: Context): Promise<Held> {
  try {
    await using warehouse = await openForReading(context);
    return { kind: 'open', series: await warehouse.status() };
  } catch (error) {
    return hasCode(error, 'NO_MARKET_DATA') ? { kind: 'none' } : { kind: 'closed', error };
  }
}

function checkWarehouse(held: Held): Finding {
  if (held.kind === 'open') return { status: 'ok', found: `opens, holds ${held.series.length} series` };
  if (held.kind === 'none') {
    return {
      status: 'warning',
      found: 'no market data yet',
      hint: 'Import some with: regimekit data import FILE...   or see it all at work with: regimekit demo',
    };
  }
  // Another process at work is no defect.
  if (!hasCode(held.error, 'WAREHOUSE_LOCKED')) throw held.error;
  return { status: 'warning', found: held.error.message, hint: 'Look again when it has finished.' };
}

async function ifOpen(held: Held, check: (series: readonly SeriesStatus[]) => Promise<Finding>): Promise<Finding> {
  if (held.kind === 'open') return check(held.series);
  const found = held.kind === 'none' ? 'none yet' : 'not checked, because the warehouse does not open';
  return { status: 'warning', found };
}

async function checkSeries(context: Context, series: readonly SeriesStatus[]): Promise<Finding> {
  const configuration = await readConfiguration(context.home);
  const inputs = inputsOf(configuration, configuredSet(configuration), series);
  const missing = inputs.filter(({ held }) => held === undefined);
  if (missing.length > 0) {
    const list = missing.map(({ column, name }) => (column === name ? name : `${name} (as ${column})`));
    return {
      status: 'warning',
      found: `missing: ${list.join(', ')}`,
      hint: 'Import them, or name the series that serve in their place in config.json.',
    };
  }
  const stale = inputs.filter(({ held }) => held?.stale);
  if (stale.length > 0) {
    const byEnd = Map.groupBy(stale, ({ held }) => held?.last);
    const list = [...byEnd].map(([last, same]) => `${same.map(({ name }) => name).join(', ')} to ${last}`);
    return { status: 'warning', found: `out of date: ${list.join('; ')}`, hint: 'Import newer files.' };
  }
  const first = inputs.map(({ held }) => held?.last ?? '').sort()[0];
  return { status: 'ok', found: `${inputs.map(({ name }) => name).join(', ')}; none ends before ${first}` };
}

async function checkFeatures(context: Context, series: readonly SeriesStatus[]): Promise<Finding> {
  const configuration = await readConfiguration(context.home);
  const set = configuredSet(configuration);
  const inputs = inputsOf(configuration, set, series);
  const missing = inputs.flatMap(({ column, held }) => (held === undefined ? [column] : []));
  if (missing.length > 0) return incompleteSet(set, missing, series, configuration);
  try {
    const { dates, rows } = await buildFeatures(context, configuration, recipeFrom(configuration, undefined));
    const count = set.definitions.length;
    return describeReach(`${count} of ${count} (${set.name}) on ${counted(rows, 'day')}`, dates, inputs);
  } catch (error) {
    if (!hasCode(error, 'NOT_ENOUGH_HISTORY')) throw error;
    return { status: 'warning', found: error.message, ...(error.hint === undefined ? {} : { hint: error.hint }) };
  }
}

/** Rows that end before the price do so because an input does. */
function describeReach(found: string, dates: readonly string[], inputs: readonly Input[]): Finding {
  const last = dates.at(-1) ?? '';
  const priceEnds = inputs.find(({ column }) => column === 'price')?.held?.last ?? '';
  const reach = `${found}, ${dates[0]} to ${last}`;
  if (last >= priceEnds) return { status: 'ok', found: reach };
  return {
    status: 'warning',
    found: `${reach}; the price goes on to ${priceEnds}`,
    hint: 'regimekit features build --json tells in its report which input is missing on the last days.',
  };
}

function incompleteSet(
  set: FeatureSet,
  missing: readonly string[],
  series: readonly SeriesStatus[],
  configuration: Configuration,
): Finding {
  const able = set.definitions.filter(({ inputs }) => inputs.every((input) => !missing.includes(input)));
  const others = featureSetNames.filter((name) =>
    inputsOf(configuration, namedFeatureSet(name), series).every(({ held }) => held !== undefined),
  );
  return {
    status: 'warning',
    found: `${able.length} of ${set.definitions.length} (${set.name}), for lack of ${missing.join(', ')}`,
    ...(others.length === 0 ? {} : { hint: `Complete are: ${others.join(', ')} (features.set in config.json).` }),
  };
}

function configuredSet(configuration: Configuration): FeatureSet {
  return createCalculator(recipeFrom(configuration, undefined)).featureSet;
}

/** What a set reads, the price always included, since its days are the calendar. */
function inputsOf(configuration: Configuration, set: FeatureSet, series: readonly SeriesStatus[]): Input[] {
  const names: Readonly<Record<string, string>> = { ...defaultInputMapping, ...configuration.series };
  return [...new Set(['price', ...set.inputs().keys()])].map((column) => {
    const name = names[column] ?? column;
    const held = series.find((one) => one.name === name || one.name === canonicalSeriesName(name));
    return { column, name, held };
  });
}

function hasCode(error: unknown, code: string): error is RegimekitError {
  return RegimekitError.isInstance(error) && error.code === code;
}
