import { RegimekitError } from '@regimekit/errors';
import { describe, expect, it } from 'vitest';
import {
  decodeModel,
  encodeModel,
  loadModel,
  migrateModel,
  readBundle,
  readBundleFiles,
  readBundleFolder,
  saveModel,
  verifyModel,
  writeBundleFolder,
} from '../src/index.ts';
import { savedModel } from './support/bundles.ts';
import { chainData, chainSchema } from './support/chain-model.ts';

/** What a caller without types might hand over. */
const untyped = (value: unknown) => value as never;

/** The message and hint of an error of ours; what else happened is told, and matches no message of ours. */
async function refusal(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
  } catch (error) {
    if (RegimekitError.isInstance(error) && error.kind === 'input') return `${error.message} ${error.hint ?? ''}`;
    return error instanceof Error ? `${error.name}: ${error.message}` : 'something else';
  }
  return 'nothing was thrown';
}

describe('arguments that cannot be meant', () => {
  it.each<[string, (folder: string, fresh: string) => Promise<unknown>]>([
    [
      'expected an object with kind, config, arrays and metadata, received null.',
      (_, fresh) => saveModel(fresh, untyped(null)),
    ],
    ['received undefined.', (_, fresh) => saveModel(fresh, untyped(undefined))],
    ['The model cannot be saved', (_, fresh) => saveModel(fresh, untyped({}))],
    ['The model cannot be saved', (_, fresh) => saveModel(fresh, { ...chainData(), arrays: untyped(null) })],
    ['The model cannot be saved', (_, fresh) => saveModel(fresh, { ...chainData(), arrays: { a: untyped(null) } })],
    [
      'options: expected an object with options of saveModel',
      (_, fresh) => saveModel(fresh, chainData(), untyped(null)),
    ],
    ['Did you mean metadata?', (_, fresh) => saveModel(fresh, chainData(), untyped({ metdata: {} }))],
    ['the clock gave no valid date', (_, fresh) => saveModel(fresh, chainData(), { clock: untyped(() => 5) })],
    ['the clock gave no valid date', (_, fresh) => saveModel(fresh, chainData(), { clock: untyped('now') })],
    ['folder: expected the path of a folder, received undefined', () => saveModel(untyped(undefined), chainData())],
    ['folder: expected the path of a folder, received null', () => readBundle(untyped(null))],
    ["folder: expected the path of a folder, received ''", () => verifyModel('')],
    ['schema: expected an object with kind, arrayNames and parse', (folder) => loadModel(folder, untyped(undefined))],
    [
      'schema: expected an object with kind, arrayNames and parse',
      (folder) => loadModel(folder, untyped({ kind: 'chain' })),
    ],
    ['options: expected an object with options', (folder) => loadModel(folder, chainSchema, untyped(null))],
    ['expected an object with kind, config, arrays and metadata', async () => encodeModel(untyped(null))],
    ['Did you mean evidence?', async () => encodeModel(chainData(), untyped({ evidnce: {} }))],
    ['files: expected a Map of bytes by name', async () => readBundleFiles(untyped(undefined))],
    ['files: expected a Map of bytes by name', async () => decodeModel(untyped('model'), chainSchema)],
    ['schema: expected an object', async () => decodeModel(encodeModel(chainData()).files, untyped(null))],
    ['files: expected a Map of bytes by name', (_, fresh) => writeBundleFolder(fresh, untyped([]))],
    ['folder: expected the path of a folder', () => readBundleFolder(untyped(5))],
    ['folder: expected the path of a folder', (folder) => migrateModel(folder, untyped(undefined))],
    ['folder: expected the path of a folder', (_, fresh) => migrateModel(untyped({}), fresh)],
    ['Did you mean manifestDigest?', (folder) => verifyModel(folder, untyped({ manifestDigst: 'x' }))],
  ])('%s', async (message, work) => {
    const folder = await savedModel();
    expect(await refusal(() => work(folder, `${folder}-fresh`))).toContain(message);
  });
});
