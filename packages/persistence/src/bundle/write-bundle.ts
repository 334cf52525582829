import { mkdir, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { describeValue, type OptionNames } from '@regimekit/numerics';
import { checkFolder, checkOptions } from '../check-options.ts';
import { exists, makeFolder, moveFolder, syncFolder, temporaryName, writeNewFile } from '../durable/durable-files.ts';
import { ModelExistsError, ModelStorageError, UnsavableModelError } from '../errors.ts';
import type { ModelManifest } from '../manifest.ts';
import type { JsonObject, ModelData } from '../model-data.ts';
import { encodeBundle, type EncodedBundle } from './encode-bundle.ts';

export interface SaveModelOptions {
  /** Fields that replace those of `data.metadata` or come beside them. See `modelMetadataSchema`. */
  readonly metadata?: JsonObject | undefined;
  /**
   * Where `createdAt` comes from.
   * @default () => new Date()
   */
  readonly clock?: (() => Date) | undefined;
}

const optionNames: OptionNames<SaveModelOptions> = { metadata: true, clock: true };

/**
 * Writes a model into a new folder: `config.json`, `arrays.safetensors`, `metadata.json`, `manifest.json` and
 * `SHA256SUMS`. Parents are created. The folder appears whole or not at all, and when the promise resolves it survives a
 * crash and a power loss. Of several who save to one place at once, one succeeds.
 *
 * @returns the manifest, whose digest stands for the whole model
 * @throws ModelExistsError when anything lies at `folder`, be it an empty folder
 * @throws UnsavableModelError when the model would not come back exactly as it is
 * @throws InvalidOptionError for an option that does not exist, or no path as `folder`
 * @throws ModelStorageError when the operating system refuses
 *
 * @example
 * ```ts
 * import { mkdtemp } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { readBundle, saveModel } from '@regimekit/persistence';
 *
 * const folder = join(await mkdtemp(join(tmpdir(), 'models-')), 'first');
 * await saveModel(folder, {
 *   kind: 'mean',
 *   config: { window: 20 },
 *   arrays: { mean: { shape: [2], data: Float64Array.of(0.5, 1.5) } },
 *   metadata: { trainedBy: 'a reader of this line' },
 * });
 * (await readBundle(folder)).data.arrays['mean']; // { shape: [2], data: Float64Array [0.5, 1.5] }
 * ```
 */
export async function saveModel(
  folder: string,
  data: ModelData,
  options: SaveModelOptions = {},
): Promise<ModelManifest> {
  checkFolder(folder);
  checkOptions(options, optionNames, 'saveModel');
  checkData(data);
  const target = resolve(folder);
  await storing(target, () => refuseExisting(target));
  const clock = options.clock ?? (() => new Date());
  const bundle = encodeBundle({ ...data, metadata: { ...data.metadata, ...options.metadata } }, readClock(clock));
  await storing(target, () => writeBundle(target, bundle));
  return bundle.manifest;
}

function checkData(data: ModelData): void {
  if (typeof data === 'object' && data !== null) return;
  throw new UnsavableModelError(
    `expected an object with kind, config, arrays and metadata, received ${describeValue(data)}.`,
  );
}

async function writeBundle(target: string, { files }: EncodedBundle): Promise<void> {
  await makeFolder(dirname(target));
  const temporary = temporaryName(target);
  try {
    await mkdir(temporary);
    for (const [file, bytes] of files) await writeNewFile(join(temporary, file), bytes);
    await syncFolder(temporary);
    if (!(await moveFolder(temporary, target))) throw new ModelExistsError(target);
  } catch (error) {
    // What goes wrong while cleaning up must not hide what went wrong before.
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
    throw error;
  }
}

async function refuseExisting(target: string): Promise<void> {
  if (await exists(target)) throw new ModelExistsError(target);
}

function readClock(clock: () => Date): Date {
  const now: unknown = typeof clock === 'function' ? clock() : undefined;
  if (!(now instanceof Date) || Number.isNaN(now.getTime()))
    throw new UnsavableModelError('the clock gave no valid date.');
  return now;
}

async function storing(target: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof ModelExistsError) throw error;
    throw new ModelStorageError('save the model to', target, error);
  }
}
