import { canonicalJson, type JsonValue } from '@regimekit/numerics';
import type { RegistryEvent } from '../events/registry-event.ts';

/** The content of `events.jsonl`: each event on a line, as canonical JSON, oldest first. */
export function renderEventsJsonl(events: readonly RegistryEvent[]): string {
  return events.map((event) => `${canonicalJson(event as unknown as JsonValue)}\n`).join('');
}
