// What somebody can do who writes past the registry with SQL, and that `verify` notices it; and what it cannot notice.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sealEvent } from '../src/events/registry-event.ts';
import { toRow } from '../src/stores/event-rows.ts';
import type { EventRow } from '../src/stores/tables.ts';
import { meanModel } from './support/registries.ts';
import { sites, type Row } from './support/sites.ts';
import { allEvents, fill, forge, isNoticed, otherValues, quote, rewrite, rowsOf } from './support/tampering.ts';

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
