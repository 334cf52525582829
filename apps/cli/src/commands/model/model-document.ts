// All that is known of a model in a bundle, as a document.
import { manifestDigest, type JsonObject, type ModelManifest, type TrustFinding } from '@regimekit/persistence';
import type { Context } from '../../frame/context.ts';
import { readFound, useOf, type FoundBundle } from '../../workflows/find-bundle.ts';
import { assessTrust } from '../../workflows/trust.ts';

export interface ModelDocument {
  /** Where it lies; null for what it is not. */
  readonly folder: string | null;
  readonly registered: { readonly name: string; readonly version: string; readonly stage: string } | null;
  readonly kind: string;
  readonly manifestDigest: string;
  readonly manifest: ModelManifest;
  readonly config: JsonObject;
  readonly metadata: JsonObject;
  /** Shape of each array. */
  readonly arrays: Readonly<Record<string, readonly number[]>>;
  readonly trust: TrustDocument;
}

/** What the signatures are worth with the keys that are trusted in this home. */
export interface TrustDocument {
  readonly outcome: 'trusted' | 'untrusted' | 'unsigned';
  readonly signatures: readonly {
    readonly file: string;
    readonly keyId: string | null;
    readonly owner: string | null;
    readonly algorithm: string | null;
    readonly problem: string | null;
  }[];
}

/** @throws when a byte of the bundle is not as it was saved */
export async function modelDocument(context: Context, found: FoundBundle, name?: string): Promise<ModelDocument> {
  const { manifest, data } = readFound(found);
  const { version, folder } = found;
  return {
    folder: folder ?? null,
    registered: version === undefined ? null : { name: version.name, version: version.version, stage: version.stage },
    kind: manifest.kind,
    manifestDigest: manifestDigest(manifest),
    manifest,
    config: data.config,
    metadata: data.metadata,
    arrays: Object.fromEntries(Object.entries(data.arrays).map(([array, { shape }]) => [array, shape])),
    trust: trustDocument(await assessTrust(context, found.files, useOf(found, name))),
  };
}

function trustDocument({ outcome, signatures }: TrustFinding): TrustDocument {
  return {
    outcome: signatures.length === 0 ? 'unsigned' : outcome === 'trusted' ? 'trusted' : 'untrusted',
    signatures: signatures.map(({ file, keyId, owner, algorithm, problem }) => ({
      file,
      keyId: keyId ?? null,
      owner: owner ?? null,
      algorithm: algorithm ?? null,
      problem: problem?.message ?? null,
    })),
  };
}
