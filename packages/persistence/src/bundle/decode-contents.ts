import { ArrayNamesError, InvalidJsonError, InvalidModelError, NonFiniteArrayError } from '../errors.ts';
import type { JsonObject, ModelData } from '../model-data.ts';
import { modelMetadataSchema } from '../model-metadata.ts';
import { readSafetensors } from '../safetensors/read-safetensors.ts';
import { describeIssues, shorten } from '../shorten.ts';
import { decodeJson } from '../strict-json.ts';

/**
 * Parses the content files of a bundle whose digests have been verified. Says nothing yet about what the numbers mean.
 *
 * @param arrayNames the arrays that must be there, and no other; any when left out
 * @throws InvalidJsonError, InvalidSafetensorsError, ArrayShapeError, ArrayNamesError, NonFiniteArrayError or
 * InvalidModelError
 */
export function decodeContents(
  kind: string,
  contents: ReadonlyMap<string, Uint8Array>,
  arrayNames?: readonly string[],
): ModelData {
  const config = decodeObject('config.json', contents);
  const metadata = decodeObject('metadata.json', contents);
  const known = modelMetadataSchema.safeParse(metadata);
  if (!known.success) throw new InvalidModelError(`metadata.json: ${describeIssues(known.error)}`, known.error);
  const checkNames = arrayNames && ((names: readonly string[]) => requireNames(kind, arrayNames, names));
  const arrays = readSafetensors(contents.get('arrays.safetensors') ?? new Uint8Array(), checkNames);
  for (const [name, { data }] of Object.entries(arrays)) checkFinite(name, data);
  return { kind, config, arrays, metadata };
}

function requireNames(kind: string, expected: readonly string[], received: readonly string[]): void {
  const missing = expected.filter((name) => !received.includes(name));
  const unexpected = received.filter((name) => !expected.includes(name));
  if (missing.length + unexpected.length > 0) throw new ArrayNamesError(kind, missing, unexpected.map(shorten));
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
