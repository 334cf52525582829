// The first paragraph: the verdict in words, and what it rests on.
import type { ReasonCode } from '@regimekit/evaluation';
import { percent } from '../../frame/terminal.ts';
import { counted } from '../../frame/words.ts';
import type { LookFindings } from './look-findings.ts';

type Told = Pick<LookFindings, 'record' | 'coverage'>;

const openings: Readonly<Record<LookFindings['record']['verdict'], (version: string) => string>> = {
  promote: (version) => `Promote ${version}.`,
  extend: (version) => `Go on: nothing is decided about ${version} yet.`,
  reject: (version) => `Reject ${version}.`,
  inconclusive: (version) => `No verdict on ${version}.`,
};

/** Reasons that are no guardrail. */
const reasonWords: Readonly<Partial<Record<ReasonCode, string>>> = {
  PLAN_YOUNGER_THAN_DATA: 'The plan is younger than its data, so it is void: a plan that knows its data shows nothing.',
  PLAN_CHANGED: 'The plan is not the one in the record, so it is void.',
  TOO_FEW_DAYS: 'The plan asks for more days before any verdict.',
  GAIN_ABOVE_MARGIN: 'The gain is shown to exceed the margin.',
  GAIN_BELOW_MARGIN: 'The gain is shown to fall short of the margin.',
  BOUNDS_CONTRADICT: 'The bounds contradict each other: the gain changed on the way.',
  UNDECIDED_YET: 'The bounds still hold the margin between them.',
  UNDECIDED_AT_LAST_DAY: 'The last day of the plan is over, and the bounds still hold the margin between them.',
  NO_DENSITY:
    'One of the two has no density of the features (a jump model, or clipped features), so there are no log scores to compare: what is told below are decisions and economics, which the plan does not judge by.',
  DIFFERENT_FEATURES:
    'The two use different features, and log scores of different features cannot be compared: what is told below are decisions and economics, which the plan does not judge by.',
  NO_PAIRED_DAYS: 'There is no day yet that both predicted on the same data.',
};

const guardrailWords: Readonly<Record<string, string>> = {
  coverage: 'coverage',
  'clipped-share': 'share of clipped differences',
  dependence: 'dependence of the differences',
  'relabel-rate': 'share of the last year relabelled',
  'cutover-turnover': 'turnover at the cutover',
  latency: 'latency',
};

/** What a guardrail limits. */
export function guardrailName(name: string): string {
  return guardrailWords[name] ?? name;
}

/** In one paragraph: verdict, reasons, the gain and its bounds, coverage, when to look again. */
export function lookParagraph(told: Told): string {
  const { record } = told;
  const { version } = record.plan.candidate;
  return [
    openings[record.verdict](version),
    ...record.reasons.flatMap((reason) => reasonWords[reason] ?? []),
    ...guardrailSentences(record.guardrails),
    ...gainSentences(told),
    coverageSentence(told),
    ...(record.nextLook === null ? [] : [`Look again on ${record.nextLook}.`]),
  ].join(' ');
}

function guardrailSentences(guardrails: Told['record']['guardrails']): string[] {
  const names = (state: string): string =>
    guardrails
      .filter((guardrail) => guardrail.state === state)
      .map(({ name }) => guardrailName(name))
      .join(', ');
  const [failed, unknown] = [names('failed'), names('unknown')];
  return [
    ...(failed === '' ? [] : [`Beyond its limit: ${failed}.`]),
    ...(unknown === '' ? [] : [`Not measured: ${unknown}.`]),
  ];
}

function gainSentences({ record: { gain, plan, days } }: Told): string[] {
  if (gain === null || days.from === null) return [];
  const { clippedMean, lower, upper, alpha, clippedShare } = gain;
  const better = (clippedMean ?? 0) >= 0 ? 'better' : 'worse';
  const clipped = clippedShare === 0 ? '' : ` (${percent(clippedShare)} of the differences were clipped)`;
  return clippedMean === null
    ? [`The first block of ${plan.blockDays} days is not full yet.`]
    : [
        `From ${days.from} to ${days.to} it foresaw the features of the day ${better} than ${plan.baseline.version} by ` +
          `${nats(Math.abs(clippedMean))} nats a day on average${clipped}; with ${percent(1 - alpha, 0)} certainty, at all looks ` +
          `together, the gain lies between ${nats(lower)} and ${nats(upper)}, and it has to exceed ${plan.margin}.`,
      ];
}

function coverageSentence({ record, coverage }: Told): string {
  const { baseline, candidate } = record.plan;
  const { baselineDays, candidateDays, judged, share, failures } = coverage;
  const failed = failures.reduce((sum, { days }) => sum + days, 0);
  const missed = failed === 0 ? '' : ` and was asked in vain on ${counted(failed, 'day')}`;
  return `${baseline.version} predicted ${counted(baselineDays, 'day')}, ${candidate.version} ${counted(candidateDays, 'day')}${missed}; ${judged} are judged, ${percent(share)} of the days of either.`;
}

/** Three digits behind the point, a minus that is one. */
export function nats(value: number): string {
  return value.toFixed(3);
}

/** How often the candidate did not answer, and why; a line for each reason. */
export function failureLines({ record, coverage }: Told): string[] {
  const { version } = record.plan.candidate;
  return coverage.failures.map(
    ({ outcome, message, days }) =>
      `${version} ${outcome === 'timeout' ? 'ran out of time' : 'failed'} on ${counted(days, 'day')}: ${message}`,
  );
}
