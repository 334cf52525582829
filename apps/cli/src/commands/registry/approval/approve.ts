import type { Answer } from '../../../frame/answer.ts';
import type { Context } from '../../../frame/context.ts';
import { bold, dim } from '../../../frame/terminal.ts';
import { counted } from '../../../frame/words.ts';
import { readConfiguration } from '../../../workflows/configuration.ts';
import { withRegistry } from '../../../workflows/with-registry.ts';
import type { OfModel, WithReason } from '../options.ts';

/** `regimekit registry approve VERSION`: bound to the bundle and to all evidence there is. */
export async function approve(context: Context, options: OfModel & WithReason, asked: string): Promise<Answer> {
  const configuration = await readConfiguration(context.home);
  const { model = configuration.model.name, reason } = options;
  const { approved, actor } = await withRegistry(context, configuration, async (registry) => ({
    approved: await registry.approve(model, asked, { reason }),
    actor: registry.actor,
  }));
  const { name, version, approvals, evidence, manifestDigest, evidenceDigest } = approved;
  const approval = approvals.find(({ approver }) => approver === actor)!;
  return {
    document: { name, version, manifestDigest, evidenceDigest, approval },
    text: () =>
      [
        `${bold(actor)} stands for ${name} ${version}, ${approval.signed ? 'signed' : 'not signed'}.`,
        dim(`On ${counted(evidence.length, 'document')} of evidence; another one makes the approval stale.`),
      ].join('\n'),
  };
}
