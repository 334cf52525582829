// What is known of a model, as a document, and what is to be held against it, in words.
import type { ModelKind } from '@regimekit/detector';
import { groupFindings, type Interval } from '@regimekit/hmm-core';
import { percent } from '../../frame/terminal.ts';
import { counted } from '../../frame/words.ts';
import type { DayChecks, TransitionEstimate } from './check-on-days.ts';

export interface RegimeBelief {
  readonly regime: string;
  /** Of the training days; 0 to 1. */
  readonly shareOfTime: number;
  readonly longRun: number;
  /** In days; null for one that is never left. */
  readonly expectedDuration: number | null;
  /** Probability of each regime on the next day; of a jump model how often it followed in hindsight. */
  readonly next: Readonly<Record<string, number>>;
  /** In the units of the features. */
  readonly features: Readonly<Record<string, { readonly mean: number; readonly standardDeviation: number }>>;
  /** Days looked at that belong to it, and how often it was entered: expected numbers; null without days. */
  readonly rows: number | null;
  readonly visits: number | null;
  /** 95 % interval of the expected duration, in days. */
  readonly duration: Interval | null;
}

export interface Finding {
  readonly severity: 'warning' | 'note';
  readonly about: 'search' | 'refit' | 'sample' | 'intervals' | 'residuals' | 'days';
  readonly message: string;
}

export interface Explanation {
  readonly model:
    | { readonly folder: string }
    | { readonly name: string; readonly version: string; readonly stage: string };
  readonly kind: ModelKind;
  readonly training: { readonly rows: number; readonly from: string | null; readonly to: string | null } | null;
  readonly imported: string | null;
  readonly regimes: readonly RegimeBelief[];
  /** Runs of the search that reached the best optimum, of those that went to their end. */
  readonly search: { readonly reached: number; readonly finished: number } | null;
  readonly stopReason: string | null;
  readonly refit: {
    readonly relabelledShare: number;
    readonly relabelledShareNewest: number;
    readonly newestRows: number;
  } | null;
  /** The days it was looked at on; null where there are none, and `withoutDays` says why. */
  readonly days: {
    readonly from: string;
    readonly to: string;
    readonly rows: number;
    readonly areTraining: boolean;
  } | null;
  readonly withoutDays: string | null;
  readonly transitions: readonly TransitionEstimate[] | null;
  readonly tests: DayChecks['tests'] | null;
  readonly findings: readonly Finding[];
}

/** A refit that moves more of the history than this has changed its mind. */
const MUCH_RELABELLED = 0.05;

/** What to hold against the model; an empty list is as good as it gets. */
export function listFindings(known: Omit<Explanation, 'findings'>, checks: DayChecks | undefined): Finding[] {
  const findings: Finding[] = [];
  const add = (about: Finding['about'], severity: Finding['severity'], message: string) =>
    findings.push({ severity, about, message });
  const { search, stopReason, refit, days, withoutDays, imported } = known;
  if (imported !== null) add('search', 'note', `It was not fitted here (${imported}): how is not known.`);
  if (search !== null && search.reached < 2 && search.finished > 1) {
    add(
      'search',
      'warning',
      `Only ${search.reached} of ${search.finished} runs of the search reached its optimum: another seed may find another model.`,
    );
  }
  if (known.kind === 'hmm' && stopReason !== null && stopReason !== 'tolerance') {
    add('search', 'warning', `The fit ended by ${stopReason}, not because it had converged.`);
  }
  if (refit !== null && refit.relabelledShare > MUCH_RELABELLED) {
    add(
      'refit',
      'warning',
      `The refit gave ${percent(refit.relabelledShare)} of the common days another regime, ${percent(refit.relabelledShareNewest)} of the newest ${refit.newestRows}: what its regimes mean has moved.`,
    );
  }
  if (withoutDays !== null) add('days', 'note', withoutDays);
  if (days !== null && !days.areTraining) {
    add(
      'days',
      'note',
      'The days are those of the warehouse now; they are not, to the bit, what the model was trained on.',
    );
  }
  if (checks === undefined) return findings;
  const names = { states: known.regimes.map(({ regime }) => regime), features: checks.featureNames };
  for (const { severity, message, reason } of groupFindings(checks.sample, names)) {
    add('sample', severity, `${message} ${reason}`);
  }
  for (const { severity, message } of checks.uncertainty) add('intervals', severity, named(message, known));
  const rejected = checks.tests.filter((test) => test.rejected);
  for (const meaning of new Set(rejected.map((test) => test.meaning))) {
    const which = new Set(rejected.filter((test) => test.meaning === meaning).map((test) => test.name));
    const all = which.size > 1 && which.size === checks.featureNames.length;
    add('residuals', 'warning', `${all ? `All ${which.size} features` : [...which].join(', ')}: ${meaning}`);
  }
  if (rejected.length === 0) {
    add(
      'residuals',
      'note',
      `None of ${counted(checks.tests.length, 'test')} of the residuals speaks against the model.`,
    );
  }
  return findings;
}

/** The core counts states; here they have names. */
function named(message: string, { regimes }: Omit<Explanation, 'findings'>): string {
  return message
    .replaceAll(/\b[Ss]tate (\d+)/g, (text, k: string) => regimes[Number(k)]?.regime ?? text)
    .replaceAll(/\btransitionMatrix\[(\d+),(\d+)\]/g, (_, i: string, j: string) => {
      return `${regimes[Number(i)]?.regime} to ${regimes[Number(j)]?.regime}`;
    });
}
