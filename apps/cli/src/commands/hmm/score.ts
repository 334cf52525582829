import { aic, bic, countFreeParameters, countObservedRows, logLikelihood } from '@regimekit/hmm-core';
import type { Answer } from '../../frame/answer.ts';
import type { Context } from '../../frame/context.ts';
import { missingPolicy, readNumericTable, tableOptions, type ColumnOptions } from '../../workflows/numeric-table.ts';
import { readPlainModel } from '../../workflows/plain-model-file.ts';
import { missingNote } from './missing-note.ts';

/** `regimekit hmm score`: how likely a file is under a model. */
export async function score(_context: Context, options: ColumnOptions, file: string, csv: string): Promise<Answer> {
  const { model, columns } = await readPlainModel(file);
  const { values, nMissing } = await readNumericTable(csv, tableOptions(options, columns));
  const total = logLikelihood(model, values, { missing: missingPolicy(options) });
  const nParameters = countFreeParameters(model);
  const observedRows = countObservedRows(values);
  const document = {
    rows: values.rows,
    nMissing,
    logLikelihood: total,
    perRow: total / values.rows,
    aic: aic(total, nParameters),
    bic: bic(total, nParameters, observedRows),
  };
  return {
    document,
    text: () =>
      `log-likelihood ${total.toFixed(4)} over ${values.rows} rows (${document.perRow.toFixed(4)} a row), ` +
      `AIC ${document.aic.toFixed(2)}, BIC ${document.bic.toFixed(2)}${missingNote(values, nMissing)}`,
  };
}
