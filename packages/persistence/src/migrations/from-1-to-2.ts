import type { BundleContentV1, BundleContentV2 } from './bundle-content.ts';

/** Format 2 came with evidence in the manifest; a writer of format 1 vouched for nothing beside the model. */
export function from1To2(content: BundleContentV1): BundleContentV2 {
  return { ...content, formatVersion: 2, evidence: {} };
}
