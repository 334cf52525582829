import { appendFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import type { RegimekitError } from '@regimekit/errors';
import { describe, expect, it } from 'vitest';
import { folderOf, meanModel, newRegistry, promoteInTurn } from '../../test/support/registries.ts';
import { ChainBrokenError, DamagedVersionsError } from '../errors.ts';
import type { ModelRegistry } from '../registry.ts';

async function withHistory(): Promise<{
  registry: ModelRegistry;
  folder: string;
  warnings: RegimekitError[];
  tamper: (sql: string) => void;
}> {
  const warnings: RegimekitError[] = [];
  const { registry, folder } = await newRegistry({ onWarning: (warning) => warnings.push(warning) });
  await promoteInTurn(registry, 'means', 2);
  await registry.rollback('means', { reason: 'a reason' });
  const tamper = (sql: string): void => {
    const intruder = new DatabaseSync(join(folder, 'registry.sqlite'));
    intruder.exec(sql);
    intruder.close();
  };
  return { registry, folder, warnings, tamper };
}

describe('verify()', () => {
  it('counts what it has hashed, and gives the digest of the end', async () => {
    const { registry } = await withHistory();
    const head = (await registry.history('means')).at(-1);
    expect(await registry.verify()).toEqual({
      models: 1,
      versions: 2,
      events: 7,
      documents: 0,
      signatures: 0,
      headDigest: head?.digest,
    });
  });

  it('finds nothing wrong with an empty registry', async () => {
    const { registry } = await newRegistry();
    expect(await registry.verify()).toMatchObject({ models: 0, versions: 0, events: 0, headDigest: '0'.repeat(64) });
  });

  it.each([
    ["update registry_events set actor = 'eve' where sequence = 3", 3],
    ["update registry_events set at = '2020-01-01T00:00:00.000Z' where sequence = 1", 1],
    ["update registry_events set version = '1.0.9' where sequence = 2", 2],
    ["update registry_events set to_stage = 'shadow' where sequence = 5", 5],
    ["update registry_events set reason = 'a better reason' where sequence = 7", 7],
    ['update registry_events set reason = null where sequence = 7', 7],
    [`update registry_events set manifest_digest = '${'b'.repeat(64)}' where sequence = 4`, 4],
    [`update registry_events set details = '{"by":"1.0.0"}' where sequence = 4`, 4],
    [`update registry_events set digest = '${'b'.repeat(64)}' where sequence = 6`, 6],
    [`update registry_events set previous_digest = '${'b'.repeat(64)}' where sequence = 6`, 6],
    ["update registry_events set model_name = 'others' where sequence = 3", 3],
    ['delete from registry_events where sequence = 3', 3],
    ['delete from registry_events where sequence = 1', 1],
    ['delete from registry_events where sequence = 7', 7],
    ['delete from registry_events', 7],
    ['update registry_events set sequence = 70 where sequence = 7', 70],
  ])('notices: %s', async (sql, sequence) => {
    const { registry, tamper } = await withHistory();
    await registry.verify();
    tamper(sql);
    const verifying = registry.verify();
    await expect(verifying).rejects.toThrow(ChainBrokenError);
    await expect(verifying).rejects.toMatchObject({ kind: 'integrity', details: { sequence } });
  });

  it('notices a chain that was written anew after its end was cut off', async () => {
    const { registry, folder, warnings, tamper } = await withHistory();
    tamper('delete from registry_events where sequence > 5');
    // Whoever appends next continues a sound but shorter chain; registry.json remembers the longer one and is kept.
    await registry.register('means', meanModel(5));
    expect(warnings).toMatchObject([{ cause: { code: 'CHAIN_BROKEN' } }]);
    await expect(registry.verify()).rejects.toThrow(/registry\.json has seen it, and the record ends at 6/u);
    for (const file of ['registry.json', 'events.jsonl']) await rm(join(folder, file));
    await registry.verify(); // Nobody is left who has seen event 7.
  });

  it('notices from the bundles alone that the end of the record was cut off', async () => {
    const { registry, folder, tamper } = await withHistory();
    await registry.register('means', meanModel(2)); // Event 8; its bundle has seen event 7.
    const forget = () => Promise.all(['registry.json', 'events.jsonl'].map((file) => rm(join(folder, file))));
    // The version itself is no longer known; its bundle is.
    tamper('delete from registry_events where sequence > 6');
    await forget();
    await expect(registry.verify()).rejects.toThrow(
      /event 7: the bundle of means 1\.0\.2 has seen it, and the record ends at 6/u,
    );
    // Written anew to the same length, it is another one.
    await registry.promote('means', '1.0.1', { reason: 'history as I would have liked it' });
    await forget();
    await expect(registry.verify()).rejects.toThrow(/event 7: the bundle of means 1\.0\.2 has seen another one/u);
    await rm(join(folder, 'means', 'versions', '1.0.2'), { recursive: true });
    await registry.verify(); // Control: it was the bundle that knew.
  });

  it('takes no notice of what a crash left half written', async () => {
    const { registry, folder } = await withHistory();
    await mkdir(join(folder, 'means', 'versions', '9.9.9'));
    await writeFile(join(folder, 'means', 'versions', '9.9.9', 'manifest.json'), '{');
    expect((await registry.verify()).versions).toBe(2);
  });

  it('names every version whose bundle is not as registered', async () => {
    const { registry } = await withHistory();
    await registry.register('others', meanModel(1));
    await appendFile(join(folderOf(await registry.get('means', '1.0.0')), 'config.json'), ' ');
    await rm(folderOf(await registry.get('others', '1.0.0')), { recursive: true });
    const verifying = registry.verify();
    await expect(verifying).rejects.toThrow(DamagedVersionsError);
    await expect(verifying).rejects.toThrow(/2 registered versions are not as registered/u);
    await expect(verifying).rejects.toMatchObject({
      details: {
        damaged: [
          { name: 'means', version: '1.0.0', problem: expect.stringMatching(/^config\.json has grown/u) },
          { name: 'others', version: '1.0.0', problem: expect.stringMatching(/there is none/u) },
        ],
      },
    });
  });

  it('notices a file that was added to a bundle', async () => {
    const { registry } = await withHistory();
    await writeFile(join(folderOf(await registry.get('means', '1.0.0')), 'run.sh'), '');
    await expect(registry.verify()).rejects.toThrow(/1 registered version is not as registered.*run\.sh/u);
  });
});
