import { resolve } from 'node:path';
import { checkFolder, checkOptions } from '../check-options.ts';
import type { ModelManifest } from '../manifest.ts';
import type { ModelData } from '../model-data.ts';
import { encodeModel, encodeOptionNames, type EncodeModelOptions } from './encode-model.ts';
import { refuseExisting, writeBundleFolder } from './write-bundle-folder.ts';

/** How a model is saved. */
export type SaveModelOptions = EncodeModelOptions;

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
  checkOptions(options, encodeOptionNames, 'saveModel');
  // Looked at before anything else, so that a place that is taken costs nothing.
  await refuseExisting(resolve(folder));
  const { manifest, files } = encodeModel(data, options);
  await writeBundleFolder(folder, files);
  return manifest;
}
