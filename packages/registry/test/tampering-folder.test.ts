// What somebody can do who writes into the folder of a registry, and that `verify` notices it; and what it cannot notice.
import { cp, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { meanModel } from './support/registries.ts';
import { sites } from './support/sites.ts';
import { fill, isNoticed, rewrite, rowsOf } from './support/tampering.ts';

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
    expect(await isNoticed(site, registry)).toBe(false);
  });
});
