// What somebody can do who writes past the registry, and that `verify` notices it; and what it cannot notice.
import { chmod, cp, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createKeyPair } from '@regimekit/persistence';
import { describe, expect, it } from 'vitest';
import type { ModelRegistry, RegistryEvent } from '../src/index.ts';
import { GENESIS, sealEvent, type ChainHead } from '../src/events/registry-event.ts';
import { toRow } from '../src/stores/event-rows.ts';
import type { EventRow } from '../src/stores/tables.ts';
import { meanModel } from './support/registries.ts';
import { sites, type Row, type Site } from './support/sites.ts';

const key = createKeyPair({ algorithm: 'ed25519', name: 'bea' });

/** A registry in which everything has happened that leaves a trace, but for what a retention removes. */
async function fill(site: Site): Promise<ModelRegistry> {
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
async function isNoticed(site: Site, registry: ModelRegistry): Promise<boolean> {
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

const quote = (value: Row[string] | undefined) => {
  if (value === null || value === undefined) return 'null';
  return typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`;
};

/** Other values for a column, of the right type and, where there is a choice, sound in themselves. */
function otherValues(column: string, value: Row[string]): Row[string][] {
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

async function rowsOf(site: Site): Promise<Row[]> {
  return await site.intrude('select * from registry_events order by sequence');
}

/** Puts rows into the table as they are given, in place of those there. */
async function rewrite(site: Site, rows: readonly (Row | EventRow)[]): Promise<void> {
  const inserts = rows.map((row) => {
    const values = (Object.values(row) as Row[string][]).map(quote).join(', ');
    return `insert into registry_events (${Object.keys(row).join(', ')}) values (${values})`;
  });
  await site.intrude('delete from registry_events', ...inserts);
}

/** The same events with one changed, and all digests from there on made anew. */
function forge(events: readonly RegistryEvent[], from: number, change: Partial<RegistryEvent>): RegistryEvent[] {
  const forged: RegistryEvent[] = [];
  let head: ChainHead = GENESIS;
  for (const { sequence, previousDigest: _p, digest: _d, ...event } of events) {
    const sealed: RegistryEvent = sealEvent({ ...event, ...(sequence === from ? change : {}) }, head);
    forged.push(sealed);
    head = sealed;
  }
  return forged;
}

async function allEvents(registry: ModelRegistry): Promise<RegistryEvent[]> {
  const projections = await registry.projections();
  return projections.eventsJsonl
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as RegistryEvent);
}

describe.each(sites)('verify() of a registry in $title', (kind) => {
  it.skipIf(kind.missing)('notices every column of every event that is changed by a statement', async () => {
    const site = await kind.make();
    const registry = await fill(site);
    const missed: string[] = [];
    for (const row of await rowsOf(site)) {
      for (const [column, value] of Object.entries(row)) {
        const where = (sequence: Row[string] | undefined) => `where sequence = ${String(sequence)}`;
        for (const other of otherValues(column, value)) {
          const sequence = column === 'sequence' ? other : row['sequence'];
          const set = (to: Row[string], at: Row[string] | undefined) =>
            `update registry_events set ${column} = ${quote(to)} ${where(at)}`;
          await site.intrude(set(other, row['sequence']));
          const noticed = await registry.verify().then(
            () => false,
            (error: unknown) => (error as { code: string }).code === 'CHAIN_BROKEN',
          );
          await site.intrude(set(value, sequence));
          if (!noticed) missed.push(`${String(row['sequence'])} ${column}: ${String(other)}`);
        }
      }
    }
    expect(missed).toEqual([]);
    await registry.verify(); // All is as it was.
  });

  it.skipIf(kind.missing)('notices events that were removed, exchanged, inserted or moved', async () => {
    const site = await kind.make();
    const registry = await fill(site);
    const rows = await rowsOf(site);
    const events = await allEvents(registry);
    const renumber = (list: readonly Row[]) => list.map((row, index) => ({ ...row, sequence: index + 1 }));
    const { sequence: _s, previousDigest: _p, digest: _d, ...promotion } = events[1]!;
    const foreign = toRow(sealEvent({ ...promotion, actor: 'eve' }, { sequence: 3, digest: 'f'.repeat(64) }));
    const attacks: Record<string, (Row | EventRow)[]> = {
      'one removed': rows.filter((_, index) => index !== 3),
      'one removed, the rest numbered anew': renumber(rows.filter((_, index) => index !== 3)),
      'the first removed': rows.slice(1),
      'two exchanged': renumber([...rows.slice(0, 3), rows[4]!, rows[3]!, ...rows.slice(5)]),
      'all in reverse': renumber([...rows].reverse()),
      'one inserted': [
        ...rows.slice(0, 3),
        foreign,
        ...rows.slice(3).map((row, index) => ({ ...row, sequence: index + 5 })),
      ],
      'one exchanged': [...rows.slice(0, 3), foreign, ...rows.slice(4)],
    };
    const missed: string[] = [];
    for (const [attack, forged] of Object.entries(attacks)) {
      await rewrite(site, forged);
      if (!(await isNoticed(site, registry))) missed.push(attack);
    }
    expect(missed).toEqual([]);
    await rewrite(site, rows);
    expect(await isNoticed(site, registry)).toBe(false);
  });

  it.skipIf(kind.missing)('notices the last events cut off, by what a newer bundle remembers', async () => {
    const site = await kind.make();
    const registry = await fill(site);
    await registry.register('other', meanModel(3)); // Remembers all events before its own.
    if (site.folder !== undefined) {
      for (const file of ['registry.json', 'events.jsonl']) await rm(join(site.folder, file));
    }
    const rows = await rowsOf(site);
    const missed: number[] = [];
    for (let left = 1; left < rows.length - 1; left++) {
      await rewrite(site, rows.slice(0, left));
      const noticed = await registry.verify().then(
        () => false,
        (error: unknown) => (error as { code: string }).code === 'CHAIN_BROKEN',
      );
      if (!noticed) missed.push(left);
    }
    expect(missed).toEqual([]);
    // The event of that newest bundle alone: nothing is left that has seen it. An external head has.
    await rewrite(site, rows.slice(0, -1));
    expect((await registry.verify()).headDigest).not.toBe(rows.at(-1)?.['digest']);
  });

  it.skipIf(kind.missing)(
    'cannot notice a whole forged end, which has another head than the one kept elsewhere',
    async () => {
      const site = await kind.make();
      const registry = await site.open();
      await registry.register('means', meanModel(0));
      const { headDigest: before } = await registry.verify();
      await registry.promote('means', '1.0.0', { reason: 'agreed' });
      const { headDigest } = await registry.verify();
      const events = await allEvents(registry);
      if (site.folder !== undefined) {
        for (const file of ['registry.json', 'events.jsonl']) await rm(join(site.folder, file));
      }
      await rewrite(site, forge(events, 2, { actor: 'eve', reason: 'mine' }).map(toRow));
      const forged = await (await site.open()).verify(); // A sound chain, of things that have not happened.
      expect(forged.headDigest).not.toBe(headDigest);
      // What was written before the place of the forgery still has the digest it had.
      expect((await rowsOf(site))[0]?.['digest']).toBe(before);
    },
  );

  it.skipIf(kind.missing)('notices a forged end where an approval in it is signed', async () => {
    const site = await kind.make();
    const registry = await fill(site);
    const events = await allEvents(registry);
    const { sequence } = events.find(({ type }) => type === 'approved')!;
    if (site.folder !== undefined) {
      for (const file of ['registry.json', 'events.jsonl']) await rm(join(site.folder, file));
    }
    for (const change of [{ reason: 'mine' }, { actor: 'eve' }, { at: '2024-01-02T00:00:00.000Z' }]) {
      await rewrite(site, forge(events, sequence, change).map(toRow));
      expect(await isNoticed(site, registry)).toBe(true);
    }
  });

  it.skipIf(kind.missing)('notices evidence that was changed, exchanged or removed', async () => {
    const site = await kind.make();
    const registry = await fill(site);
    const [row] = (await site.intrude('select * from registry_evidence')) as [{ digest: string; document: string }];
    const missed: number[] = [];
    for (let index = 0; index < row.document.length; index++) {
      const changed = `${row.document.slice(0, index)}~${row.document.slice(index + 1)}`;
      await site.intrude(`update registry_evidence set document = ${quote(changed)}`);
      if (!(await isNoticed(site, registry))) missed.push(index);
    }
    expect(missed).toEqual([]);
    await site.intrude(`update registry_evidence set document = ${quote(row.document)}`);
    expect(await isNoticed(site, registry)).toBe(false);
    await site.intrude(`update registry_evidence set digest = '${'0'.repeat(64)}'`);
    expect(await isNoticed(site, registry)).toBe(true);
    await site.intrude('delete from registry_evidence');
    expect(await isNoticed(site, registry)).toBe(true);
  });
});

describe.each(sites.filter(({ keepsFolders }) => !keepsFolders))('verify() of bundles in $title', (kind) => {
  it.skipIf(kind.missing)('notices every file of a bundle that is changed in the database', async () => {
    const site = await kind.make();
    const registry = await fill(site);
    const where = ({ version, file, model_name: name }: Row) =>
      `where model_name = ${quote(name)} and version = ${quote(version)} and file = ${quote(file)}`;
    const rows = await site.intrude("select *, encode(bytes, 'hex') as hex from registry_bundle_files");
    expect(rows.some(({ file }) => String(file).startsWith('signatures/'))).toBe(true);
    const missed: string[] = [];
    for (const row of rows) {
      const hex = String(row['hex']);
      const set = (text: string) => `update registry_bundle_files set bytes = decode('${text}', 'hex') ${where(row)}`;
      for (const at of [0, Math.floor(hex.length / 4) * 2, hex.length - 2]) {
        const byte = (Number.parseInt(hex.slice(at, at + 2), 16) ^ 1).toString(16).padStart(2, '0');
        await site.intrude(set(hex.slice(0, at) + byte + hex.slice(at + 2)));
        if (!(await isNoticed(site, registry))) missed.push(`${String(row['file'])} at ${at / 2}`);
      }
      await site.intrude(set(`${hex}00`));
      if (!(await isNoticed(site, registry))) missed.push(`${String(row['file'])} longer`);
      await site.intrude(set(hex), `update registry_bundle_files set file = 'x' ${where(row)}`);
      if (!(await isNoticed(site, registry))) missed.push(`${String(row['file'])} renamed`);
      await site.intrude(
        `update registry_bundle_files set file = ${quote(row['file'])} ${where({ ...row, file: 'x' })}`,
      );
    }
    expect(missed).toEqual([]);
    expect(await isNoticed(site, registry)).toBe(false);
  });
});

describe('verify() of a registry in a folder', () => {
  const [sqlite] = sites as [(typeof sites)[number]];

  it('notices every file of a bundle, signatures included, that is changed, cut, continued, removed, linked or added', async () => {
    const site = await sqlite.make();
    const registry = await fill(site);
    const missed: string[] = [];
    const versions = ['means/versions/1.0.0', 'means/versions/1.0.1', 'other/versions/1.0.0'];
    let files = 0;
    for (const folder of versions.map((version) => join(site.folder!, version))) {
      for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile()) continue;
        files += 1;
        const path = join(entry.parentPath, entry.name);
        const bytes = await readFile(path);
        const attacks: [string, () => Promise<unknown>][] = [
          ...[0, Math.floor(bytes.length / 2), bytes.length - 1].map((at): [string, () => Promise<unknown>] => [
            `byte ${at}`,
            () => writeFile(path, bytes.with(at, bytes[at]! ^ 1)),
          ]),
          ['cut', () => writeFile(path, bytes.subarray(0, -1))],
          ['continued', () => writeFile(path, Buffer.concat([bytes, Buffer.from(' ')]))],
          ['emptied', () => writeFile(path, '')],
          ['removed', () => rm(path)],
          ['linked', () => rm(path).then(() => symlink('/etc/hostname', path))],
        ];
        for (const [attack, run] of attacks) {
          await run();
          if (!(await isNoticed(site, registry))) missed.push(`${path}: ${attack}`);
          await rm(path, { force: true });
          await writeFile(path, bytes);
        }
      }
      await writeFile(join(folder, 'extra.txt'), 'x');
      if (!(await isNoticed(site, registry))) missed.push(`${folder}: added`);
      await rm(join(folder, 'extra.txt'));
    }
    expect(files).toBeGreaterThan(12);
    expect(missed).toEqual([]);
    expect(await isNoticed(site, registry)).toBe(false);
  });

  it('notices one version put in the place of another, and a whole bundle that is gone', async () => {
    const site = await sqlite.make();
    const registry = await fill(site);
    const at = (version: string) => join(site.folder!, 'means/versions', version);
    await rm(at('1.0.1'), { recursive: true });
    expect(await isNoticed(site, registry)).toBe(true);
    await cp(at('1.0.0'), at('1.0.1'), { recursive: true });
    expect(await isNoticed(site, registry)).toBe(true);
  });

  it.each<[string, readonly string[]]>([
    ['registry.json and events.jsonl', []],
    ['registry.json alone', ['events.jsonl']],
    ['events.jsonl alone', ['registry.json']],
  ])('notices the last events cut off by %s', async (_what, removed) => {
    const site = await sqlite.make();
    const registry = await site.open();
    await registry.register('means', meanModel(0));
    for (const to of ['shadow', 'production', 'archive'] as const) await registry.promote('means', '1.0.0', { to });
    for (const file of removed) await rm(join(site.folder!, file));
    const rows = await rowsOf(site);
    for (let left = 0; left < rows.length; left++) {
      await rewrite(site, rows.slice(0, left));
      expect(await isNoticed(site, registry)).toBe(true);
    }
  });

  it('does not let an opening write over the files that show it', async () => {
    const site = await sqlite.make();
    const registry = await fill(site);
    const files = ['registry.json', 'events.jsonl'].map((file) => join(site.folder!, file));
    const before = await Promise.all(files.map((file) => readFile(file, 'utf8')));
    await rewrite(site, (await rowsOf(site)).slice(0, 3));
    const warnings: unknown[] = [];
    await site.open({ onWarning: (error) => warnings.push(error) });
    expect(warnings).toMatchObject([{ code: 'PROJECTION_FAILED' }]);
    expect(await Promise.all(files.map((file) => readFile(file, 'utf8')))).toEqual(before);
    expect(await isNoticed(site, registry)).toBe(true);
  });

  it('notices a registry.json that claims another end', async () => {
    const site = await sqlite.make();
    const registry = await fill(site);
    const path = join(site.folder!, 'registry.json');
    const text = await readFile(path, 'utf8');
    const { headDigest } = JSON.parse(text) as { headDigest: string };
    await writeFile(path, text.replace(headDigest, 'f'.repeat(64)));
    expect(await isNoticed(site, registry)).toBe(true);
  });

  it('cannot notice an old state of the whole folder put back, which has an older head than the one kept elsewhere', async () => {
    const site = await sqlite.make();
    const registry = await site.open();
    await registry.register('means', meanModel(0));
    await registry.promote('means', '1.0.0');
    await registry.close();
    const backup = `${site.folder!}-backup`;
    await cp(site.folder!, backup, { recursive: true });
    const later = await site.open();
    await later.register('means', meanModel(1));
    await later.promote('means', '1.0.1');
    const { headDigest } = await later.verify();
    await later.close();
    await rm(site.folder!, { recursive: true });
    await cp(backup, site.folder!, { recursive: true });
    await rm(backup, { recursive: true });
    const restored = await (await site.open()).verify();
    expect(restored.headDigest).not.toBe(headDigest);
  });

  it('has nothing to say of what belongs to no event: a document and a folder of a stranger', async () => {
    const site = await sqlite.make();
    const registry = await fill(site);
    await site.intrude(`insert into registry_evidence (digest, document) values ('${'0'.repeat(64)}', '{}')`);
    await mkdir(join(site.folder!, 'stranger'));
    await chmod(join(site.folder!, 'stranger'), 0o755);
    expect(await isNoticed(site, registry)).toBe(false);
  });
});
