import { RegimekitError } from '@regimekit/errors';
import { z } from 'zod';
import { InvalidModelError, InvalidOptionError, UnknownKindError } from '../errors.ts';
import type { ModelData, ModelSchema } from '../model-data.ts';
import { describeIssues } from '../shorten.ts';
import type { BundleFiles } from './bundle-files.ts';
import { decodeVerified, verifyBundleFiles, type VerifyOptions } from './read-bundle-files.ts';

/** What a bundle must be to be loaded. */
export type LoadOptions = VerifyOptions;

/**
 * A model from the files of a bundle in memory: the same checks as `loadModel` makes of a folder.
 *
 * @throws as `loadModel`, except for what only a folder can get wrong
 *
 * @example
 * ```ts
 * import { decodeModel, encodeModel, type ModelSchema } from '@regimekit/persistence';
 *
 * const meanSchema: ModelSchema<number> = {
 *   kind: 'mean',
 *   arrayNames: ['mean'],
 *   parse: ({ arrays }) => arrays['mean']!.data[0]!,
 * };
 * const { files } = encodeModel({
 *   kind: 'mean', config: {}, arrays: { mean: { shape: [], data: Float64Array.of(0.5) } }, metadata: {},
 * });
 * decodeModel(files, meanSchema); // 0.5
 * ```
 */
export function decodeModel<T>(files: BundleFiles, schema: ModelSchema<T>, options: LoadOptions = {}): T {
  checkSchema(schema);
  const manifest = verifyBundleFiles(files, options);
  if (manifest.kind !== schema.kind) throw new UnknownKindError(schema.kind, manifest.kind);
  const { data } = decodeVerified(manifest, files, schema.arrayNames);
  return applySchema(data, schema);
}

/** @throws InvalidOptionError unless `schema` has the form of one */
export function checkSchema<T>(schema: ModelSchema<T>): void {
  const { kind, arrayNames, parse } = (schema ?? {}) as Partial<ModelSchema<T>>;
  if (typeof kind === 'string' && Array.isArray(arrayNames) && typeof parse === 'function') return;
  const hint =
    'Give the schema of the kind of model that lies there, such as regimeModelSchema of @regimekit/detector.';
  throw new InvalidOptionError('schema', 'an object with kind, arrayNames and parse', schema, hint);
}

function applySchema<T>(data: ModelData, schema: ModelSchema<T>): T {
  try {
    return schema.parse(data);
  } catch (error) {
    if (RegimekitError.isInstance(error)) throw error;
    throw new InvalidModelError(describe(error), error);
  }
}

function describe(error: unknown): string {
  if (error instanceof z.ZodError) return describeIssues(error);
  return error instanceof Error ? error.message : String(error);
}
