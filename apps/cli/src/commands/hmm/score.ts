import { aic, bic, countFreeParameters, logLikelihood } from '@regimekit/hmm-core';
import type { Answer } from '../../frame/answer.ts';
import type { Context } from '../../frame/context.ts';
import { readNumericTable } from '../../workflows/numeric-table.ts';
import { readPlainModel } from '../../workflows/plain-model-file.ts';

/** `regimekit hmm score`: how likely a file is under a model. */
export async function score(
  _context: Context,
  options: { columns?: string },
  file: string,
  csv: string,
): Promise<Answer> {
  const { model, columns } = await readPlainModel(file);
  const { values } = await readNumericTable(csv, options.columns?.split(',') ?? columns);
  const total = logLikelihood(model, values);
  const nParameters = countFreeParameters(model);
  const document = {
    rows: values.rows,
    logLikelihood: total,
    perRow: total / values.rows,
    aic: aic(total, nParameters),
    bic: bic(total, nParameters, values.rows),
  };
  return {
    document,
    text: () =>
      `log-likelihood ${total.toFixed(4)} over ${values.rows} rows (${document.perRow.toFixed(4)} a row), ` +
      `AIC ${document.aic.toFixed(2)}, BIC ${document.bic.toFixed(2)}`,
  };
}
