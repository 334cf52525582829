import { existsSync } from 'node:fs';
import { MarketWarehouse, type ImportOptions, type ImportReport } from '@regimekit/market-data';
import type { Answer } from '../../frame/answer.ts';
import type { Context } from '../../frame/context.ts';
import { bold, dim } from '../../frame/terminal.ts';
import { openForWriting } from '../../workflows/warehouse.ts';
import { findingLines } from './findings.ts';

export interface ImportCommandOptions {
  readonly series?: string;
  readonly format?: string;
  readonly ignoreCheck?: string;
}

/** `regimekit data import`: each file whole or not at all; it stops at the first that fails, those before stay. */
export async function importFiles(
  context: Context,
  options: ImportCommandOptions,
  ...paths: string[]
): Promise<Answer> {
  const { series, format } = options;
  const request = { series, format, ignoreChecks: options.ignoreCheck?.split(',') };
  if (!existsSync(context.home.warehouse)) await rehearse(context, paths[0]!, request);
  const reports: ImportReport[] = [];
  await using warehouse = await openForWriting(context);
  for (const [i, path] of paths.entries()) {
    context.progress.show(`importing ${path}`, i / paths.length);
    context.signal.throwIfAborted();
    reports.push(await warehouse.importFile(path, request));
  }
  return { document: { files: reports }, text: () => reports.map(page).join('\n\n') };
}

/** Imports into memory: a first file that is refused must not leave an empty warehouse behind. */
async function rehearse(context: Context, path: string, request: ImportOptions): Promise<void> {
  await using warehouse = await MarketWarehouse.open(':memory:', { clock: context.now });
  await warehouse.importFile(path, request);
}

function page(report: ImportReport): string {
  const counts = [
    `${report.read} rows read`,
    `${report.added} added`,
    ...(report.changed > 0 ? [`${report.changed} changed`] : []),
    ...(report.unchanged > 0 ? [`${report.unchanged} known`] : []),
    ...(report.skipped.length > 0 ? [`${report.skipped.length} skipped`] : []),
  ];
  const series = report.seriesImports.map(({ name, first, last }) => `  ${name}  ${dim(`${first} to ${last}`)}`);
  const skipped = report.skipped.slice(0, 5).map(({ line, reason }) => `  line ${line}: ${reason}`);
  const more = report.skipped.length - skipped.length;
  return [
    `${bold(report.path)} ${dim(`(${report.format})`)}`,
    `  ${counts.join(', ')}${report.importedBefore === undefined ? '' : ', imported before'}`,
    ...series,
    ...skipped,
    ...(more > 0 ? [`  and ${more} more skipped`] : []),
    ...findingLines(report.warnings),
  ].join('\n');
}
