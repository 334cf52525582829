import type { OptionNames } from '@regimekit/numerics';
import { InvalidOptionError } from '@regimekit/persistence';
import { checkOptions } from '../check-options.ts';
import { eventTypes, type RegistryEventType } from '../events/event-types.ts';
import type { RegistryEvent } from '../events/registry-event.ts';
import { parseInstant } from './instant.ts';

/** Which events of a history; every condition that is given must hold. */
export interface HistoryFilter {
  /** One version alone. */
  readonly version?: string | undefined;
  readonly types?: readonly RegistryEventType[] | undefined;
  /** Who did it. */
  readonly actor?: string | undefined;
  /** Instant (UTC) from which on, itself included. */
  readonly from?: string | undefined;
  /** Instant (UTC) until which, itself included. */
  readonly to?: string | undefined;
  /** At most so many, the newest. */
  readonly limit?: number | undefined;
}

const optionNames: OptionNames<HistoryFilter> = {
  version: true,
  types: true,
  actor: true,
  from: true,
  to: true,
  limit: true,
};

/** Checked before anything is read. @returns the events that meet the filter, oldest first */
export function createHistoryFilter(filter: HistoryFilter): (events: readonly RegistryEvent[]) => RegistryEvent[] {
  checkOptions(filter, optionNames, 'history');
  const { version, types, actor, limit } = filter;
  const from = filter.from === undefined ? undefined : parseInstant('from', filter.from);
  const to = filter.to === undefined ? undefined : parseInstant('to', filter.to);
  checkTypes(types);
  if (limit !== undefined && !(Number.isSafeInteger(limit) && limit > 0)) {
    throw new InvalidOptionError('limit', 'a whole number above 0', limit, 'Leave it out for all.');
  }
  return (events) => {
    const kept = events.filter(
      (event) =>
        (version === undefined || event.version === version) &&
        (types === undefined || types.includes(event.type)) &&
        (actor === undefined || event.actor === actor) &&
        (from === undefined || event.at >= from) &&
        (to === undefined || event.at <= to),
    );
    return limit === undefined ? kept : kept.slice(-limit);
  };
}

function checkTypes(types: readonly string[] | undefined): void {
  if (types === undefined) return;
  const unknown = Array.isArray(types) ? types.find((type) => !eventTypes.some((known) => known === type)) : types;
  if (unknown === undefined) return;
  throw new InvalidOptionError('types', `a list of ${eventTypes.join(', ')}`, unknown, 'Leave it out for all.');
}
