// Which version served at an instant. What was decided at one instant is ordered by its sequence, and a clock that went
// backwards between two machines does not reorder the record: an event takes effect no earlier than those before it.
import type { RegistryEvent } from '../events/registry-event.ts';
import { FutureInstantError } from './errors.ts';
import { parseInstant } from './instant.ts';

/** A version served. */
export interface ServingThen {
  readonly serving: true;
  readonly name: string;
  /** The instant that was asked about (UTC). */
  readonly at: string;
  readonly version: string;
  readonly manifestDigest: string;
  /** Instant (UTC) since which it had been in production without a break. */
  readonly since: string;
  /** Instant (UTC) at which it left production; undefined while it is still there. */
  readonly until: string | undefined;
  /** The event that put it there. */
  readonly event: RegistryEvent;
  /** The event that took it away; undefined while it is still there. */
  readonly endedBy: RegistryEvent | undefined;
  /** The answer as a sentence. */
  readonly summary: string;
}

/** No version served. */
export interface NothingServing {
  readonly serving: false;
  readonly name: string;
  /** The instant that was asked about (UTC). */
  readonly at: string;
  /**
   * - `not_registered`: the model did not exist yet
   * - `not_promoted`: no version had been in production yet
   * - `emptied`: what was in production had been archived, and nothing put in its place
   */
  readonly why: 'not_registered' | 'not_promoted' | 'emptied';
  /** Instant (UTC) at which a version entered production after that; undefined while none has. */
  readonly until: string | undefined;
  /** The event that emptied production; undefined where there was none. */
  readonly event: RegistryEvent | undefined;
  /** The event that put a version into production after that; undefined while none has. */
  readonly endedBy: RegistryEvent | undefined;
  /** The answer as a sentence. */
  readonly summary: string;
}

/** What served at an instant: a version, or nothing and why. */
export type ServedThen = ServingThen | NothingServing;

/** An event that fills or empties production, and the instant from which it holds. */
interface Change {
  readonly event: RegistryEvent;
  readonly since: string;
}

/**
 * What served at an instant, from all events of one model, oldest first.
 *
 * @param now what time it is: of what comes after it the events say nothing
 * @throws InvalidInstantError, FutureInstantError
 */
export function findServing(name: string, events: readonly RegistryEvent[], instant: string, now: Date): ServedThen {
  const at = parseInstant('instant', instant);
  if (at > now.toISOString()) throw new FutureInstantError('instant', at, now.toISOString());
  const changes = findChanges(events);
  // Of several at one instant the last holds.
  const index = changes.findLastIndex(({ since }) => since <= at);
  const [then, next] = [changes[index], changes[index + 1]];
  const common = { name, at, until: next?.since, endedBy: next?.event };
  if (then?.event.to === 'production') return describeServing(common, then);
  const registered = events[0] !== undefined && events[0].at <= at;
  const why = then !== undefined ? 'emptied' : registered ? 'not_promoted' : 'not_registered';
  return { ...common, serving: false, why, event: then?.event, summary: describeNothing(common, why, then) };
}

type Common = Pick<ServedThen, 'name' | 'at' | 'until' | 'endedBy'>;

function describeServing(common: Common, { event, since }: Change): ServingThen {
  const { name, at, until } = common;
  const { version, manifestDigest, actor, type, sequence } = event;
  const end = until === undefined ? 'and does still' : `and did until ${until}`;
  const summary = `${name} ${version} served at ${at}: in production since ${since} (${type} by ${actor}, event ${sequence}), ${end}.`;
  return { ...common, serving: true, version, manifestDigest, since, event, summary };
}

function describeNothing({ name, at, until }: Common, why: NothingServing['why'], now: Change | undefined): string {
  const reason = {
    not_registered: 'it was not registered yet',
    not_promoted: 'no version had been promoted to production yet',
    emptied: `${now?.event.version} had left production at ${now?.since}, and nothing had taken its place`,
  }[why];
  const next = until === undefined ? 'None has served since' : `The next one served from ${until}`;
  return `No version of ${name} served at ${at}: ${reason}. ${next}.`;
}

/** When production changed hands. What leaves it for what enters it in the same transaction is no gap. */
function findChanges(events: readonly RegistryEvent[]): Change[] {
  const changes: Change[] = [];
  let latest = '';
  for (const event of events) {
    if (event.at > latest) latest = event.at;
    const moves = event.from !== event.to && event.type !== 'promotion_rejected';
    if (moves && (event.to === 'production' || event.from === 'production')) changes.push({ event, since: latest });
  }
  return changes;
}
