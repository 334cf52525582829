import { describeValue, type OptionNames } from '@regimekit/numerics';
import { checkOptions } from '../check-options.ts';
import { UnsavableModelError } from '../errors.ts';
import {
  CHECKSUMS_FILE,
  createManifest,
  decodeManifest,
  encodeChecksums,
  encodeManifest,
  kindSchema,
  MANIFEST_FILE,
  type ModelManifest,
} from '../manifest.ts';
import type { JsonObject, ModelData } from '../model-data.ts';
import { writeSafetensors } from '../safetensors/write-safetensors.ts';
import { encodeJson } from '../strict-json.ts';
import { checkFiles, type BundleFiles } from './bundle-files.ts';
import { decodeContents } from './decode-contents.ts';

/** How the files of a bundle are made. */
export interface EncodeModelOptions {
  /** Fields that replace those of `data.metadata` or come beside them. See `modelMetadataSchema`. */
  readonly metadata?: JsonObject | undefined;
  /**
   * What the writer vouches for beside the model, kept in the manifest and so covered by its digest.
   * @default {}
   */
  readonly evidence?: JsonObject | undefined;
  /**
   * Where `createdAt` comes from.
   * @default () => new Date()
   */
  readonly clock?: (() => Date) | undefined;
}

export const encodeOptionNames: OptionNames<EncodeModelOptions> = { metadata: true, evidence: true, clock: true };

/** A bundle in memory, and its manifest. */
export interface EncodedModel {
  readonly manifest: ModelManifest;
  readonly files: BundleFiles;
}

/**
 * A model as the files of a bundle, in memory: what `saveModel` writes into a folder. Equal data, evidence and instant
 * give equal bytes.
 *
 * @throws UnsavableModelError when the bytes would not give back exactly this model
 * @throws InvalidOptionError for an option that does not exist
 *
 * @example
 * ```ts
 * import { encodeModel, readBundleFiles } from '@regimekit/persistence';
 *
 * const { files, manifest } = encodeModel({
 *   kind: 'mean', config: {}, arrays: { mean: { shape: [], data: Float64Array.of(0.5) } }, metadata: {},
 * });
 * [...files.keys()]; // ['arrays.safetensors', 'config.json', 'metadata.json', 'manifest.json', 'SHA256SUMS']
 * readBundleFiles(files).data.arrays['mean']; // { shape: [], data: Float64Array [0.5] }
 * ```
 */
export function encodeModel(data: ModelData, options: EncodeModelOptions = {}): EncodedModel {
  checkOptions(options, encodeOptionNames, 'encodeModel');
  if (typeof data !== 'object' || data === null) {
    throw new UnsavableModelError(
      `expected an object with kind, config, arrays and metadata, received ${describeValue(data)}.`,
    );
  }
  const { metadata, evidence = {}, clock = () => new Date() } = options;
  return encodeBundle({ ...data, metadata: { ...data.metadata, ...metadata } }, evidence, readClock(clock));
}

function encodeBundle(data: ModelData, evidence: JsonObject, createdAt: Date): EncodedModel {
  const kind = kindSchema.safeParse(data.kind);
  if (!kind.success) throw new UnsavableModelError(`'${data.kind}' is not a kind: ${kind.error.issues[0]?.message}.`);
  return saving(() => {
    const contents = encodeContents(data);
    const manifest = createManifest({ kind: data.kind, createdAt, evidence }, contents);
    const files = new Map([
      ...contents,
      [MANIFEST_FILE, encodeManifest(manifest)],
      [CHECKSUMS_FILE, encodeChecksums(manifest)],
    ]);
    // What cannot be read back must not be written: the reader's rules are the only rules.
    checkFiles(files);
    return { manifest: decodeManifest(files.get(MANIFEST_FILE)!), files };
  });
}

function encodeContents(data: ModelData): Map<string, Uint8Array> {
  const contents = new Map([
    ['arrays.safetensors', writeSafetensors(data.arrays)],
    ['config.json', encodeJson(data.config)],
    ['metadata.json', encodeJson(data.metadata)],
  ]);
  decodeContents(data.kind, contents);
  return contents;
}

function saving<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof UnsavableModelError) throw error;
    throw new UnsavableModelError((error as Error).message, undefined, error);
  }
}

function readClock(clock: () => Date): Date {
  const now: unknown = typeof clock === 'function' ? clock() : undefined;
  if (!(now instanceof Date) || Number.isNaN(now.getTime()))
    throw new UnsavableModelError('the clock gave no valid date.');
  return now;
}
