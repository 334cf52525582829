import { forward, viterbi } from '@regimekit/hmm-core';
import type { Answer } from '../../frame/answer.ts';
import type { Context } from '../../frame/context.ts';
import { table } from '../../frame/terminal.ts';
import { missingPolicy, readNumericTable, tableOptions, type ColumnOptions } from '../../workflows/numeric-table.ts';
import { readPlainModel } from '../../workflows/plain-model-file.ts';
import { missingNote } from './missing-note.ts';

/** `regimekit hmm decode`: filtered probabilities, which use no later row, beside the Viterbi path, which does. */
export async function decode(_context: Context, options: ColumnOptions, file: string, csv: string): Promise<Answer> {
  const { model, columns } = await readPlainModel(file);
  const { values, nMissing } = await readNumericTable(csv, tableOptions(options, columns));
  const missing = missingPolicy(options);
  const { filteredProbs } = forward(model, values, { missing });
  const { statePath, logJointProb } = viterbi(model, values, { missing });
  const rows = Array.from({ length: values.rows }, (_, t) => ({
    row: t,
    filtered: Array.from(filteredProbs.row(t)),
    hindsightState: statePath[t]!,
  }));
  const states = Array.from({ length: model.nStates }, (_, k) => k);
  return {
    document: { rows, nMissing, logJointProb },
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
        `Filtered probabilities use rows up to their own; the Viterbi path has seen the whole file.${missingNote(values, nMissing)}`,
      ].join('\n'),
  };
}
