import { fingerprint } from '@regimekit/numerics';

/** What of a piece of evidence an approval stands on. */
export interface EvidenceFacts {
  readonly digest: string;
  readonly kind: string;
  readonly passed: boolean;
}

/**
 * One digest for everything that is attached to a version: what an approval is bound to. It covers kind and verdict of
 * each document beside its digest, since neither need be in the document, and does not depend on the order.
 *
 * Formula: SHA-256 of the canonical JSON (RFC 8785) of the sorted list of `[digest, kind, passed]`.
 *
 * @example
 * ```ts
 * import { digestEvidence } from '@regimekit/registry';
 *
 * const report = { digest: 'a'.repeat(64), kind: 'validation', passed: true };
 * digestEvidence([]) === digestEvidence([report]); // false
 * ```
 */
export function digestEvidence(evidence: readonly EvidenceFacts[]): string {
  if (evidence.length === 0) return NOTHING;
  const facts = evidence.map(({ digest, kind, passed }) => [digest, kind, passed] as const);
  return fingerprint(facts.sort((a, b) => (a.join(' ') < b.join(' ') ? -1 : 1)));
}

// Most versions have none, and lists show thousands of versions.
const NOTHING = fingerprint([]);

/** Of each kind the newest, which is the one that counts. */
export function newestByKind<E extends EvidenceFacts>(evidence: readonly E[]): Map<string, E> {
  return new Map(evidence.map((item) => [item.kind, item]));
}
