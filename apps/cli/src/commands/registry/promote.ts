import type { Stage } from '@regimekit/registry';
import type { Answer } from '../../frame/answer.ts';
import type { Context } from '../../frame/context.ts';
import { canaryCheck } from '../../workflows/canary.ts';
import { readConfiguration } from '../../workflows/configuration.ts';
import { withRegistry } from '../../workflows/with-registry.ts';
import { describeMove, moveAnswer } from './move-answer.ts';
import type { OfModel, WithReason } from './options.ts';

export interface PromoteOptions extends OfModel, WithReason {
  readonly to: Stage;
}

/** `regimekit registry promote VERSION`: checked first; when a check fails nothing moves, and the record says why. */
export async function promote(context: Context, options: PromoteOptions, version: string): Promise<Answer> {
  const configuration = await readConfiguration(context.home);
  const { model = configuration.model.name, to, reason } = options;
  context.progress.show(`checking ${model} ${version}`);
  const move = await withRegistry(context, configuration, async (registry) =>
    describeMove(
      registry,
      await registry.promote(model, version, { to, reason, checks: [canaryCheck()], signal: context.signal }),
    ),
  );
  return moveAnswer(move, () => 'regimekit registry rollback');
}
