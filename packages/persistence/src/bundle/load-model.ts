import { RegimekitError } from '@regimekit/errors';
import { z } from 'zod';
import { ArrayNamesError, InvalidModelError, InvalidOptionError, UnknownKindError } from '../errors.ts';
import type { ModelData, ModelSchema } from '../model-data.ts';
import { readBundle, type VerifyOptions } from './read-bundle.ts';

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
export async function loadModel<T>(folder: string, schema: ModelSchema<T>, options: VerifyOptions = {}): Promise<T> {
  checkSchema(schema);
  const { data } = await readBundle(folder, options);
  return applySchema(data, schema);
}

function checkSchema<T>(schema: ModelSchema<T>): void {
  const { kind, arrayNames, parse } = (schema ?? {}) as Partial<ModelSchema<T>>;
  if (typeof kind === 'string' && Array.isArray(arrayNames) && typeof parse === 'function') return;
  const hint =
    'Give the schema of the kind of model that lies there, such as regimeModelSchema of @regimekit/detector.';
  throw new InvalidOptionError('schema', 'an object with kind, arrayNames and parse', schema, hint);
}

function applySchema<T>(data: ModelData, schema: ModelSchema<T>): T {
  if (data.kind !== schema.kind) throw new UnknownKindError(schema.kind, data.kind);
  const missing = schema.arrayNames.filter((name) => data.arrays[name] === undefined);
  const unexpected = Object.keys(data.arrays).filter((name) => !schema.arrayNames.includes(name));
  if (missing.length + unexpected.length > 0) throw new ArrayNamesError(data.kind, missing, unexpected);
  try {
    return schema.parse(data);
  } catch (error) {
    if (RegimekitError.isInstance(error)) throw error;
    throw new InvalidModelError(describe(error), error);
  }
}

function describe(error: unknown): string {
  if (error instanceof z.ZodError) return z.prettifyError(error);
  return error instanceof Error ? error.message : String(error);
}
