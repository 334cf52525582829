// How well answers match a truth that is known, as it is for an invented market.
import { quantile } from '@regimekit/numerics';

/** One day: what it really was and what was said of it. */
export interface JudgedDay {
  readonly date: string;
  readonly truth: string;
  readonly answer: string;
  /** Probability of the answer. */
  readonly confidence: number;
}

/** How a regime fared. Figures are null where there is nothing to divide by. */
export interface RegimeAgreement {
  readonly regime: string;
  /** Days on which it was the truth. */
  readonly days: number;
  /** Share of its true days on which it was the answer. */
  readonly recall: number | null;
  /** Share of the days on which it was the answer on which it was the truth. */
  readonly precision: number | null;
}

export interface Agreement {
  readonly from: string;
  readonly to: string;
  readonly days: number;
  /** Share of the days on which answer and truth are the same. */
  readonly accuracy: number;
  /** Mean of the recalls: every regime that occurs counts the same, however rare. */
  readonly balancedAccuracy: number;
  /** The best that one answer for all days could do. */
  readonly constantAnswer: { readonly regime: string; readonly accuracy: number; readonly balancedAccuracy: number };
  readonly regimes: readonly RegimeAgreement[];
  /** Days by truth (rows) and answer (columns), both in the order of `regimes`. */
  readonly confusion: readonly (readonly number[])[];
}

/** Compares answers with the truth, day by day. */
export function measureAgreement(days: readonly JudgedDay[], regimes: readonly string[]): Agreement {
  const confusion = regimes.map((truth) =>
    regimes.map((answer) => days.filter((day) => day.truth === truth && day.answer === answer).length),
  );
  const perRegime = regimes.map((regime, k) => ({
    regime,
    days: sum(confusion[k]!),
    recall: ratio(confusion[k]![k]!, sum(confusion[k]!)),
    precision: ratio(confusion[k]![k]!, sum(confusion.map((row) => row[k]!))),
  }));
  const recalls = perRegime.flatMap(({ recall }) => recall ?? []);
  const commonest = perRegime.reduce((best, one) => (one.days > best.days ? one : best));
  return {
    from: days[0]!.date,
    to: days.at(-1)!.date,
    days: days.length,
    accuracy: sum(confusion.map((row, k) => row[k]!)) / days.length,
    balancedAccuracy: sum(recalls) / recalls.length,
    constantAnswer: {
      regime: commonest.regime,
      accuracy: commonest.days / days.length,
      balancedAccuracy: 1 / recalls.length,
    },
    regimes: perRegime,
    confusion,
  };
}

/** How soon the answers follow when the truth changes. */
export interface FollowingDelay {
  /** Changes of the true regime. */
  readonly changes: number;
  /** Those whose new regime the answers named before it was over. */
  readonly followed: number;
  /** Median days from a change to the first right answer, over those followed: 0 is the day of the change itself. */
  readonly medianDays: number | null;
}

export function measureDelay(days: readonly JudgedDay[]): FollowingDelay {
  const starts = days.flatMap(({ truth }, i) => (i > 0 && truth !== days[i - 1]!.truth ? [i] : []));
  const delays = starts.flatMap((start, n) => {
    const spell = days.slice(start, starts[n + 1]);
    const first = spell.findIndex(isRight);
    return first < 0 ? [] : [first];
  });
  return {
    changes: starts.length,
    followed: delays.length,
    medianDays: delays.length === 0 ? null : quantile(delays, 0.5),
  };
}

/** How often the answers are right when they are given as all but certain. */
export interface SureAnswers {
  /** Answers with a higher probability than this count. */
  readonly above: number;
  readonly days: number;
  readonly accuracy: number | null;
}

export function measureSureAnswers(days: readonly JudgedDay[], above = 0.99): SureAnswers {
  const sure = days.filter(({ confidence }) => confidence > above);
  return { above, days: sure.length, accuracy: ratio(sure.filter(isRight).length, sure.length) };
}

function isRight({ truth, answer }: JudgedDay): boolean {
  return truth === answer;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
