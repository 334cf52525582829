// The first steps: a market, its files, the warehouse, the features.
import { join } from 'node:path';
import type { FeatureMatrix, MarketSeries } from '@regimekit/features';
import { createSyntheticMarket, type SyntheticMarket } from '@regimekit/features/synthetic';
import type { ImportReport } from '@regimekit/market-data';
import type { Context } from '../../frame/context.ts';
import { counted } from '../../frame/words.ts';
import { buildFeatures } from '../../workflows/build-features.ts';
import type { Configuration } from '../../workflows/configuration.ts';
import type { FeatureRecipe } from '../../workflows/recipe.ts';
import { openForReading, openForWriting } from '../../workflows/warehouse.ts';
import type { Walk } from './walk.ts';
import { writeVendorFiles } from './vendor-files.ts';

export interface BroughtData {
  readonly market: SyntheticMarket;
  readonly imports: readonly ImportReport[];
  /** As it is in the warehouse. */
  readonly price: MarketSeries;
  /** Every day that has all features. */
  readonly features: FeatureMatrix;
}

interface DataRequest {
  readonly nDays: number | undefined;
  readonly configuration: Configuration;
  readonly recipe: FeatureRecipe;
}

export async function bringData(walk: Walk, request: DataRequest): Promise<BroughtData> {
  const { nDays, configuration, recipe } = request;
  const { context } = walk;
  const folder = join(context.home.folder, 'files');
  const { market, files } = await walk.take({
    title: 'Invent a market',
    work: async () => inventMarket(context.seed, nDays, folder),
    result: ({ market: { regimes } }) => `${counted(regimes.length, 'day')} with known regimes, in vendors' files`,
  });
  const imports = await walk.take({
    title: 'Import the files',
    command: 'regimekit data import FILE...',
    work: async () => importFiles(context, files),
    result: (reports) => `${counted(sumOf(reports), 'row')}: ${reports.map(({ format }) => format).join(', ')}`,
  });
  const features = await walk.take({
    title: 'Compute features',
    command: 'regimekit features build',
    work: async () => buildFeatures(context, configuration, recipe),
    result: ({ rows, columns }) => `${columns} on ${counted(rows, 'day')}, by what was known then`,
  });
  return { market, imports, features, price: await readPrice(context) };
}

async function inventMarket(
  seed: number,
  nDays: number | undefined,
  folder: string,
): Promise<{ market: SyntheticMarket; files: string[] }> {
  const market = createSyntheticMarket({ seed, nDays });
  return { market, files: await writeVendorFiles(folder, market) };
}

async function importFiles(context: Context, files: readonly string[]): Promise<ImportReport[]> {
  await using warehouse = await openForWriting(context);
  return await warehouse.importFiles(files);
}

async function readPrice(context: Context): Promise<MarketSeries> {
  await using warehouse = await openForReading(context);
  return await warehouse.series('spx');
}

function sumOf(reports: readonly ImportReport[]): number {
  return reports.reduce((total, { read }) => total + read, 0);
}
