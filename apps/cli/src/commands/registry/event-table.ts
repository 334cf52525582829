import { styleText } from 'node:util';
import type { RegistryEvent } from '@regimekit/registry';
import { z } from 'zod';
import { table } from '../../frame/terminal.ts';
import { instantText, paintStage } from './version-facts.ts';

/** Events as lines of a page, oldest first; a rejection says which check failed and why. */
export function eventTable(events: readonly RegistryEvent[]): string {
  return table(
    ['when (UTC)', 'version', 'what', 'stage', 'by', 'reason'],
    events.map((event) => [
      instantText(event.at),
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
  return type === 'promotion_rejected' ? styleText('red', words) : words;
}

function stageText({ type, from, to }: RegistryEvent): string {
  if (to === null) return '-'; // Speaks of the registry, not of a version.
  if (from === null || from === to) return paintStage(to);
  // What was rejected stayed where it was.
  return type === 'promotion_rejected' ? `${paintStage(from)}, not ${to}` : `${from} → ${paintStage(to)}`;
}

const rejectionSchema = z.object({ check: z.string(), cause: z.string() });

function causeText({ type, details }: RegistryEvent): string | undefined {
  const rejection = rejectionSchema.safeParse(details);
  if (type !== 'promotion_rejected' || !rejection.success) return undefined;
  return `check '${rejection.data.check}' failed: ${rejection.data.cause}`;
}
