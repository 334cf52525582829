import { canonicalJson, type JsonValue } from '@regimekit/numerics';
import { GENESIS, type ChainHead, type RegistryEvent } from '../events/registry-event.ts';

/** Lines of `events.jsonl`: each event on one, as canonical JSON, oldest first. */
export function renderEventsJsonl(events: readonly RegistryEvent[]): string {
  return events.map((event) => `${canonicalJson(event as unknown as JsonValue)}\n`).join('');
}

/** More than most events have. */
export const SHORT_TAIL_BYTES = 4 * 1024;

/** More than the longest event has: its details are bounded by what the metadata of a bundle may be. */
export const TAIL_BYTES = 8 * 1024 * 1024;

/**
 * The last event that `events.jsonl` shows, from its last bytes; the beginning of the chain for an empty file, undefined
 * where the last line is not whole, as a crash leaves it.
 */
export function parseTail(end: string): ChainHead | undefined {
  if (end === '') return { sequence: GENESIS.sequence, digest: GENESIS.digest };
  if (!end.endsWith('\n')) return undefined;
  try {
    const line = JSON.parse(end.slice(end.lastIndexOf('\n', end.length - 2) + 1)) as Partial<ChainHead> | null;
    const { sequence, digest } = line ?? {};
    return isSequence(sequence) && isDigest(digest) ? { sequence, digest } : undefined;
  } catch {
    return undefined;
  }
}

function isSequence(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function isDigest(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{64}$/u.test(value);
}
