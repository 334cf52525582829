// What the files of a bundle say once they are verified and parsed, for each format there ever was.
import type { JsonObject, NamedArray } from '../model-data.ts';

export interface BundleContentV1 {
  readonly formatVersion: 1;
  readonly kind: string;
  /** Instant (UTC) of the saving. */
  readonly createdAt: string;
  readonly config: JsonObject;
  readonly arrays: Readonly<Record<string, NamedArray>>;
  readonly metadata: JsonObject;
}

export interface BundleContentV2 extends Omit<BundleContentV1, 'formatVersion'> {
  readonly formatVersion: 2;
  /** What the writer vouches for beside the model. */
  readonly evidence: JsonObject;
}

/** Any content that was ever written. */
export type AnyBundleContent = BundleContentV1 | BundleContentV2;

/** The newest. */
export type BundleContent = BundleContentV2;
