import { UnsavableModelError } from '../errors.ts';
import {
  CHECKSUMS_FILE,
  createManifest,
  encodeChecksums,
  encodeManifest,
  kindSchema,
  MANIFEST_FILE,
  type ModelManifest,
} from '../manifest.ts';
import type { ModelData } from '../model-data.ts';
import { writeSafetensors } from '../safetensors/write-safetensors.ts';
import { encodeJson } from '../strict-json.ts';
import { decodeContents } from './decode-bundle.ts';

/** The files of a bundle by name. */
export interface EncodedBundle {
  readonly manifest: ModelManifest;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/**
 * A model as the files of a bundle, in memory. Equal data and an equal instant give equal bytes.
 *
 * @throws UnsavableModelError when the bytes would not give back exactly this model
 */
export function encodeBundle(data: ModelData, createdAt: Date): EncodedBundle {
  const kind = kindSchema.safeParse(data.kind);
  if (!kind.success) throw new UnsavableModelError(`'${data.kind}' is not a kind: ${kind.error.issues[0]?.message}.`);
  const contents = encodeContents(data);
  const manifest = createManifest(data.kind, createdAt, contents);
  const files = new Map([
    ...contents,
    [MANIFEST_FILE, encodeManifest(manifest)],
    [CHECKSUMS_FILE, encodeChecksums(manifest)],
  ]);
  return { manifest, files };
}

function encodeContents(data: ModelData): Map<string, Uint8Array> {
  try {
    const contents = new Map([
      ['arrays.safetensors', writeSafetensors(data.arrays)],
      ['config.json', encodeJson(data.config)],
      ['metadata.json', encodeJson(data.metadata)],
    ]);
    // What cannot be read back must not be written: the reader's rules are the only rules.
    decodeContents(data.kind, contents);
    return contents;
  } catch (error) {
    if (error instanceof UnsavableModelError) throw error;
    throw new UnsavableModelError((error as Error).message, undefined, error);
  }
}
