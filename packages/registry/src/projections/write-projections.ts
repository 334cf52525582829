// registry.json and events.jsonl follow from the events and are written after each commit. A crash in between leaves them
// behind; whoever opens or changes the registry next brings them up to date.
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '@regimekit/persistence';
import { ChainBrokenError, ProjectionError } from '../errors.ts';
import type { RegistryContext } from '../registry-context.ts';
import type { RegistryStore } from '../stores/registry-store.ts';
import { GENESIS, type ChainHead, type RegistryEvent } from '../events/registry-event.ts';
import { parseTail, renderEventsJsonl, TAIL_BYTES } from './events-jsonl.ts';
import { HEAD_BYTES, parseHead, renderRegistryJson } from './registry-json.ts';

const REGISTRY_JSON = 'registry.json';
const EVENTS_JSONL = 'events.jsonl';

/** What both files show, for people, scripts and git. */
export interface Projections {
  readonly registryJson: string;
  readonly eventsJsonl: string;
}

/** The content of both files; where a registry has no folder they are asked for instead of written. */
export async function renderProjections(store: Pick<RegistryStore, 'read'>): Promise<Projections> {
  const events = await store.read();
  return { registryJson: renderRegistryJson(events), eventsJsonl: renderEventsJsonl(events) };
}

/**
 * Brings both files up to date. Never throws: what they are a picture of has happened, and a caller who is told of a
 * failure would try it again.
 */
export async function refreshProjections(context: Pick<RegistryContext, 'store' | 'warn'>): Promise<void> {
  const { store, warn } = context;
  const { folder } = store;
  if (folder === undefined) return;
  try {
    if (await isCurrent(folder, await store.head())) return;
    // One at a time: lines are added to the end of a file, and a slower process shall put no older picture over a newer.
    await store.transact(async (transaction) => await update(folder, await transaction.read()));
  } catch (error) {
    warn(new ProjectionError(folder, (error as Error).message, error));
  }
}

/**
 * The newest end of the chain that the files remember; undefined when neither is readable. Read it before the events:
 * then it can be behind them, but never ahead.
 */
export async function readProjectedHead(folder: string): Promise<ChainHead | undefined> {
  const [head, tail] = await Promise.all([readHead(folder), readTail(folder)]);
  return (tail?.sequence ?? 0) > (head?.sequence ?? 0) ? tail : head;
}

/**
 * Notices a record whose last events were cut off, which its own chain cannot show.
 *
 * @throws ChainBrokenError when a file remembers an event that the record does not hold
 */
export function checkProjectedHead(
  projected: ChainHead | undefined,
  events: readonly RegistryEvent[],
  file: string = REGISTRY_JSON,
): void {
  if (projected === undefined || projected.sequence === GENESIS.sequence) return;
  const event = events[projected.sequence - 1];
  if (event?.digest === projected.digest) return;
  throw new ChainBrokenError(
    projected.sequence,
    event === undefined
      ? `${file} has seen it, and the record ends at ${events.length}, so its end was cut off.`
      : `${file} has seen another one in its place.`,
    { expected: projected.digest, received: event?.digest },
  );
}

async function isCurrent(folder: string, { sequence, digest }: ChainHead): Promise<boolean> {
  const ends = await Promise.all([readHead(folder), readTail(folder)]);
  return ends.every((end) => end?.digest === digest && end.sequence === sequence);
}

async function update(folder: string, events: readonly RegistryEvent[]): Promise<void> {
  const [head, tail] = await Promise.all([readHead(folder), readTail(folder)]);
  // What contradicts the record is evidence, and evidence is not overwritten.
  checkProjectedHead(head, events);
  checkProjectedHead(tail, events, EVENTS_JSONL);
  if (tail === undefined) await replaceFile(join(folder, EVENTS_JSONL), renderEventsJsonl(events));
  else await append(join(folder, EVENTS_JSONL), renderEventsJsonl(events.slice(tail.sequence)));
  if (head?.digest !== (events.at(-1) ?? GENESIS).digest) {
    await replaceFile(join(folder, REGISTRY_JSON), renderRegistryJson(events));
  }
}

async function readHead(folder: string): Promise<ChainHead | undefined> {
  const beginning = await readPart(join(folder, REGISTRY_JSON), { from: 'beginning', bytes: HEAD_BYTES });
  return beginning === undefined ? undefined : parseHead(beginning);
}

async function readTail(folder: string): Promise<ChainHead | undefined> {
  const end = await readPart(join(folder, EVENTS_JSONL), { from: 'end', bytes: TAIL_BYTES });
  return end === undefined ? undefined : parseTail(end);
}

/** A part of a file; undefined where there is none, or it cannot be read. */
async function readPart(
  path: string,
  { from, bytes }: { readonly from: 'beginning' | 'end'; readonly bytes: number },
): Promise<string | undefined> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const position = from === 'beginning' ? 0 : Math.max(0, size - bytes);
      const { buffer, bytesRead } = await file.read(new Uint8Array(Math.min(bytes, size)), { position });
      return new TextDecoder().decode(buffer.subarray(0, bytesRead));
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
}

/** Adds lines to the end of a file. A crash may leave a part of them, of which the last is then not whole. */
async function append(path: string, lines: string): Promise<void> {
  if (lines === '') return;
  const file = await open(path, 'a');
  try {
    await file.writeFile(lines);
    await file.sync();
  } finally {
    await file.close();
  }
}
