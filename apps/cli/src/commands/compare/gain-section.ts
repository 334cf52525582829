// The part of a comparison's report that the verdict rests on.
import type { ComparisonPath, ComparisonRecord, PairedScores, UnscoredRecord } from '@regimekit/evaluation';
import { curvesChart, type ReportBlock, type ReportSection } from '@regimekit/report';

interface Gained {
  readonly record: ComparisonRecord | UnscoredRecord;
  readonly pairs: Pick<PairedScores, 'dates' | 'differences'> | undefined;
  readonly path: ComparisonPath | undefined;
}

/** Fewest observations worth a curve: before them the bounds are as wide as the clip. */
const LEAST_OBSERVATIONS = 5;

/** The mean difference between its bounds, and each day. */
export function gainSection({ record, pairs, path }: Gained): ReportSection[] {
  if (record.gain === null || pairs === undefined || pairs.dates.length < 2) return [];
  const blocks: ReportBlock[] = [];
  if (path !== undefined && path.dates.length > LEAST_OBSERVATIONS) blocks.push(boundsBlock(record, path));
  blocks.push({
    type: 'chart',
    chart: curvesChart(
      {
        dates: pairs.dates,
        series: [
          { name: 'difference', values: pairs.differences },
          { name: 'none', values: pairs.differences.map(() => 0) },
        ],
      },
      { title: 'Each day', subtitle: 'Log score of the candidate less that of the baseline, in nats', height: 220 },
    ),
  });
  return [{ title: 'Who foresaw the day better', blocks }];
}

function boundsBlock({ plan }: ComparisonRecord | UnscoredRecord, path: ComparisonPath): ReportBlock {
  const from = firstShown(path, plan.clip);
  const dates = path.dates.slice(from);
  const marks = looksOf(path.dates, plan).filter((date) => date >= dates[0]!);
  const certainty = `${Math.round(100 * (1 - plan.alpha))} %`;
  return {
    type: 'chart',
    chart: curvesChart(
      {
        dates,
        series: [
          { name: 'mean so far', values: path.mean.slice(from) },
          { name: 'lower bound', values: path.lower.slice(from) },
          { name: 'upper bound', values: path.upper.slice(from) },
          { name: 'margin', values: dates.map(() => plan.margin) },
        ],
      },
      {
        title: 'The mean difference and its bounds',
        subtitle: `In nats; with ${certainty} certainty the gain lies between the bounds at all days together. Dashed: the looks of the plan`,
        marks,
      },
    ),
  };
}

/** Where the bounds are narrower than the clip: before, they would hide the rest. All of it where too little would be left. */
function firstShown({ lower, upper }: ComparisonPath, clip: number): number {
  const narrow = lower.findIndex((bound, n) => upper[n]! - bound < clip);
  return narrow < 0 || lower.length - narrow < LEAST_OBSERVATIONS ? LEAST_OBSERVATIONS - 1 : narrow;
}

/** The planned looks among the observations: from the first day of a verdict on. */
function looksOf(dates: readonly string[], { blockDays, stopping }: ComparisonRecord['plan']): string[] {
  const { minDays, lookEveryDays } = stopping;
  const days = dates.map((_, n) => (n + 1) * blockDays);
  return dates.filter((_, n) => {
    const looks = (count: number): number => Math.floor((count - minDays) / lookEveryDays);
    return days[n]! >= minDays && looks(days[n]!) > looks(n === 0 ? minDays - 1 : days[n - 1]!);
  });
}
