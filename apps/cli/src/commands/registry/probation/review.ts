import type { ProbationReview } from '@regimekit/registry';
import type { Answer } from '../../../frame/answer.ts';
import type { Context } from '../../../frame/context.ts';
import { bold } from '../../../frame/terminal.ts';
import { canaryCheck } from '../../../workflows/canary.ts';
import { readConfiguration } from '../../../workflows/configuration.ts';
import { withRegistry } from '../../../workflows/with-registry.ts';
import type { OfModel, WithReason } from '../options.ts';
import { instantText } from '../version-facts.ts';

/** `regimekit registry probation review`: the same checks as at the promotion. */
export async function review(context: Context, options: OfModel & WithReason): Promise<Answer> {
  const configuration = await readConfiguration(context.home);
  const { model = configuration.model.name, reason } = options;
  const { signal } = context;
  const found = await withRegistry(context, configuration, (registry) =>
    registry.reviewProbation(model, { checks: [canaryCheck()], reason, signal }),
  );
  return {
    document: { ...found, failure: found.failure ?? null, whyNotReturned: found.whyNotReturned ?? null },
    text: () => page(found),
    exitCode: found.status === 'failed' ? 1 : 0,
  };
}

function page({ name, version, status, until, failure, production, whyNotReturned }: ProbationReview): string {
  const who = bold(`${name} ${version}`);
  if (status === 'running') return `${who} holds so far; its probation ends on ${instantText(until)} UTC.`;
  if (status === 'passed') return `${who} has passed its probation.`;
  return [
    `${who} has failed its probation: check '${failure?.check}' failed: ${failure?.cause}`,
    whyNotReturned === undefined
      ? `${production} is in production again.`
      : `It is in production still: ${whyNotReturned}.`,
  ].join('\n');
}
