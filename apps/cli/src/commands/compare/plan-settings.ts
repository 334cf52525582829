// The options of a plan, each checked at the door.
import { RegimekitError } from '@regimekit/errors';
import { comparisonPlan, type ComparisonPlan, type ComparisonPlanInput } from '@regimekit/evaluation';
import type { Context } from '../../frame/context.ts';
import { parseChoice, parseDate, parseNumber, parseWhole } from '../../frame/options.ts';
import type { OfModel, WithReason } from '../registry/options.ts';

export interface PlanOptions extends OfModel, WithReason {
  readonly candidate?: string;
  readonly baseline: string;
  readonly hypothesis?: string;
  readonly firstDay?: string;
  readonly margin: string;
  readonly alpha: string;
  readonly clip?: string;
  readonly blockDays?: string;
  readonly pilotDays: string;
  readonly method: string;
  readonly minDays: string;
  readonly maxDays: string;
  readonly lookEvery: string;
  readonly maxRelabelled: string;
  readonly maxTurnover: string;
  readonly minCoverage: string;
  readonly maxLatency: string;
  readonly maxDependence: string;
  readonly maxClipped: string;
  readonly effect: string;
  readonly power?: boolean;
  readonly out?: string;
}

/** What the options say; clip and blocks may be left to a pilot. */
export type PlanSettings = ReturnType<typeof readPlanOptions>;

/** Longest replay for a pilot. */
const MOST_PILOT_DAYS = 20_000;
/** Longest comparison: forty years of days. */
const MOST_DAYS = 10_000;

/** @throws RegimekitError of kind `input` */
export function readPlanOptions(context: Context, options: PlanOptions) {
  const share = (option: string, text: string): number => parseNumber(option, text, { min: 0, max: 1 });
  const days = (option: string, text: string): number => parseWhole(option, text, { min: 1, max: MOST_DAYS });
  if (options.candidate === undefined) {
    throw new RegimekitError('--candidate must name the version that may take the place of the baseline.', {
      code: 'NO_CANDIDATE',
      kind: 'input',
      hint: 'For example: regimekit compare plan --candidate 1.1.0',
    });
  }
  return {
    candidate: options.candidate,
    baseline: options.baseline,
    hypothesis: options.hypothesis,
    clip: options.clip === undefined ? undefined : parseNumber('--clip', options.clip, { min: 0, above: true }),
    blockDays: options.blockDays === undefined ? undefined : days('--block-days', options.blockDays),
    pilotDays: parseWhole('--pilot-days', options.pilotDays, { min: 20, max: MOST_PILOT_DAYS }),
    effect: parseNumber('--effect', options.effect, { min: 0, above: true, max: 100 }),
    rest: {
      firstDay: firstDayOf(context, options.firstDay),
      margin: parseNumber('--margin', options.margin, { min: -1000, max: 1000 }),
      alpha: parseNumber('--alpha', options.alpha, { min: 0, above: true, max: 0.5 }),
      method: parseChoice('--method', options.method, ['betting', 'empirical-bernstein'] as const),
      stopping: {
        minDays: days('--min-days', options.minDays),
        maxDays: days('--max-days', options.maxDays),
        lookEveryDays: days('--look-every', options.lookEvery),
      },
      guardrails: {
        maxRelabelRate: share('--max-relabelled', options.maxRelabelled),
        maxCutoverTurnover: parseNumber('--max-turnover', options.maxTurnover, { min: 0, max: 10 }),
        minCoverage: share('--min-coverage', options.minCoverage),
        maxLatencyMs: parseNumber('--max-latency', options.maxLatency, { min: 0, above: true }),
        maxDependence: share('--max-dependence', options.maxDependence),
        maxClippedShare: share('--max-clipped', options.maxClipped),
      },
    } satisfies Partial<ComparisonPlanInput>,
  };
}

/**
 * The day after the plan is written, at the earliest: of the day itself the market was open while the plan was not there.
 *
 * @throws RegimekitError of kind `input` for a day that a plan of now would be younger than
 */
function firstDayOf({ now }: Context, text: string | undefined): string {
  const today = now().toISOString().slice(0, 10);
  const tomorrow = new Date(Date.parse(today) + 86_400_000).toISOString().slice(0, 10);
  const asked = parseDate('--first-day', text) ?? tomorrow;
  if (asked >= tomorrow) return asked;
  throw new RegimekitError(`--first-day must be after the day of the plan (${today}, UTC), received ${asked}.`, {
    code: 'PLAN_YOUNGER_THAN_DATA',
    kind: 'input',
    hint: 'A plan that is younger than its data is void. Leave the option out to begin tomorrow.',
    details: { asked, earliest: tomorrow },
  });
}

/** The plan in full. */
export function planFrom(
  {
    rest,
    hypothesis,
    candidate,
    baseline,
  }: Omit<PlanSettings, 'candidate' | 'baseline'> & {
    readonly candidate: { readonly name: string; readonly version: string };
    readonly baseline: { readonly name: string; readonly version: string };
  },
  { clip, blockDays }: { readonly clip: number; readonly blockDays: number },
): ComparisonPlan {
  const said = `${candidate.name} ${candidate.version} foresees the features of the next day better than ${baseline.version}.`;
  return comparisonPlan({ ...rest, hypothesis: hypothesis ?? said, candidate, baseline, clip, blockDays });
}
