import { sample } from '@regimekit/hmm-core';
import type { Answer } from '../../frame/answer.ts';
import type { Context } from '../../frame/context.ts';
import { parseWhole } from '../../frame/options.ts';
import { readPlainModel } from '../../workflows/plain-model-file.ts';

/** `regimekit hmm sample`: a seeded draw of states and observations. */
export async function drawSample(context: Context, options: { steps: string }, file: string): Promise<Answer> {
  const steps = parseWhole('--steps', options.steps, { min: 1, max: 10_000_000 });
  const { model, columns } = await readPlainModel(file);
  const { states, observations } = sample(model, steps, { seed: context.seed });
  return {
    document: { columns, states: Array.from(states), observations: observations.to2DArray() },
    text: () =>
      [
        ['state', ...columns].join(','),
        ...Array.from({ length: steps }, (_, t) => [states[t], ...observations.row(t)].join(',')),
      ].join('\n'),
  };
}
