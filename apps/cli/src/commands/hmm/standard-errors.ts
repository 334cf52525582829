import { bootstrapErrors, standardErrors, type ParameterEstimate, type UncertaintyFinding } from '@regimekit/hmm-core';
import { createWorkerPool } from '@regimekit/numerics/workers';
import type { Answer } from '../../frame/answer.ts';
import type { Context } from '../../frame/context.ts';
import { parseWhole } from '../../frame/options.ts';
import { bold, dim, table } from '../../frame/terminal.ts';
import { counted } from '../../frame/words.ts';
import { missingPolicy, readNumericTable, tableOptions, type ColumnOptions } from '../../workflows/numeric-table.ts';
import { readPlainModel } from '../../workflows/plain-model-file.ts';
import { missingNote } from './missing-note.ts';

export interface ErrorOptions extends ColumnOptions {
  readonly bootstrap?: string;
  readonly level: string;
}

/** `regimekit hmm errors`: standard errors and intervals, by curvature or by bootstrap. */
export async function errors(context: Context, options: ErrorOptions, file: string, csv: string): Promise<Answer> {
  const level = parseWhole('--level', options.level, { min: 1, max: 99 }) / 100;
  const replicates =
    options.bootstrap === undefined
      ? undefined
      : parseWhole('--bootstrap', options.bootstrap, { min: 10, max: 100_000 });
  const { model, columns } = await readPlainModel(file);
  const { values, nMissing } = await readNumericTable(csv, tableOptions(options, columns));
  const missing = missingPolicy(options);
  let found: { readonly estimates: readonly ParameterEstimate[]; readonly findings: readonly UncertaintyFinding[] };
  if (replicates === undefined) {
    context.progress.show('second derivatives');
    found = standardErrors(model, values, { missing, level });
  } else {
    await using pool = createWorkerPool();
    found = await bootstrapErrors(model, values, {
      missing,
      level,
      replicates,
      seed: context.seed,
      executor: pool,
      signal: context.signal,
      onProgress: ({ done, replicates: all }) => context.progress.show(`refit ${done} of ${all}`, done / all),
    });
  }
  const method = replicates === undefined ? 'information' : 'bootstrap';
  return {
    document: { rows: values.rows, nMissing, method, ...found },
    text: () =>
      [
        bold(`How well the parameters are known, from ${counted(values.rows, 'row')}`) + missingNote(values, nMissing),
        '',
        table(
          ['parameter', 'estimate', 'error', `${options.level} % from`, 'to', ''],
          found.estimates.map(({ name, estimate, standardError, interval, reason }) => [
            name,
            short(estimate),
            standardError === null ? '-' : short(standardError),
            interval === null ? '-' : short(interval.lower),
            interval === null ? '-' : short(interval.upper),
            reason === null ? '' : reasons[reason],
          ]),
        ),
        '',
        ...found.findings.map(({ severity, message }) => `${severity === 'warning' ? '!' : '-'} ${message}`),
        dim('They hold if the model does (regimekit hmm residuals), and if its fit found the best optimum.'),
      ].join('\n'),
  };
}

const reasons = {
  bound: 'on a bound',
  flat: 'the rows say nothing',
  singular: 'singular information',
  degenerate: 'the draws do not agree on a spread',
} as const;

function short(value: number): string {
  return Number.isFinite(value) ? value.toPrecision(4) : 'never left';
}
