// A registry in which much has happened, and ways to write past it.
import { createKeyPair } from '@regimekit/persistence';
import type { ModelRegistry, RegistryEvent } from '../../src/index.ts';
import { GENESIS, sealEvent, type ChainHead } from '../../src/events/registry-event.ts';
import type { EventRow } from '../../src/stores/tables.ts';
import { meanModel } from './registries.ts';
import type { Row, Site } from './sites.ts';

const key = createKeyPair({ algorithm: 'ed25519', name: 'bea' });

/** A registry in which everything has happened that leaves a trace, but for what a retention removes. */
export async function fill(site: Site): Promise<ModelRegistry> {
  const registry = await site.open({ actor: 'bea', key });
  await registry.register('means', meanModel(0), { reason: 'first' });
  await registry.promote('means', '1.0.0');
  await registry.register('means', meanModel(1));
  await registry.attachEvidence('means', '1.0.1', { kind: 'validation', passed: true, document: { accuracy: 0.9 } });
  await registry.approve('means', '1.0.1', { reason: 'sound' });
  await registry.sign('means', '1.0.1');
  const fails = { name: 'never', run: () => Promise.reject(new Error('no')) };
  await registry.promote('means', '1.0.1', { checks: [fails] }).catch(() => undefined);
  await registry.setAlias('means', 'champion', '1.0.1');
  await registry.setPolicy({ people: { bea: { roles: ['trainer', 'approver', 'operator'], keyIds: [key.keyId] } } });
  await registry.promote('means', '1.0.1');
  await registry.register('other', meanModel(2));
  await registry.verify();
  return registry;
}

/** Whether `verify` finds fault, by the registry that is open and by one that is opened now. */
export async function isNoticed(site: Site, registry: ModelRegistry): Promise<boolean> {
  try {
    await registry.verify();
    const another = await site.open({ actor: 'bea', key, onWarning: () => undefined });
    await another.verify();
    await another.close();
    return false;
  } catch (error) {
    const { kind } = error as { kind?: unknown };
    if (kind !== 'integrity') throw error;
    return true;
  }
}

export const quote = (value: Row[string] | undefined) => {
  if (value === null || value === undefined) return 'null';
  return typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`;
};

/** Other values for a column, of the right type and, where there is a choice, sound in themselves. */
export function otherValues(column: string, value: Row[string]): Row[string][] {
  if (column === 'sequence') return [Number(value) + 1_000];
  if (value === null) return column === 'evidence_digest' ? ['e'.repeat(64)] : ['production'];
  const text = String(value);
  const digit = (char: string) => (char === '0' ? '1' : '0');
  if (/^[0-9a-f]{64}$/u.test(text)) return [digit(text[0]!) + text.slice(1), text.slice(0, -1) + digit(text.at(-1)!)];
  if (column === 'at') return [text.replace('2024', '2023')];
  if (column === 'type') return [text === 'archived' ? 'promoted' : 'archived', 'none'];
  if (column.endsWith('_stage')) return [text === 'archive' ? 'shadow' : 'archive', null];
  if (column === 'reason') return [`${text}.`, null];
  if (column === 'version') return [`${text}1`];
  if (column !== 'details') return [`${text}x`];
  const twice = text === '{}' ? '{ }' : text.replace('{', `{${text.slice(1, text.indexOf(':'))}:"x",`);
  return [text.replace('{', '{"a":1'.concat(text === '{}' ? '' : ',')), ` ${text}`, twice];
}

export async function rowsOf(site: Site): Promise<Row[]> {
  return await site.intrude('select * from registry_events order by sequence');
}

/** Puts rows into the table as they are given, in place of those there. */
export async function rewrite(site: Site, rows: readonly (Row | EventRow)[]): Promise<void> {
  const inserts = rows.map((row) => {
    const values = (Object.values(row) as Row[string][]).map(quote).join(', ');
    return `insert into registry_events (${Object.keys(row).join(', ')}) values (${values})`;
  });
  await site.intrude('delete from registry_events', ...inserts);
}

/** The same events with one changed, and all digests from there on made anew. */
export function forge(events: readonly RegistryEvent[], from: number, change: Partial<RegistryEvent>): RegistryEvent[] {
  const forged: RegistryEvent[] = [];
  let head: ChainHead = GENESIS;
  for (const { sequence, previousDigest: _p, digest: _d, ...event } of events) {
    const sealed: RegistryEvent = sealEvent({ ...event, ...(sequence === from ? change : {}) }, head);
    forged.push(sealed);
    head = sealed;
  }
  return forged;
}

export async function allEvents(registry: ModelRegistry): Promise<RegistryEvent[]> {
  const projections = await registry.projections();
  return projections.eventsJsonl
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as RegistryEvent);
}
