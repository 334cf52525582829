// What a model is trained on, and a record of it from which the training can be repeated.
import type { FeatureMatrix, MarketInputs, MarketSeries } from '@regimekit/features';
import { resolveMarketInputs, type MarketWarehouse } from '@regimekit/market-data';
import { fingerprint } from '@regimekit/numerics';
import { z } from 'zod';
import type { Context } from '../frame/context.ts';
import { createCalculator } from './build-features.ts';
import type { Configuration } from './configuration.ts';
import type { FeatureRecipe } from './recipe.ts';
import { openForReading } from './warehouse.ts';

/** One input as it went into a training, up to the last day of it. */
const sourceSchema = z.strictObject({
  /** Name in the warehouse. */
  series: z.string(),
  first: z.string().nullable(),
  last: z.string().nullable(),
  rows: z.int(),
  /** Fingerprint of days and values. */
  sha256: z.string(),
});

/** Where the data of a training came from: enough to ask for the same again. */
export const dataSourcesSchema = z.strictObject({
  /** Instant of the newest import that was used; null for a warehouse that told of none. */
  asOf: z.iso.datetime().nullable(),
  /** By input: price, vix, treasury_2y, ... */
  inputs: z.record(z.string(), sourceSchema),
});

export type DataSources = z.infer<typeof dataSourcesSchema>;
export type DataSource = z.infer<typeof sourceSchema>;

export interface TrainingData {
  readonly features: FeatureMatrix;
  readonly sources: DataSources;
}

export interface TrainingRequest {
  readonly recipe: FeatureRecipe;
  /** First and last day; all there are by default. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Use what the warehouse knew then; what it knows now by default. */
  readonly asOf?: string | undefined;
}

/** Features of the chosen days, with the state of the warehouse that they were computed from. */
export async function readTrainingData(
  context: Context,
  configuration: Configuration,
  { recipe, from, to, asOf }: TrainingRequest,
): Promise<TrainingData> {
  const calculator = createCalculator(recipe);
  const columns = [...calculator.featureSet.inputs().keys()];
  await using warehouse = await openForReading(context);
  const known = asOf ?? (await newestImport(warehouse));
  const inputs = await resolveMarketInputs(warehouse, configuration.series, { columns, asOf: known });
  const features = calculator.calculateFeatureHistory(inputs).slice({ from, to });
  const used = new Map([...seriesByInput(inputs)].filter(([input]) => input === 'price' || columns.includes(input)));
  return { features, sources: { asOf: known ?? null, inputs: describeInputs(used, features.dates.at(-1)) } };
}

async function newestImport(warehouse: MarketWarehouse): Promise<string | undefined> {
  const instants = (await warehouse.imports()).map(({ importedAt }) => importedAt);
  return instants.toSorted().at(-1);
}

function seriesByInput({ price, vix, treasury, hySpread }: MarketInputs): Map<string, MarketSeries> {
  const all = { price, vix, treasury_2y: treasury?.twoYear, treasury_10y: treasury?.tenYear, hy_spread: hySpread };
  return new Map(Object.entries(all).flatMap(([input, series]) => (series === undefined ? [] : [[input, series]])));
}

/** Only days up to the last of the training: what comes later never had a part in it. */
function describeInputs(inputs: ReadonlyMap<string, MarketSeries>, to = ''): Record<string, DataSource> {
  return Object.fromEntries(
    [...inputs].map(([input, { name, dates, values }]) => {
      const days = dates.filter((date) => date <= to);
      // A day without a value counts as one: NaN is no JSON.
      const published = Array.from(values.subarray(0, days.length), (value) => (Number.isNaN(value) ? null : value));
      const sha256 = fingerprint({ days, values: published });
      return [input, { series: name, first: days[0] ?? null, last: days.at(-1) ?? null, rows: days.length, sha256 }];
    }),
  );
}
