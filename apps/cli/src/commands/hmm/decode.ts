import { forward, viterbi } from '@regimekit/hmm-core';
import type { Answer } from '../../frame/answer.ts';
import type { Context } from '../../frame/context.ts';
import { table } from '../../frame/terminal.ts';
import { readNumericTable } from '../../workflows/numeric-table.ts';
import { readPlainModel } from '../../workflows/plain-model-file.ts';

/** `regimekit hmm decode`: filtered probabilities, which use no later row, beside the Viterbi path, which does. */
export async function decode(
  _context: Context,
  options: { columns?: string },
  file: string,
  csv: string,
): Promise<Answer> {
  const { model, columns } = await readPlainModel(file);
  const { values } = await readNumericTable(csv, options.columns?.split(',') ?? columns);
  const { filteredProbs } = forward(model, values);
  const { statePath, logJointProb } = viterbi(model, values);
  const rows = Array.from({ length: values.rows }, (_, t) => ({
    row: t,
    filtered: Array.from(filteredProbs.row(t)),
    hindsightState: statePath[t]!,
  }));
  const states = Array.from({ length: model.nStates }, (_, k) => k);
  return {
    document: { rows, logJointProb },
    text: () =>
      [
        table(
          ['row', ...states.map((k) => `filtered p(${k})`), 'Viterbi'],
          rows.map(({ row, filtered, hindsightState }) => [
            String(row),
            ...filtered.map((p) => p.toFixed(4)),
            String(hindsightState),
          ]),
        ),
        '',
        'Filtered probabilities use rows up to their own; the Viterbi path has seen the whole file.',
      ].join('\n'),
  };
}
