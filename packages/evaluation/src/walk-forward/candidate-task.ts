// How good one candidate is inside a fold: a file of its own and an entry of the build, so that a worker can load it.
import { RegimekitError } from '@regimekit/errors';
import { RegimeDetector } from '@regimekit/detector';
import type { IsoDate } from '@regimekit/features';
import { MatrixView, type Task } from '@regimekit/numerics';
import { sharpeRatio } from '../metrics/ratios.ts';
import { runStrategy } from '../strategies/run-strategy.ts';
import { zeroOne } from '../strategies/weights.ts';
import type { ResolvedChoice } from './fold-choice.ts';
import { featuresFrom, filteredRows, type DetectorRecipe, type PlainFeatures } from './fold-data.ts';

/** Returns of the asset that a strategy holds or not, without methods. */
export interface PlainReturns {
  readonly dates: readonly IsoDate[];
  /** Simple return of each day. */
  readonly asset: Float64Array;
  readonly riskFree: Float64Array;
}

export interface CandidateInput {
  /** The training rows of a fold and nothing behind them. */
  readonly features: PlainFeatures;
  /** Nothing behind the last training day either. */
  readonly returns: PlainReturns | undefined;
  readonly recipe: DetectorRecipe;
  readonly rules: Omit<ResolvedChoice, 'candidates' | 'everyFolds'>;
}

export interface CandidateScore {
  /** null for a candidate that cannot be judged. */
  readonly score: number | null;
  /** Why it cannot. */
  readonly problem?: string;
}

/** Fits on the older training rows, and judges on the newest. */
export const candidateTask: Task<CandidateInput, CandidateScore> = {
  name: 'candidateTask',
  // Bundled, this code lives in a chunk beside the entry `candidate-task` that exports it.
  get module() {
    return new URL(import.meta.url.endsWith('.ts') ? './candidate-task.ts' : './candidate-task.js', import.meta.url)
      .href;
  },
  run(input) {
    try {
      return judge(input);
    } catch (error) {
      // Too few days for so many parameters is an answer; anything else is a defect.
      if (!(error instanceof RegimekitError)) throw error;
      return { score: null, problem: error.message };
    }
  },
};

function judge({ features: plain, returns, recipe, rules }: CandidateInput): CandidateScore {
  const features = featuresFrom(plain);
  const split = features.rows - rules.validationDays;
  const detector = new RegimeDetector(recipe).fit(features.slice({ to: features.dates[split - 1]! }));
  if (rules.objective === 'log-score') {
    const scores = detector.logScores(features, { from: features.dates[split]! });
    return { score: scores.reduce((sum, { logScore }) => sum + logScore, 0) / scores.length };
  }
  const { regimes } = detector;
  const dates = features.dates.slice(split);
  const probs = filteredRows(detector, features, { start: split, end: features.rows });
  const signals = {
    dates,
    regimes,
    probs: new MatrixView(dates.length, regimes.length, probs),
    fold: new Int32Array(dates.length),
  };
  const { dates: days, asset, riskFree } = returns!;
  const market = { dates: days, names: ['equity'], returns: new MatrixView(days.length, 1, asset), riskFree };
  const { delay, costBps } = rules;
  const held = runStrategy(zeroOne(signals), market, { delay, costBps });
  const cashOf = new Map(days.map((day, s) => [day, riskFree[s]!]));
  const cash = Float64Array.from(held.dates, (day) => cashOf.get(day)!);
  const score = sharpeRatio(held.returns, { riskFree: cash });
  return score === undefined ? { score: null, problem: 'it was never invested' } : { score };
}
