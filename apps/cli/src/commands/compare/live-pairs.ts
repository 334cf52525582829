// Days that both have predicted, from the log: the first answers of each day that stood on the same data.
import type {
  PredictionRecord,
  PredictionSource,
  ShadowOutcome,
  ShadowRun,
  ShadowRunSource,
} from '@regimekit/monitoring';
import type { ComparisonPlan } from '@regimekit/evaluation';

/** One day, and what each said of it. */
export interface PairedDay {
  readonly date: string;
  readonly baseline: PredictionRecord;
  readonly candidate: PredictionRecord;
}

/** What the log holds of a comparison. */
export interface LivePairs {
  readonly days: readonly PairedDay[];
  /** Days of each, paired or not, increasing. */
  readonly baselineDates: readonly string[];
  readonly candidateDates: readonly string[];
  /** Days that both predicted, and never on the same data: a value was revised in between. Not paired. */
  readonly otherData: readonly string[];
  /** Instant (UTC) of the first answer of a pair. */
  readonly firstObservation: string | undefined;
  /** Days on which the candidate was asked and did not answer. */
  readonly failures: readonly FailedDay[];
}

/** Why a version in shadow did not answer on a day: what its last attempt ended with. */
interface FailedDay {
  readonly date: string;
  readonly outcome: ShadowOutcome;
  readonly message: string;
}

/** Reads the live answers of both from the plan's first day on, and what became of each attempt of the candidate. */
export async function readLivePairs(log: PredictionSource & ShadowRunSource, plan: ComparisonPlan): Promise<LivePairs> {
  const side = async ({ name, version }: ComparisonPlan['baseline']): Promise<PredictionRecord[]> =>
    log.query({ modelName: name, modelVersion: version, kind: 'live', from: plan.firstDay });
  const { name, version } = plan.candidate;
  const runs = await log.shadowRuns({ modelName: name, modelVersion: version, kind: 'live', from: plan.firstDay });
  return pairDays(await side(plan.baseline), await side(plan.candidate), runs);
}

/**
 * @param baseline - in the order of days, those of one day in the order of their making; so the candidate's
 * @param runs - live attempts of the candidate, in the order of their making
 */
export function pairDays(
  baseline: readonly PredictionRecord[],
  candidate: readonly PredictionRecord[],
  runs: readonly ShadowRun[] = [],
): LivePairs {
  const [a, b] = [byDay(baseline), byDay(candidate)];
  const days: PairedDay[] = [];
  const otherData: string[] = [];
  for (const [date, answers] of a) {
    const others = b.get(date);
    if (others === undefined) continue;
    const pair = firstPair(answers, others);
    if (pair === undefined) otherData.push(date);
    else days.push({ date, ...pair });
  }
  const made = days.flatMap((day) => [day.baseline.madeAt, day.candidate.madeAt]);
  return {
    days,
    baselineDates: [...a.keys()],
    candidateDates: [...b.keys()],
    otherData,
    firstObservation: made.toSorted()[0],
    failures: failedDays(runs, b),
  };
}

/** The newest day of a run is the live one; of days that were answered after all nothing is told. */
function failedDays(runs: readonly ShadowRun[], answered: ReadonlyMap<string, unknown>): FailedDay[] {
  const failed = new Map<string, FailedDay>();
  for (const { to: date, outcome, message } of runs) {
    if (answered.has(date)) continue;
    failed.set(date, { date, outcome, message: message ?? 'It did not answer this day.' });
  }
  return [...failed.values()].toSorted((x, y) => (x.date < y.date ? -1 : 1));
}

function byDay(records: readonly PredictionRecord[]): Map<string, PredictionRecord[]> {
  const days = new Map<string, PredictionRecord[]>();
  for (const record of records) {
    const answers = days.get(record.asOfDate);
    if (answers === undefined) days.set(record.asOfDate, [record]);
    else answers.push(record);
  }
  return days;
}

/** The first answers on the same data, scored ones before unscored ones: a later question about the day was another one. */
function firstPair(
  baseline: readonly PredictionRecord[],
  candidate: readonly PredictionRecord[],
): Omit<PairedDay, 'date'> | undefined {
  const pairs = baseline.flatMap((a) =>
    candidate.filter((b) => onSameData(a, b)).map((b) => ({ baseline: a, candidate: b })),
  );
  return pairs.find(isScored) ?? pairs[0];
}

/** Whether both have a log score. */
export function isScored({ baseline, candidate }: Pick<PairedDay, 'baseline' | 'candidate'>): boolean {
  return baseline.logScore !== undefined && candidate.logScore !== undefined;
}

/** Features that both have must have the same values; of others nothing can be said. */
function onSameData({ features: a }: PredictionRecord, { features: b }: PredictionRecord): boolean {
  return Object.keys(a).every((name) => !Object.hasOwn(b, name) || a[name] === b[name]);
}
