// On how many days each of the two predicted, in numbers.
import type { ComparisonPlan } from '@regimekit/evaluation';
import type { LivePairs, PairedDay } from './live-pairs.ts';

export interface Coverage {
  /** First and last day that either predicted, up to the last that is judged; null where there is none. */
  readonly from: string | null;
  readonly to: string | null;
  /** Sessions of the market in between; null without market data. */
  readonly sessions: number | null;
  readonly baselineDays: number;
  readonly candidateDays: number;
  /** Days that are judged: predicted by both, on the same data, with scores where scores are compared. */
  readonly judged: number;
  /** Of the days that either predicted, the share that is judged. */
  readonly share: number;
  /** Why the candidate did not answer where it was asked, the most frequent first. */
  readonly failures: readonly FailureCount[];
}

interface FailureCount {
  readonly outcome: string;
  readonly message: string;
  readonly days: number;
}

/** Days after the last one that the plan looks at change nothing. */
export function coverageOf(
  { stopping }: ComparisonPlan,
  { baselineDates, candidateDates, failures }: LivePairs,
  judged: readonly PairedDay[],
  sessions: readonly string[] | undefined,
): Coverage {
  const last = judged.length >= stopping.maxDays ? judged.at(-1)!.date : undefined;
  const upTo = (dates: readonly string[]): readonly string[] =>
    last === undefined ? dates : dates.filter((date) => date <= last);
  const [a, b] = [upTo(baselineDates), upTo(candidateDates)];
  const either = [...new Set([...a, ...b])].toSorted();
  const [from, to] = [either[0] ?? null, either.at(-1) ?? null];
  const between = sessions?.filter((day) => from !== null && to !== null && day >= from && day <= to).length;
  return {
    from,
    to,
    sessions: between ?? null,
    baselineDays: a.length,
    candidateDays: b.length,
    judged: judged.length,
    share: either.length === 0 ? 0 : judged.length / either.length,
    failures: countReasons(failures.filter(({ date }) => last === undefined || date <= last)),
  };
}

function countReasons(failures: LivePairs['failures']): FailureCount[] {
  const counts = new Map<string, FailureCount>();
  for (const { outcome, message } of failures) {
    const days = (counts.get(`${outcome} ${message}`)?.days ?? 0) + 1;
    counts.set(`${outcome} ${message}`, { outcome, message, days });
  }
  return [...counts.values()].toSorted((a, b) => b.days - a.days);
}
