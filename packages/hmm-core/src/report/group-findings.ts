import { checkOptions } from '../check-options.ts';
import { InvalidOptionError } from '../errors.ts';
import type { FitFinding, FitFindingCode } from './review-fit.ts';

/** What states and features are called on the page. */
export interface FindingNames {
  /** Of each state, in their order. @default 'state 0', 'state 1', ... */
  readonly states?: readonly string[] | undefined;
  /** Of each feature, in their order. @default 'feature 0', 'feature 1', ... */
  readonly features?: readonly string[] | undefined;
}

/** What several findings say together. */
export interface FindingGroup {
  readonly code: FitFindingCode;
  readonly severity: FitFinding['severity'];
  /** The states and features it is about, ascending; empty where the findings name none. */
  readonly states: readonly number[];
  readonly features: readonly number[];
  /** Smallest and largest figure, in the unit of the findings; null where they have none. */
  readonly measured: { readonly from: number; readonly to: number } | null;
  /** What was found, in one sentence that names all of them. */
  readonly message: string;
  /** Why it matters; empty where the findings do not say it apart. */
  readonly reason: string;
  readonly advice: readonly string[];
}

/** A kind of finding that is told once for all it is about. `who` is a plural subject. */
interface Kind {
  readonly about: 'states' | 'features';
  readonly tell: (who: string, range: (digits: number) => string, finding: FitFinding) => string;
}

const kinds: { readonly [Code in FitFindingCode]?: Kind } = {
  AUTOCORRELATED_WITHIN_STATES: {
    about: 'features',
    tell: (who, range) =>
      `${who} remember their past inside the states: ${range(1)} rows are worth one independent row.`,
  },
  COLLAPSED_VARIANCE: {
    about: 'features',
    tell: (who, _range, { state }) => `${who} hardly vary in state ${state}: the state sits on one value of each.`,
  },
  FEW_ROWS_IN_STATE: {
    about: 'states',
    tell: (who, range, { threshold }) =>
      `${who} were learnt from about ${range(0)} rows each, fewer than ${threshold}.`,
  },
  FEW_EFFECTIVE_ROWS_IN_STATE: {
    about: 'states',
    tell: (who, range, { threshold }) =>
      `${who} have rows that are worth ${range(0)} independent ones each, fewer than ${threshold}.`,
  },
  FEW_VISITS: {
    about: 'states',
    tell: (who, range, { threshold }) => `${who} were visited about ${range(1)} times each, fewer than ${threshold}.`,
  },
};

/**
 * Findings of one kind told in one sentence: nine features that remember their past are one thing to know, with nine names
 * and a range of figures. For pages; programs read the findings themselves. What has no brother stays as it was said, but
 * for the names, and the order is that of the first of each kind.
 *
 * @param findings - of `reviewFit` or `reviewSample`
 * @throws InvalidOptionError for what are no findings, or names that are no texts
 *
 * @example
 * ```ts
 * import { createRandomStream } from '@regimekit/numerics';
 * import { fitGaussianHmm, groupFindings, reviewSample } from '@regimekit/hmm-core';
 *
 * // Two features that remember yesterday, and no regimes.
 * const random = createRandomStream(1);
 * const [x, y] = [0, 0].map(() => {
 *   let value = 0;
 *   return Array.from({ length: 500 }, () => (value = 0.95 * value + random.normal()));
 * });
 * const rows = x.map((value, t) => [value, y[t]]);
 * const { model } = fitGaussianHmm(rows, { nStates: 2, seed: 1, restarts: 2 });
 * const groups = groupFindings(reviewSample(model, rows), { features: ['vix', 'spread'] });
 * groups.filter(({ code }) => code === 'AUTOCORRELATED_WITHIN_STATES').length; // 1, where reviewSample has 2
 * ```
 */
export function groupFindings(findings: readonly FitFinding[], names: FindingNames = {}): FindingGroup[] {
  if (!Array.isArray(findings) || !findings.every(isFinding)) {
    throw new InvalidOptionError('findings', 'an array of what reviewFit or reviewSample found', findings);
  }
  checkOptions(names, { states: true, features: true }, 'groupFindings');
  const spoken = { states: checkNames('states', names.states), features: checkNames('features', names.features) };
  const groups = new Map<string, FitFinding[]>();
  for (const [i, finding] of findings.entries()) {
    const key = keyOf(finding) ?? `alone ${i}`;
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  return Array.from(groups.values(), (members) => group(members, spoken));
}

function isFinding(value: unknown): boolean {
  const { code, message } = (value ?? {}) as Partial<FitFinding>;
  return typeof code === 'string' && typeof message === 'string';
}

function checkNames(option: string, names: readonly string[] | undefined): readonly string[] {
  if (names === undefined) return [];
  if (Array.isArray(names) && names.every((name) => typeof name === 'string')) return names;
  throw new InvalidOptionError(option, 'an array of names', names);
}

/** Findings that share one are told together; undefined for one that stands for itself. */
function keyOf({ code, severity, state, feature, threshold }: FitFinding): string | undefined {
  const kind = kinds[code];
  if (kind === undefined) return undefined;
  const other = kind.about === 'features' ? state : feature;
  return [code, severity, threshold, other].join(' ');
}

function group(members: readonly FitFinding[], names: Required<FindingNames>): FindingGroup {
  const [first] = members as [FitFinding];
  const figures = members.flatMap(({ measured }) => (measured === undefined ? [] : [measured]));
  const measured =
    figures.length === 0
      ? null
      : { from: figures.reduce((a, b) => Math.min(a, b)), to: figures.reduce((a, b) => Math.max(a, b)) };
  const states = distinct(members.map(({ state }) => state));
  const features = distinct(members.map(({ feature }) => feature));
  const kind = kinds[first.code];
  const message =
    kind === undefined || members.length === 1
      ? first.message
      : kind.tell(
          kind.about === 'states' ? `States ${list(states)}` : `Features ${list(features)}`,
          (digits) => rangeText(measured, digits),
          first,
        );
  const { code, severity, reason = '', advice = [] } = first;
  return { code, severity, states, features, measured, message: withNames(message, names), reason, advice };
}

function distinct(indices: readonly (number | undefined)[]): number[] {
  return [...new Set(indices.filter((index) => index !== undefined))].toSorted((a, b) => a - b);
}

/** "0", "0 and 2", "0, 2 and 5". */
function list(words: readonly (number | string)[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** "4.2 to 35.0", or one figure where both are written alike. */
function rangeText(measured: FindingGroup['measured'], digits: number): string {
  const [from, to] = [measured?.from ?? 0, measured?.to ?? 0].map((value) => value.toFixed(digits));
  return from === to ? from! : `${from} to ${to}`;
}

/** "States 0 and 2", "feature 1" and the like, in the names that were given; a number without a name stays. */
function withNames(message: string, names: Required<FindingNames>): string {
  return message.replaceAll(/\b(state|feature)s? (\d[\d, and]*\d|\d)/gi, (text, noun: string, numbers: string) => {
    const known = noun.toLowerCase() === 'state' ? names.states : names.features;
    const found = numbers.match(/\d+/g)!.map((index) => known?.[Number(index)]);
    return found.every((name) => name !== undefined) ? list(found) : text;
  });
}
