import type { Answer } from '../../frame/answer.ts';
import type { Context } from '../../frame/context.ts';
import { canaryCheck } from '../../workflows/canary.ts';
import { readConfiguration } from '../../workflows/configuration.ts';
import { withRegistry } from '../../workflows/with-registry.ts';
import { describeMove, moveAnswer } from './move-answer.ts';
import type { OfModel, WithReason } from './options.ts';

/** `regimekit registry rollback`: production returns to the version before, checked like a promotion. */
export async function rollback(context: Context, options: OfModel & WithReason): Promise<Answer> {
  const configuration = await readConfiguration(context.home);
  const { model = configuration.model.name, reason } = options;
  context.progress.show(`checking the version before that of ${model}`);
  const move = await withRegistry(context, configuration, async (registry) =>
    describeMove(registry, await registry.rollback(model, { reason, checks: [canaryCheck()], signal: context.signal })),
  );
  return moveAnswer(move, (replaced) => `regimekit registry promote ${replaced}`);
}
