import type { Answer } from '../../../frame/answer.ts';
import type { Context } from '../../../frame/context.ts';
import { bold } from '../../../frame/terminal.ts';
import { readConfiguration } from '../../../workflows/configuration.ts';
import { withRegistry } from '../../../workflows/with-registry.ts';
import type { OfModel, WithReason } from '../options.ts';

export interface WithdrawOptions extends OfModel, WithReason {
  readonly approver?: string;
}

/** `regimekit registry withdraw VERSION`: the approval stays on record, and counts no more. */
export async function withdraw(context: Context, options: WithdrawOptions, asked: string): Promise<Answer> {
  const configuration = await readConfiguration(context.home);
  const { model = configuration.model.name, reason } = options;
  const { after, approver } = await withRegistry(context, configuration, async (registry) => {
    const { approver: whose = registry.actor } = options;
    return { after: await registry.withdrawApproval(model, asked, { reason, approver: whose }), approver: whose };
  });
  const { name, version, approvals } = after;
  return {
    document: { name, version, approver, approvals },
    text: () => `${bold(approver)} stands for ${name} ${version} no longer.`,
  };
}
