import { styleText } from 'node:util';
import type { RegistryEvent } from '@regimekit/registry';
import { z } from 'zod';
import { table } from '../../frame/terminal.ts';
import { instantText, paintStage } from './version-facts.ts';

/** Events as lines of a page, oldest first; a rejection says which check failed and why. */
export function eventTable(
  events: readonly RegistryEvent[],
  { ofAll = false }: { readonly ofAll?: boolean } = {},
): string {
  return table(
    ['when (UTC)', ...(ofAll ? ['model'] : []), 'version', 'what', 'stage', 'by', 'reason'],
    events.map((event) => [
      instantText(event.at),
      ...(ofAll ? [event.modelName] : []),
      event.version,
      whatText(event),
      stageText(event),
      event.actor,
      [event.reason, causeText(event)].filter(Boolean).join(': '),
    ]),
  );
}

function whatText({ type }: RegistryEvent): string {
  const words = type.replaceAll('_', ' ');
  return type === 'promotion_rejected' || type === 'probation_failed' ? styleText('red', words) : words;
}

function stageText({ type, from, to }: RegistryEvent): string {
  if (to === null) return '-'; // Speaks of the registry, not of a version.
  if (from === null || from === to) return paintStage(to);
  // What was rejected stayed where it was.
  return type === 'promotion_rejected' ? `${paintStage(from)}, not ${to}` : `${from} → ${paintStage(to)}`;
}

const rejectionSchema = z.object({ check: z.string(), cause: z.string() });
const evidenceSchema = z.object({ kind: z.string(), passed: z.boolean(), summary: z.string().optional() });
const detailSchema = z.object({
  alias: z.string().optional(),
  approver: z.string().optional(),
  rule: z.string().optional(),
});

/** What the reason does not say. */
function causeText({ type, details }: RegistryEvent): string | undefined {
  if (type === 'promotion_rejected' || type === 'probation_failed') {
    const rejection = rejectionSchema.safeParse(details).data;
    return rejection && `check '${rejection.check}' failed: ${rejection.cause}`;
  }
  if (type === 'evidence_attached') {
    const evidence = evidenceSchema.safeParse(details).data;
    return (
      evidence &&
      `${evidence.kind} ${evidence.passed ? 'passed' : 'not passed'}${evidence.summary === undefined ? '' : `, ${evidence.summary}`}`
    );
  }
  const { alias, approver, rule } = detailSchema.safeParse(details).data ?? {};
  return alias ?? approver ?? rule;
}
