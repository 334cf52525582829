import type { Answer } from '../../frame/answer.ts';
import type { Context } from '../../frame/context.ts';
import { requireWritableFolder, writeTextFile } from '../../workflows/write-text-file.ts';
import { readOptions, type BacktestOptions } from './backtest-options.ts';
import { backtestPage } from './backtest-page.ts';
import { dailyCsv } from './daily-csv.ts';
import { evaluate } from './evaluate.ts';

/** `regimekit backtest`: signals that a user would have had, what acting on them was worth, and how sure that is. */
export async function backtest(context: Context, options: BacktestOptions): Promise<Answer> {
  const settings = readOptions(options);
  for (const file of [settings.html, settings.csv]) if (file !== undefined) await requireWritableFolder(file);
  const started = performance.now();
  const findings = await evaluate(context, options, settings);
  if (settings.csv !== undefined) await writeTextFile(settings.csv, dailyCsv(findings.document));
  const complete = { ...findings, durationMs: performance.now() - started };
  if (settings.html !== undefined) {
    context.progress.show('drawing the report');
    const { backtestReport } = await import('./backtest-report.ts');
    await writeTextFile(settings.html, backtestReport(complete, context.now()));
  }
  const { document, recipe, featureSet, vintages = null, proof = null, placebo = null } = complete;
  const { csv = null, html = null } = settings;
  return {
    document: { ...document, recipe, featureSet, vintages, proof, placebo, files: { csv, html } },
    text: () => backtestPage(complete, { csv, html }),
    // A proof that fails is the worst news that a backtest can have.
    exitCode: proof === null || proof.holds ? 0 : 1,
  };
}
