// A home in which two versions of a model predict side by side, on an invented market, by a clock of our own.
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { RegimeDetector, type RegimeDetectorOptions } from '@regimekit/detector';
import { FeatureCalculator, type FeatureMatrix, type FeatureSetName } from '@regimekit/features';
import { createSyntheticMarket } from '@regimekit/features/synthetic';
import { PredictionLog, type PredictionLogLocation, type PredictionRecord } from '@regimekit/monitoring';
import { createRandomStream } from '@regimekit/numerics';
import { ModelRegistry, type RegistryLocation } from '@regimekit/registry';
import { vi } from 'vitest';
import { recordCanary } from '../../src/workflows/canary.ts';
import { writeMarketFiles } from './market-files.ts';
import { runJson, temporaryFolder } from './run-cli.ts';

const MARKET = { seed: 6, start: '2010-01-04', nDays: 900 } as const;
/** Last day that the models were fitted on; the market goes on for a year and a half. */
const TRAINED_TO = '2011-12-30';
/** When the versions were registered, and the plan was written. */
const REGISTERED = '2012-01-01T08:00:00Z';
export const PLANNED = '2012-01-02T12:00:00Z';

const { inputs } = createSyntheticMarket(MARKET);

/** Features of the whole market, as the warehouse gives them. */
export function marketFeatures(set: FeatureSetName = 'vol2'): FeatureMatrix {
  return new FeatureCalculator({ featureSet: set }).calculateFeatureHistory(inputs);
}

/** Runs `work` at an instant: what reads the clock reads this one, and timers go on as they do. */
export async function at<T>(instant: string, work: () => Promise<T>): Promise<T> {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(instant) });
  try {
    return await work();
  } finally {
    vi.useRealTimers();
  }
}

let market: Promise<string> | undefined;

/** A home with the market in its warehouse. */
export async function homeWithMarket(): Promise<string> {
  market ??= (async () => {
    const folder = temporaryFolder();
    const files = Object.values(writeMarketFiles(join(folder, 'files'), MARKET));
    await runJson('data', 'import', ...files, '--home', join(folder, 'home'));
    return join(folder, 'home');
  })();
  const home = join(temporaryFolder(), 'home');
  cpSync(await market, home, { recursive: true });
  return home;
}

/** A model of the pair. */
export interface VersionOf {
  readonly features?: FeatureSetName;
  readonly options?: RegimeDetectorOptions;
}

const fitted = new Map<string, RegimeDetector>();

/** Fitted once for each recipe. */
export function fittedModel({ features = 'vol2', options = {} }: VersionOf = {}): RegimeDetector {
  const key = JSON.stringify({ features, options });
  const known = fitted.get(key);
  if (known !== undefined) return known;
  const rows = marketFeatures(features).slice({ to: TRAINED_TO });
  const made = new RegimeDetector({ restarts: 2, seed: 1, ...options }).fit(rows);
  fitted.set(key, made);
  return made;
}

/** 1.0.0 in production, 1.1.0 in shadow. */
export async function registerPair(
  location: RegistryLocation,
  {
    baseline = {},
    candidate = { options: { seed: 7, restarts: 1 } },
  }: { baseline?: VersionOf; candidate?: VersionOf } = {},
): Promise<void> {
  const registry = await ModelRegistry.open(location, { actor: 'ada', clock: () => new Date(REGISTERED) });
  try {
    for (const [version, of] of [
      ['1.0.0', baseline],
      ['1.1.0', candidate],
    ] as const) {
      const detector = fittedModel(of);
      const { features = 'vol2' } = of;
      const metadata = {
        featureRecipe: { set: features, lookbackDays: 252, maxCarryDays: 3, lagSessions: {} },
        canary: { ...recordCanary(detector, marketFeatures(features).slice({ to: TRAINED_TO })) },
      };
      await registry.register('regime-detector', detector.toModelData(), { version, metadata });
    }
    await registry.promote('regime-detector', '1.0.0');
    await registry.promote('regime-detector', '1.1.0', { to: 'shadow' });
  } finally {
    await registry.close();
  }
}

/** What is logged, and what is not. */
export interface Logging {
  readonly days: number;
  /** First day. @default the first one after the plan */
  readonly from?: string;
  /** Scores of the candidate less those of the baseline: their mean. Left out, both have the scores of their models. */
  readonly gain?: number;
  /** Standard deviation of the differences. @default 1 */
  readonly noise?: number;
  readonly seed?: number;
  readonly baseline?: VersionOf;
  readonly candidate?: VersionOf;
  /** Days on which the candidate did not answer, by their number from 0. */
  readonly missing?: readonly number[];
  readonly latencyMs?: number;
  /** Changes a record before it is logged. */
  readonly change?: (record: PredictionRecord, day: number) => PredictionRecord;
}

/** Logs what `predict` would have logged at each close: the answer of production, and the shadow beside it. */
export async function logShadowDays(location: PredictionLogLocation, logging: Logging): Promise<readonly string[]> {
  const {
    days,
    from = '2012-01-03',
    gain,
    noise = 1,
    missing = [],
    latencyMs = 2,
    change = (record) => record,
  } = logging;
  const random = createRandomStream(logging.seed ?? 11);
  const a = answersOf('1.0.0', logging.baseline ?? {}, { days, from });
  const b = answersOf('1.1.0', logging.candidate ?? { options: { seed: 7, restarts: 1 } }, { days, from });
  const records = a.flatMap((answer, t) => {
    const logScore = gain === undefined ? b[t]!.logScore : answer.logScore! + gain + noise * random.normal();
    const shadow: PredictionRecord = {
      ...b[t]!,
      role: 'shadow',
      latencyMs,
      ...(b[t]!.logScore === undefined ? {} : { logScore }),
    };
    return [answer, ...(missing.includes(t) ? [] : [shadow])].map((record) => change(record, t));
  });
  const log = await PredictionLog.open(location);
  try {
    await log.append(records);
  } finally {
    await log.close();
  }
  return a.map(({ asOfDate }) => asOfDate);
}

function answersOf(version: string, of: VersionOf, { days, from }: { days: number; from: string }): PredictionRecord[] {
  const features = marketFeatures(of.features);
  const detector = fittedModel(of);
  const first = features.dates.findIndex((date) => date >= from);
  const range = { from: features.dates[first]!, to: features.dates[first + days - 1]! };
  const scores = detector.kind === 'hmm' ? detector.logScores(features, range) : [];
  return detector.predictRegimes(features, range).map(({ row, date, regime, confidence, probabilities, basis }, t) => ({
    modelName: 'regime-detector',
    modelVersion: version,
    asOfDate: date!,
    madeAt: `${date}T21:05:00.000Z`,
    kind: 'live',
    regime,
    confidence,
    probabilities,
    features: features.record(row),
    basis,
    latencyMs: 1.5,
    role: 'production',
    ...(scores[t] === undefined ? {} : { logScore: scores[t].logScore }),
  }));
}
