// A plan for people.
import type { ComparisonPlan } from '@regimekit/evaluation';
import { percent, table } from '../../frame/terminal.ts';
import type { Pilot } from './pilot.ts';

/** Everything that the digest covers, in a table. */
export function planTable({ stopping, guardrails, ...plan }: ComparisonPlan): string {
  const block = plan.blockDays === 1 ? 'each day' : `means of ${plan.blockDays} days`;
  return table(
    ['what', 'value'],
    [
      ['first day', plan.firstDay ?? 'every paired day counts'],
      ['gain to exceed', `${plan.margin} nats a day`],
      ['wrong at most', `${percent(plan.alpha)} of such comparisons, all looks together (${plan.method})`],
      ['observations', `${block}, clipped at ${plan.clip} nats`],
      ['days', `no verdict before ${stopping.minDays}, none later than ${stopping.maxDays}`],
      ['looks', `every ${stopping.lookEveryDays} sessions, or as often as one likes`],
      ['coverage', `at least ${percent(guardrails.minCoverage)} of the days`],
      ['relabelled', `at most ${percent(guardrails.maxRelabelRate)} of the last year`],
      ['turnover', `at most ${percent(guardrails.maxCutoverTurnover)} on the day of the cutover`],
      ['latency', `95 % of answers within ${guardrails.maxLatencyMs} ms`],
      ['dependence', `at most ${guardrails.maxDependence} from one observation to the next`],
      ['clipped', `at most ${percent(guardrails.maxClippedShare)} of the observations`],
    ],
  );
}

/** What the replay showed, and what not to conclude from it. */
export function pilotText({ from, to, settings }: Pilot): string {
  const { days, standardDeviation, dailyDependence, blockDays, dependence, independent } = settings;
  const shown = (value: number | undefined): string => value?.toFixed(2) ?? 'unknown';
  const blocks = blockDays === 1 ? '' : `, that of means of ${blockDays} days ${shown(dependence)}`;
  const warning = independent
    ? ''
    : ' That is more than the plan allows, so the verdict may never come: try a longer --pilot-days, which allows longer blocks, or compare the recipes by replay. The power below takes the limit for kept.';
  return (
    `Both were replayed on ${days} days, ${from} to ${to}: their daily log scores differ with a standard deviation of ` +
    `${standardDeviation.toPrecision(3)} nats, and the autocorrelation of the differences is ${shown(dailyDependence)}${blocks}.${warning} ` +
    'Who was better there is not said: a model may have been fitted on these days.'
  );
}

/** Of two that have no common score. */
export const noScoreText = {
  NO_DENSITY:
    'One of the two has no density of the features (a jump model, or clipped features), so their log scores cannot be compared: decisions, economics and guardrails will be told, and the verdict will be inconclusive. Compare such recipes by replay.',
  DIFFERENT_FEATURES:
    'The two use different features, so their log scores cannot be compared: decisions, economics and guardrails will be told, and the verdict will be inconclusive. Compare such recipes by replay.',
} as const;
