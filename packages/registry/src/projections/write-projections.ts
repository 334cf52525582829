// registry.json and events.jsonl follow from the events and are written after each commit. A crash in between leaves them
// behind; whoever opens or changes the registry next brings them up to date.
import { join } from 'node:path';
import { ChainBrokenError, ProjectionError } from '../errors.ts';
import type { RegistryContext } from '../registry-context.ts';
import type { RegistryStore } from '../stores/registry-store.ts';
import type { KnownStates } from '../state/known-states.ts';
import { GENESIS, type ChainHead, type RegistryEvent } from '../events/registry-event.ts';
import { parseTail, renderEventsJsonl, SHORT_TAIL_BYTES, TAIL_BYTES } from './events-jsonl.ts';
import { changeFiles, readPart } from './projection-files.ts';
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
 *
 * @param options `lagging`: they are known to lag, so that it need not be found out
 * @returns every event that there was, where they were read for it
 */
export async function refreshProjections(
  context: Pick<RegistryContext, 'store' | 'states' | 'warn'>,
  { lagging = false }: { readonly lagging?: boolean } = {},
): Promise<readonly RegistryEvent[] | undefined> {
  const { store, states, warn } = context;
  const { folder } = store;
  if (folder === undefined) return undefined;
  try {
    if (!lagging && isCurrent(folder, await store.head())) return undefined;
    // One at a time: lines are added to the end of a file, and a slower process shall put no older picture over a newer.
    return await store.transact(async (transaction) => {
      const events = await transaction.read();
      await update(folder, events, states);
      return events;
    });
  } catch (error) {
    warn(new ProjectionError(folder, (error as Error).message, error));
    return undefined;
  }
}

/**
 * The newest end of the chain that the files remember; undefined when neither is readable. Read it before the events:
 * then it can be behind them, but never ahead.
 */
export function readProjectedHead(folder: string): ChainHead | undefined {
  const [head, tail] = [readHead(folder), readTail(folder)];
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

function isCurrent(folder: string, { sequence, digest }: ChainHead): boolean {
  const isEnd = (end: ChainHead | undefined) => end?.digest === digest && end.sequence === sequence;
  return isEnd(readHead(folder)) && isEnd(readTail(folder));
}

async function update(folder: string, events: readonly RegistryEvent[], states: KnownStates): Promise<void> {
  const [head, tail] = [readHead(folder), readTail(folder)];
  // What contradicts the record is evidence, and evidence is not overwritten.
  checkProjectedHead(head, events);
  checkProjectedHead(tail, events, EVENTS_JSONL);
  const eventsJsonl = join(folder, EVENTS_JSONL);
  const registryJson = join(folder, REGISTRY_JSON);
  const lines = renderEventsJsonl(tail === undefined ? events : events.slice(tail.sequence));
  const isShown = head?.digest === (events.at(-1) ?? GENESIS).digest;
  await changeFiles({
    append: tail === undefined || lines === '' ? undefined : { path: eventsJsonl, lines },
    replace: [
      ...(tail === undefined ? [{ path: eventsJsonl, content: lines }] : []),
      ...(isShown ? [] : [{ path: registryJson, content: renderRegistryJson(events, states) }]),
    ],
  });
}

function readHead(folder: string): ChainHead | undefined {
  const beginning = readPart(join(folder, REGISTRY_JSON), { from: 'beginning', bytes: HEAD_BYTES });
  return beginning === undefined ? undefined : parseHead(beginning);
}

/** A line is short as a rule; where it is not, more is read. */
function readTail(folder: string): ChainHead | undefined {
  for (const bytes of [SHORT_TAIL_BYTES, TAIL_BYTES]) {
    const end = readPart(join(folder, EVENTS_JSONL), { from: 'end', bytes });
    const tail = end === undefined ? undefined : parseTail(end);
    if (tail !== undefined || end === undefined) return tail;
  }
  return undefined;
}
