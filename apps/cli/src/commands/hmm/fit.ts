import {
  aic,
  bic,
  countFreeParameters,
  countObservedRows,
  expectedDurations,
  fitGaussianHmmAsync,
  type CovarianceType,
  type GaussianHmm,
} from '@regimekit/hmm-core';
import { createWorkerPool } from '@regimekit/numerics/workers';
import type { Answer } from '../../frame/answer.ts';
import type { Context } from '../../frame/context.ts';
import { parseWhole } from '../../frame/options.ts';
import { bold, percent, table } from '../../frame/terminal.ts';
import { missingPolicy, readNumericTable, tableOptions, type ColumnOptions } from '../../workflows/numeric-table.ts';
import { writePlainModel } from '../../workflows/plain-model-file.ts';
import { missingNote } from './missing-note.ts';

export interface FitOptions extends ColumnOptions {
  readonly states: string;
  readonly covariance: CovarianceType;
  readonly restarts: string;
  readonly maxIterations: string;
  readonly out?: string;
}

/** `regimekit hmm fit`: seeded restarts on every core, the best kept. */
export async function fit(context: Context, options: FitOptions, csv: string): Promise<Answer> {
  const nStates = parseWhole('--states', options.states, { min: 1, max: 50 });
  const restarts = parseWhole('--restarts', options.restarts, { min: 1, max: 10_000 });
  const maxIterations = parseWhole('--max-iterations', options.maxIterations, { min: 1 });
  const { columns, values, leftOut, nMissing } = await readNumericTable(csv, tableOptions(options));

  await using pool = createWorkerPool();
  let done = 0;
  const result = await fitGaussianHmmAsync(values, {
    nStates,
    covarianceType: options.covariance,
    restarts,
    maxIterations,
    missing: missingPolicy(options),
    seed: context.seed,
    executor: pool,
    signal: context.signal,
    onProgress: () => context.progress.show(`restart ${++done} of ${restarts}`, done / restarts),
  });
  if (options.out !== undefined) await writePlainModel(options.out, { columns, model: result.model });

  const { model, logLikelihood, iterations, stopReason } = result;
  const nParameters = countFreeParameters(model);
  const criteria = {
    aic: aic(logLikelihood, nParameters),
    bic: bic(logLikelihood, nParameters, countObservedRows(values)),
  };
  const reached = result.restarts.filter((restart) => isSameOptimum(restart.logLikelihood, logLikelihood)).length;
  return {
    document: {
      columns,
      leftOut,
      rows: values.rows,
      nMissing,
      nParameters,
      fit: {
        logLikelihood,
        ...criteria,
        iterations,
        stopReason,
        repairs: result.repairs,
        reachedBest: reached,
        restarts: result.restarts,
      },
      model: model.toJSON(),
      ...(options.out === undefined ? {} : { out: options.out }),
    },
    text: () =>
      [
        bold(`${nStates} states on ${values.rows} rows of ${columns.join(', ')}`) +
          (leftOut.length > 0 ? ` (left out: ${leftOut.join(', ')})` : '') +
          missingNote(values, nMissing),
        '',
        `log-likelihood ${logLikelihood.toFixed(4)}   AIC ${criteria.aic.toFixed(2)}   BIC ${criteria.bic.toFixed(2)}   ${nParameters} parameters`,
        `${iterations} iterations, stopped by ${stopReason}; ${reached} of ${restarts} restarts reached this optimum`,
        '',
        stateTable(columns, model),
        ...(options.out === undefined ? [] : ['', `Written to ${options.out}.`]),
      ].join('\n'),
  };
}

/** Two optima are the same when their log-likelihoods agree to this share. */
const SAME_OPTIMUM = 1e-6;

function isSameOptimum(a: number, b: number): boolean {
  return Math.abs(a - b) <= SAME_OPTIMUM * Math.abs(b);
}

function stateTable(columns: readonly string[], { means, transitionMatrix, nStates }: GaussianHmm): string {
  const durations = expectedDurations(transitionMatrix);
  return table(
    ['state', 'stays', 'lasts (rows)', ...columns.map((name) => `mean ${name}`)],
    Array.from({ length: nStates }, (_, k) => [
      String(k),
      percent(transitionMatrix.get(k, k), 2),
      durations[k]!.toFixed(1),
      ...columns.map((_name, d) => means.get(k, d).toPrecision(5)),
    ]),
  );
}
