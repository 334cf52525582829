// What a retention keeps. Numbers and days; what it never removes is not up to it.
import { InvalidOptionError } from '@regimekit/persistence';
import { z } from 'zod';

/** What stays of one stage. */
export interface StageRetention {
  /** Of the versions in this stage, so many of those that entered it last. */
  readonly keepLast?: number | undefined;
  /** Versions that entered it less than so many days ago. */
  readonly keepDays?: number | undefined;
}

/** Which bundles are kept; what production may return to always is. */
export interface RetentionPolicy {
  /**
   * The newest versions of each model.
   * @default 10
   */
  readonly keepLast?: number | undefined;
  /**
   * Versions registered less than so many days ago.
   * @default 90
   */
  readonly keepDays?: number | undefined;
  /**
   * More for some stages. What is in production or shadow stays in any case.
   * @default { staging: { keepLast: 0, keepDays: 30 }, archive: { keepLast: 0, keepDays: 0 } }
   */
  readonly stages?:
    | { readonly staging?: StageRetention | undefined; readonly archive?: StageRetention | undefined }
    | undefined;
  /**
   * Allows to remove what was in production and left it so many days ago. It can then be said which version served on a
   * day, but that version can no longer be loaded.
   * @default what was ever in production stays
   */
  readonly formerProduction?:
    | {
        readonly days: number;
        /**
         * Of the versions that a rollback could return to, so many of the latest stay whatever their age.
         * @default 3
         */
        readonly rollbacks?: number | undefined;
      }
    | undefined;
}

/** A policy with every default filled in. */
export interface ResolvedRetention {
  readonly keepLast: number;
  readonly keepDays: number;
  readonly stages: Readonly<Record<'staging' | 'archive', { readonly keepLast: number; readonly keepDays: number }>>;
  readonly formerProduction: { readonly days: number; readonly rollbacks: number } | undefined;
}

const MAX = 1_000_000;
const count = z.int().nonnegative().max(MAX);
const days = z.number().nonnegative().max(MAX);
const stage = (keepDays: number) =>
  z.strictObject({ keepLast: count.default(0), keepDays: days.default(keepDays) }).prefault({});

const schema = z.strictObject({
  keepLast: count.default(10),
  keepDays: days.default(90),
  stages: z.strictObject({ staging: stage(30), archive: stage(0) }).prefault({}),
  // One way back at least: a rollback must never find nothing because of a retention.
  formerProduction: z.strictObject({ days, rollbacks: count.min(1).default(3) }).optional(),
});

/** @throws InvalidOptionError naming every field that is wrong */
export function resolveRetention(policy: RetentionPolicy): ResolvedRetention {
  const result = schema.safeParse(policy);
  if (result.success) return { ...result.data, formerProduction: result.data.formerProduction };
  throw new InvalidOptionError(
    'policy',
    `a retention policy (${z.prettifyError(result.error).replaceAll('\n', ' ')})`,
    policy,
    'Give some of keepLast, keepDays, stages and formerProduction, as numbers that are not negative.',
  );
}
