import { z } from 'zod';
import { InvalidJsonError, InvalidModelError, NonFiniteArrayError } from '../errors.ts';
import type { JsonObject, ModelData, NamedArray } from '../model-data.ts';
import { modelMetadataSchema } from '../model-metadata.ts';
import { readSafetensors } from '../safetensors/read-safetensors.ts';
import { decodeJson } from '../strict-json.ts';

/**
 * Parses the content files of a bundle whose digests have been verified. Says nothing yet about what the numbers mean.
 *
 * @throws InvalidJsonError, InvalidSafetensorsError, ArrayShapeError, NonFiniteArrayError or InvalidModelError
 */
export function decodeContents(kind: string, contents: ReadonlyMap<string, Uint8Array>): ModelData {
  const config = decodeObject('config.json', contents);
  const metadata = decodeObject('metadata.json', contents);
  const known = modelMetadataSchema.safeParse(metadata);
  if (!known.success) throw new InvalidModelError(`metadata.json: ${z.prettifyError(known.error)}`, known.error);
  const arrays = readSafetensors(contents.get('arrays.safetensors') ?? new Uint8Array());
  for (const [name, { data }] of Object.entries(arrays)) checkFinite(name, data);
  return { kind, config, arrays: arrays satisfies Record<string, NamedArray>, metadata };
}

function decodeObject(file: string, contents: ReadonlyMap<string, Uint8Array>): JsonObject {
  const value = decodeJson(file, contents.get(file) ?? new Uint8Array());
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InvalidJsonError(file, 'expected an object.');
  }
  return value as JsonObject;
}

function checkFinite(name: string, data: Float64Array): void {
  const index = data.findIndex((value) => !Number.isFinite(value));
  if (index >= 0) throw new NonFiniteArrayError(name, index, data[index]!);
}
