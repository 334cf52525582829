import { z } from 'zod';
import { digestSchema } from '../events/event-types.ts';
import type { ChainHead } from '../events/registry-event.ts';

const schema = z.looseObject({
  registry: z.looseObject({ sequence: z.int().nonnegative(), headDigest: digestSchema }),
});

/** The end of the record as a bundle remembers it from its making; undefined where it was made elsewhere, or earlier. */
export function findSeenHead(evidence: object): ChainHead | undefined {
  const parsed = schema.safeParse(evidence);
  if (!parsed.success) return undefined;
  const { sequence, headDigest } = parsed.data.registry;
  return { sequence, digest: headDigest };
}
