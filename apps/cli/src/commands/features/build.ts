import type { FeatureMatrix } from '@regimekit/features';
import type { Answer } from '../../frame/answer.ts';
import type { Context } from '../../frame/context.ts';
import { checkRange, parseDate } from '../../frame/options.ts';
import { bold, dim, table } from '../../frame/terminal.ts';
import { buildFeatures } from '../../workflows/build-features.ts';
import { readConfiguration } from '../../workflows/configuration.ts';
import { recipeFrom } from '../../workflows/recipe.ts';
import { writeTextFile } from '../../workflows/write-text-file.ts';

export interface BuildOptions {
  readonly set?: string;
  readonly from?: string;
  readonly to?: string;
  readonly out?: string;
}

/** Rows that the page shows; the document and the CSV hold all. */
const SHOWN = 5;

/** `regimekit features build`: the matrix, and what alignment had to do for it. */
export async function build(context: Context, options: BuildOptions): Promise<Answer> {
  const from = parseDate('--from', options.from);
  const to = parseDate('--to', options.to);
  checkRange(from, to);
  const configuration = await readConfiguration(context.home);
  context.progress.show('computing features');
  const whole = await buildFeatures(context, configuration, recipeFrom(configuration, options.set));
  const features = whole.slice({ from, to });
  if (options.out !== undefined) await writeTextFile(options.out, csvOf(features));
  return { document: documentOf(features, options.out), text: () => page(features, options.out) };
}

function documentOf(features: FeatureMatrix, out: string | undefined): object {
  return {
    featureSet: features.featureSet,
    featureNames: features.featureNames,
    rows: features.dates.map((date, i) => ({ date, features: features.record(i) })),
    report: features.report,
    ...(out === undefined ? {} : { out }),
  };
}

function page(features: FeatureMatrix, out: string | undefined): string {
  const { report, dates, featureNames, rows } = features;
  const first = Math.max(0, rows - SHOWN);
  const shown = dates.slice(first).map((date, i) => [date, ...Array.from(features.row(first + i), formatValue)]);
  return [
    bold(`${features.featureSet.name}: ${rows} days, ${dates[0] ?? 'none'} to ${dates.at(-1) ?? 'none'}`),
    dim(
      `${report.warmUp.nSessions} sessions to warm up, ${report.dropped.length} dropped, ` +
        `${report.carried.length} values carried, ${report.gaps.length} gaps`,
    ),
    '',
    table(['day', ...featureNames], shown),
    ...(out === undefined ? [] : ['', `Written to ${out}.`]),
  ].join('\n');
}

function formatValue(value: number): string {
  return value.toFixed(Math.abs(value) >= 10 ? 2 : 4);
}

function csvOf(features: FeatureMatrix): string {
  const lines = features.dates.map((date, i) => [date, ...features.row(i)].join(','));
  return `${[['date', ...features.featureNames].join(','), ...lines].join('\n')}\n`;
}
