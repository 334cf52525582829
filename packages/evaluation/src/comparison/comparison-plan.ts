// What is to be shown and when it counts as shown, written before the first observation.
import { describeValue, fingerprint } from '@regimekit/numerics';
import { z } from 'zod';
import { InvalidPlanError } from '../errors.ts';

const side = z.strictObject({ name: z.string().min(1).max(200), version: z.string().min(1).max(200) });
const share = z.number().min(0).max(1);

/** The plan of a comparison; unknown keys are refused, because a misspelt limit would be no limit. */
export const comparisonPlanSchema = z
  .strictObject({
    formatVersion: z.literal(1).default(1),
    /** In words, for people. */
    hypothesis: z.string().min(1).max(2000),
    /** What runs now. */
    baseline: side,
    /** What may take its place. */
    candidate: side,
    /** Mean gain of the candidate in log score a day (nats) that it must exceed; below zero: not worse by more than this. */
    margin: z.number().default(0),
    /** Chance of a wrong promotion or rejection over all looks together. */
    alpha: z.number().gt(0).lt(1).default(0.05),
    /** Differences (means of blocks, with `blockDays` above 1) are clipped to -clip..clip nats, from a pilot's scale. */
    clip: z.number().gt(0),
    /** Days whose mean is one observation: 1, or more where the daily differences of a pilot are autocorrelated. */
    blockDays: z.int().min(1).default(1),
    /** Days before it are not looked at: where some were seen already, a new plan is for those to come. Without it every paired day counts. */
    firstDay: z.iso.date().optional(),
    method: z.enum(['betting', 'empirical-bernstein']).default('betting'),
    /** Days around which the bounds should be narrow. */
    tunedAt: z.number().min(1).default(126),
    stopping: z
      .strictObject({
        /** No verdict but "extend" before so many paired days. */
        minDays: z.int().min(1).default(60),
        /** The last day that counts; undecided then is inconclusive. */
        maxDays: z.int().min(1).default(504),
        /** Sessions from look to look. The bounds hold for any number of looks. */
        lookEveryDays: z.int().min(1).default(21),
      })
      .prefault({}),
    guardrails: z
      .strictObject({
        /** Largest share of the last year that the candidate's refits may relabel. */
        maxRelabelRate: share.default(0.1),
        /** Largest half sum of |weight changes| on the day of the cutover. */
        maxCutoverTurnover: z.number().min(0).default(0.5),
        /** Least share of the days of either that both have predicted. */
        minCoverage: share.default(0.95),
        /** Largest latency of the candidate, 95 % quantile. */
        maxLatencyMs: z.number().gt(0).default(1000),
        /** Largest autocorrelation at lag 1 of the observations: above it the bounds do not hold, and nothing is decided. */
        maxDependence: share.default(0.1),
        /** Largest share of differences that the clip may cut. */
        maxClippedShare: share.default(0.05),
      })
      .prefault({}),
  })
  .refine((plan) => Math.abs(plan.margin) < plan.clip, { path: ['margin'], error: 'must lie inside the clip' })
  .refine((plan) => plan.stopping.minDays <= plan.stopping.maxDays, {
    path: ['stopping', 'minDays'],
    error: 'must be at most maxDays',
  });

/** A plan with its defaults filled in. */
export type ComparisonPlan = z.output<typeof comparisonPlanSchema>;

/** What has to be said; everything else has a default. */
export type ComparisonPlanInput = z.input<typeof comparisonPlanSchema>;

/**
 * A plan, checked, with every default filled in: keep it and its digest where both are older than the first observation.
 *
 * @throws InvalidPlanError naming the first thing that is wrong
 *
 * @example
 * ```ts
 * import { comparisonPlan, planDigest } from '@regimekit/evaluation';
 *
 * const plan = comparisonPlan({
 *   hypothesis: 'Version 1.1.0 predicts the features better than 1.0.0.',
 *   baseline: { name: 'regime-detector', version: '1.0.0' },
 *   candidate: { name: 'regime-detector', version: '1.1.0' },
 *   clip: 3,
 * });
 * planDigest(plan).length; // 64
 * ```
 */
export function comparisonPlan(input: ComparisonPlanInput): ComparisonPlan {
  const read = comparisonPlanSchema.safeParse(input);
  if (read.success) {
    const { firstDay, ...rest } = read.data;
    // What is not said is not there, so that the digest has something to stand on.
    return firstDay === undefined ? rest : { ...rest, firstDay };
  }
  const [issue] = read.error.issues;
  throw new InvalidPlanError(issue?.path.join('.') ?? '', issue?.message ?? 'not a plan');
}

/** SHA-256 of the canonical JSON of the plan, every default filled in. @throws InvalidPlanError */
export function planDigest(plan: ComparisonPlanInput): string {
  return fingerprint(comparisonPlan(plan));
}

/** When the plan was written, and when the first pair of predictions was made. */
export interface PlanTimes {
  /** UTC instant, such as that of the event that recorded the digest. */
  readonly createdAt: string;
  /** UTC instant, or a calendar day (its first second counts). */
  readonly firstObservation: string;
  /** The digest that was recorded then. Without it only the times are checked. */
  readonly recordedDigest?: string;
}

/** Whether a plan counts. */
export interface PlanCheck {
  readonly valid: boolean;
  readonly digest: string;
  readonly createdAt: string;
  readonly firstObservation: string;
  /** Empty for a valid plan. */
  readonly reasons: readonly PlanProblem[];
}

/** Why a plan is void. */
export type PlanProblem = 'PLAN_YOUNGER_THAN_DATA' | 'PLAN_CHANGED';

/**
 * Whether a plan was there before its data, and is the one that was recorded. A void plan is an outcome, not an error: every
 * verdict on it is inconclusive.
 *
 * @throws InvalidPlanError for no plan, or a time that is none
 */
export function checkPlan(plan: ComparisonPlanInput, times: PlanTimes): PlanCheck {
  const digest = planDigest(plan);
  const { createdAt, firstObservation, recordedDigest } = times;
  const reasons: PlanProblem[] = [];
  const before = instantOf('createdAt', createdAt) < instantOf('firstObservation', firstObservation);
  if (!before) reasons.push('PLAN_YOUNGER_THAN_DATA');
  if (recordedDigest !== undefined && recordedDigest !== digest) reasons.push('PLAN_CHANGED');
  return { valid: reasons.length === 0, digest, createdAt, firstObservation, reasons };
}

const instantSchema = z.union([z.iso.date(), z.iso.datetime()]);

function instantOf(name: string, text: string): number {
  const read = instantSchema.safeParse(text);
  if (read.success) return Date.parse(read.data);
  throw new InvalidPlanError(
    name,
    `must be a UTC instant such as 2024-01-31T21:00:00Z, received ${describeValue(text)}`,
  );
}
