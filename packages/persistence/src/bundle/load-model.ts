import { checkOptions } from '../check-options.ts';
import type { ModelSchema } from '../model-data.ts';
import { checkSchema, decodeModel, type LoadOptions } from './decode-model.ts';
import { readBundleFolder } from './read-bundle-folder.ts';
import { verifyOptionNames } from './read-bundle-files.ts';

/**
 * Loads a model: every digest is verified before anything is parsed, and every invariant of the schema holds before the
 * model is returned. Nothing from the folder is ever executed.
 *
 * @throws what `readBundle` throws; UnknownKindError and ArrayNamesError when the bundle is not of the schema's kind;
 * the schema's own error, or InvalidModelError around it where it is not a `RegimekitError`
 *
 * @example
 * ```ts
 * import { mkdtemp } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { loadModel, saveModel, type ModelSchema } from '@regimekit/persistence';
 *
 * const meanSchema: ModelSchema<number> = {
 *   kind: 'mean',
 *   arrayNames: ['mean'],
 *   parse: ({ arrays }) => {
 *     if (arrays['mean']?.data.length !== 1) throw new Error('expected one mean');
 *     return arrays['mean'].data[0]!;
 *   },
 * };
 * const folder = join(await mkdtemp(join(tmpdir(), 'models-')), 'first');
 * await saveModel(folder, {
 *   kind: 'mean', config: {}, arrays: { mean: { shape: [], data: Float64Array.of(0.5) } }, metadata: {},
 * });
 * await loadModel(folder, meanSchema); // 0.5
 * ```
 */
export async function loadModel<T>(folder: string, schema: ModelSchema<T>, options: LoadOptions = {}): Promise<T> {
  checkSchema(schema);
  checkOptions(options, verifyOptionNames, 'verification');
  return decodeModel(await readBundleFolder(folder), schema, options);
}
