// A crash at every write of saveModel: the model is there whole or not at all, and once it was acknowledged it is there.
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { stepThrough, type CrashStep } from '@regimekit/test-crash';
import { afterAll, describe, expect, it } from 'vitest';
import {
  loadModel,
  ModelFolderNotFoundError,
  readBundleFolder,
  readSigningKey,
  saveModel,
  signModel,
  trustKey,
  type LoadOptions,
} from '../../src/index.ts';
import { chainData, chainSchema } from '../support/chain-model.ts';

const root = await mkdtemp(join(tmpdir(), 'regimekit-crash-'));
afterAll(() => rm(root, { recursive: true, force: true }));

let worlds = 0;

/** A place that does not exist yet, nor do its parents. */
function prepare(): Promise<{ world: string; args: string[] }> {
  worlds += 1;
  const world = join(root, String(worlds), 'models', 'first');
  return Promise.resolve({ world, args: [world] });
}

async function isSaved(folder: string, options: LoadOptions = {}): Promise<boolean> {
  try {
    expect((await loadModel(folder, chainSchema, options)).labels).toEqual(['calm', 'wild']);
    return true;
  } catch (error) {
    if (error instanceof ModelFolderNotFoundError) return false;
    throw error;
  }
}

async function inspect(folder: string, { acknowledged, operation }: CrashStep): Promise<void> {
  const saved = await isSaved(folder);
  expect(saved || !acknowledged).toBe(true);
  // What is left bears a name that no reader takes for a model, and is not in the way of the next attempt.
  const beside = await readdir(dirname(folder)).catch(() => []);
  const leftovers = beside.filter((name) => name !== basename(folder));
  expect(leftovers.filter((name) => !name.startsWith(`${basename(folder)}.tmp-`))).toEqual([]);
  expect(operation === undefined ? leftovers : []).toEqual([]);
  if (!saved) await saveModel(folder, chainData());
  expect(await isSaved(folder)).toBe(true);
}

describe('saveModel(folder, data), killed at every write, sync and rename', () => {
  it('leaves the whole model or none, keeps what it acknowledged, and the next attempt works', async () => {
    const { kills, operations } = await stepThrough({
      script: new URL('./save-child.ts', import.meta.url),
      prepare,
      inspect,
    });
    const count = (name: string) => operations.filter((operation) => operation.startsWith(name)).length;
    expect({ files: count('handle.writeFile'), renames: count('fs.rename') }).toEqual({ files: 5, renames: 1 });
    expect(kills).toBeGreaterThan(20);
    expectDurableOrder(operations);
  });

  it('notices a saving that is not atomic', async () => {
    const script = new URL('./careless-child.ts', import.meta.url);
    await expect(stepThrough({ script, prepare, inspect })).rejects.toThrow(/After a crash .* operation \d+/u);
  });
});

describe('signModel(folder, key), killed at every write, sync and rename', () => {
  const pem = String(generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const { publicKey } = readSigningKey(pem, 'anna');
  const trust = { requireSignature: 'refuse', keys: [trustKey(publicKey, { owner: 'Anna' })] } as const;

  async function prepareSaved(): Promise<{ world: string; args: string[] }> {
    const { world } = await prepare();
    await saveModel(world, chainData());
    return { world, args: [world, pem] };
  }

  it('leaves the model as it was, and the signature whole or not there', async () => {
    const seen = new Set<boolean>();
    const { kills } = await stepThrough({
      script: new URL('./sign-child.ts', import.meta.url),
      prepare: prepareSaved,
      inspect: async (folder, { acknowledged }) => {
        expect((await loadModel(folder, chainSchema)).labels).toEqual(['calm', 'wild']);
        const files = await readBundleFolder(folder);
        const signed = [...files.keys()].some((file) => file.startsWith('signatures/'));
        seen.add(signed);
        expect(signed || !acknowledged).toBe(true);
        if (!signed) await signModel(folder, readSigningKey(pem, 'anna'));
        expect(await isSaved(folder, { trust })).toBe(true);
      },
    });
    expect(kills).toBeGreaterThan(5);
    expect(seen.size).toBe(2);
  });
});

/** SIGKILL loses nothing that the kernel has; a power loss does. So the order of the syncs is looked at by itself. */
function expectDurableOrder(operations: readonly string[]): void {
  const renamed = operations.findIndex((operation) => operation.startsWith('fs.rename'));
  const written = operations.filter((operation) => operation.startsWith('handle.writeFile'));
  const before = operations.slice(0, renamed);
  for (const operation of written) {
    const path = operation.split(' ')[1]!;
    const order = [operation, `handle.sync ${path}`, `handle.sync ${dirname(path)}`].map((step) =>
      before.indexOf(step),
    );
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(order).not.toContain(-1);
  }
  const parent = dirname(dirname(written[0]!.split(' ')[1]!));
  expect(operations.slice(renamed + 1)).toContain(`handle.sync ${parent}`);
}
