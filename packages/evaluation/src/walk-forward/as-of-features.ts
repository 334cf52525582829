// Features as they were on a day: the same matrix for all days, or one from each day's own data.
import { RegimeDetector } from '@regimekit/detector';
import type { FeatureMatrix, IsoDate, MarketInputs } from '@regimekit/features';
import { InvalidSeriesError } from '../errors.ts';
import { filteredRows, type FoldOutcome } from './fold-data.ts';
import type { FoldPlan, RowSpan, WindowKind } from './fold-schedule.ts';
import type { WalkForwardData } from './walk-forward-options.ts';

/** The features of today, whose days are the calendar. */
export function latestFeatures(data: WalkForwardData): FeatureMatrix {
  return 'features' in data ? data.features : data.calculator.calculateFeatureHistory(data.inputs);
}

export interface FoldFeatures {
  readonly features: FeatureMatrix;
  readonly train: RowSpan;
  /** Empty where the test days are filtered through the data of their own days. */
  readonly test: RowSpan;
}

/** What a fold is fitted on: nothing dated after its last test day, and as of the refit where vintages are known. */
export async function foldFeatures(
  data: WalkForwardData,
  latest: FeatureMatrix,
  { train, test }: FoldPlan,
  window: WindowKind = 'rolling',
): Promise<FoldFeatures> {
  const { dates } = latest;
  if ('features' in data) return { features: latest.slice({ to: dates[test.end - 1]! }), train, test };
  const features = await featuresAsOf(data, dates[test.start - 1]!);
  const last = dates[train.end - 1]!;
  const end = features.dates.findLastIndex((date) => date <= last) + 1;
  const start = window === 'rolling' ? Math.max(0, end - (train.end - train.start)) : 0;
  if (end - start < 2) {
    throw new InvalidSeriesError(`inputsAsOf(${dates[test.start - 1]!})`, 'data with features to fit on', 'none');
  }
  return { features, train: { start, end }, test: { start: end, end } };
}

export interface FilteredDays {
  readonly dates: readonly IsoDate[];
  /** Days x K, columns as the model has them. */
  readonly probs: Float64Array;
}

/** The test days of a fold; a day that had no row at its own close has no signal. */
export async function filterAsOf(
  data: WalkForwardData,
  latest: FeatureMatrix,
  { test }: FoldPlan,
  { model, probs }: FoldOutcome,
): Promise<FilteredDays> {
  const days = latest.dates.slice(test.start, test.end);
  if ('features' in data) return { dates: days, probs };
  const detector = RegimeDetector.fromModelData(model);
  const dates: IsoDate[] = [];
  const rows: number[] = [];
  for (const { features, days: shared } of await vintagesOf(data, days)) {
    const present = shared.filter((day) => features.indexOf(day) >= 0);
    if (present.length === 0) continue;
    // Filtered probabilities look at no later row: days that share their data are filtered in one go.
    const start = features.indexOf(present[0]!);
    const probs = filteredRows(detector, features, { start, end: features.indexOf(present.at(-1)!) + 1 });
    const K = detector.regimes.length;
    for (const day of present) {
      const at = (features.indexOf(day) - start) * K;
      dates.push(day);
      rows.push(...probs.subarray(at, at + K));
    }
  }
  return { dates, probs: Float64Array.from(rows) };
}

type VintageData = Extract<WalkForwardData, { readonly inputs: MarketInputs }>;

/** Neighbouring days whose data are of one vintage, with its features up to the last of them. */
async function vintagesOf(
  data: VintageData,
  days: readonly IsoDate[],
): Promise<{ readonly features: FeatureMatrix; readonly days: readonly IsoDate[] }[]> {
  const groups: { readonly inputs: MarketInputs; readonly days: IsoDate[] }[] = [];
  for (const day of days) {
    const inputs = await data.inputsAsOf(day);
    const last = groups.at(-1);
    if (last?.inputs === inputs) last.days.push(day);
    else groups.push({ inputs, days: [day] });
  }
  return groups.map(({ inputs, days: shared }) => ({
    features: featuresOf(data, inputs).slice({ to: shared.at(-1)! }),
    days: shared,
  }));
}

// Features of inputs that were seen before: most days have no new vintage of their own.
const known = new WeakMap<object, WeakMap<MarketInputs, FeatureMatrix>>();

async function featuresAsOf(data: VintageData, day: IsoDate): Promise<FeatureMatrix> {
  // What is dated later was not there on the day, whatever the caller returned.
  return featuresOf(data, await data.inputsAsOf(day)).slice({ to: day });
}

function featuresOf({ calculator }: VintageData, inputs: MarketInputs): FeatureMatrix {
  const byInputs = known.get(calculator) ?? new WeakMap<MarketInputs, FeatureMatrix>();
  known.set(calculator, byInputs);
  const whole = byInputs.get(inputs) ?? calculator.calculateFeatureHistory(inputs);
  byInputs.set(inputs, whole);
  return whole;
}
