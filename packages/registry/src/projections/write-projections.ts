// registry.json and events.jsonl follow from the events and are written after each commit. A crash in between leaves them
// behind; whoever opens or changes the registry next brings them up to date.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exists, replaceFile } from '@regimekit/persistence';
import { z } from 'zod';
import { ChainBrokenError, ProjectionError } from '../errors.ts';
import type { RegistryContext } from '../registry-context.ts';
import { GENESIS, type ChainHead, type RegistryEvent } from '../events/registry-event.ts';
import { renderEventsJsonl } from './events-jsonl.ts';
import { renderRegistryJson } from './registry-json.ts';

const REGISTRY_JSON = 'registry.json';
const EVENTS_JSONL = 'events.jsonl';

const headSchema = z.looseObject({ sequence: z.int().nonnegative(), headDigest: z.string() });

/**
 * Brings both files up to date. Never throws: what they are a picture of has happened, and a caller who is told of a
 * failure would try it again.
 */
export async function refreshProjections(context: RegistryContext): Promise<void> {
  try {
    await writeUntilCurrent(context);
  } catch (error) {
    context.warn(new ProjectionError(context.folder, (error as Error).message, error));
  }
}

/**
 * The end of the chain as `registry.json` remembers it; undefined when there is no such file, or it is not readable.
 * Read it before the events: then it can be behind them, but never ahead.
 */
export async function readProjectedHead(folder: string): Promise<ChainHead | undefined> {
  try {
    const { sequence, headDigest } = headSchema.parse(JSON.parse(await readFile(join(folder, REGISTRY_JSON), 'utf8')));
    return { sequence, digest: headDigest };
  } catch {
    return undefined;
  }
}

/**
 * Notices a record whose last events were cut off, which its own chain cannot show.
 *
 * @throws ChainBrokenError when the files remember an event that the record does not hold
 */
export function checkProjectedHead(projected: ChainHead | undefined, events: readonly RegistryEvent[]): void {
  if (projected === undefined || projected.sequence === GENESIS.sequence) return;
  const event = events[projected.sequence - 1];
  if (event?.digest === projected.digest) return;
  throw new ChainBrokenError(
    projected.sequence,
    event === undefined
      ? `${REGISTRY_JSON} has seen it, and the record ends at ${events.length}, so its end was cut off.`
      : `${REGISTRY_JSON} has seen another one in its place.`,
    { expected: projected.digest, received: event?.digest },
  );
}

async function writeUntilCurrent(context: RegistryContext): Promise<void> {
  const { folder, store } = context;
  for (;;) {
    const projected = await readProjectedHead(folder);
    const events = await store.read();
    // What contradicts the record is evidence, and evidence is not overwritten.
    checkProjectedHead(projected, events);
    const head = events.at(-1) ?? GENESIS;
    const current = projected?.digest === head.digest && (await exists(join(folder, EVENTS_JSONL)));
    // Looked at again after each writing: a slower process may have put an older picture over a newer one.
    if (current) return;
    await replaceFile(join(folder, EVENTS_JSONL), renderEventsJsonl(events));
    await replaceFile(join(folder, REGISTRY_JSON), renderRegistryJson(events));
  }
}
