import { testNoRegimesAsync, type CovarianceType } from '@regimekit/hmm-core';
import { createWorkerPool } from '@regimekit/numerics/workers';
import type { Answer } from '../../frame/answer.ts';
import type { Context } from '../../frame/context.ts';
import { parseWhole } from '../../frame/options.ts';
import { bold, dim } from '../../frame/terminal.ts';
import { counted } from '../../frame/words.ts';
import { readNumericTable, tableOptions } from '../../workflows/numeric-table.ts';

export interface TestOptions {
  readonly columns?: string;
  readonly states: string;
  readonly covariance: CovarianceType;
  readonly against: 'var1' | 'iid';
  readonly replicates: string;
  readonly stopAfter?: string;
}

/** `regimekit hmm test`: whether regimes can be shown at all. */
export async function testForRegimes(context: Context, options: TestOptions, csv: string): Promise<Answer> {
  const nStates = parseWhole('--states', options.states, { min: 2, max: 20 });
  const replicates = parseWhole('--replicates', options.replicates, { min: 1, max: 100_000 });
  const stopAfter =
    options.stopAfter === undefined ? undefined : parseWhole('--stop-after', options.stopAfter, { min: 1 });
  const { columns, values } = await readNumericTable(csv, tableOptions(options));
  await using pool = createWorkerPool();
  const found = await testNoRegimesAsync(values, {
    nStates,
    covarianceType: options.covariance,
    null: options.against,
    replicates,
    stopAfter,
    seed: context.seed,
    executor: pool,
    signal: context.signal,
    onProgress: ({ done, replicates: all }) => context.progress.show(`simulated series ${done} of ${all}`, done / all),
  });
  const { fit, ...rest } = found;
  return {
    document: { columns, rows: values.rows, ...rest, model: fit.model.toJSON() },
    text: () =>
      [
        bold(`Can regimes be shown in ${counted(values.rows, 'row')} of ${columns.join(', ')}?`),
        '',
        `p = ${found.pValue.toPrecision(3)}: ${verdict(found.pValue)}`,
        `Twice the advantage of the HMM: ${found.statistic.toFixed(2)} (log-likelihoods ${found.logLikelihoods.hmm.toFixed(2)} and ${found.logLikelihoods.null.toFixed(2)}).`,
        '',
        found.meaning,
        ...found.notes.map((note) => `! ${note}`),
        dim(`Seed ${context.seed}: with it, the same rows and options give the same bytes.`),
      ].join('\n'),
  };
}

function verdict(p: number): string {
  if (p <= 0.05) return 'data without regimes, of the kind that was simulated, hardly look like these.';
  return 'data without regimes look like these often enough. Regimes cannot be shown here.';
}
