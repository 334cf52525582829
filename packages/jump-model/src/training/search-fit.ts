// The course of a fit, told once for both ways to run it: it asks for starts and is given their outcomes.
import { createStateSpace } from '../model/state-space.ts';
import type { DescentOutcome } from './coordinate-descent.ts';
import { centersInto } from './centers.ts';
import type { FitPlan } from './fit-plan.ts';
import type { StartInput } from './run-start.ts';
import { betweenSumOfSquares, lassoWeights } from './sparse-weights.ts';

/** Starts to be run for the same feature weights. */
export interface StartBatch {
  readonly weightRound: number;
  readonly starts: readonly StartInput[];
}

/** What became of them, in order; shorter than the batch when the fit was stopped. */
export interface BatchOutcome {
  readonly outcomes: readonly DescentOutcome[];
  readonly cancelled: boolean;
}

/** Where a fit ended. */
export interface SearchOutcome {
  /** Of the last round. */
  readonly outcomes: readonly DescentOutcome[];
  readonly best: number;
  /** Length D: with which the outcomes were found. */
  readonly featureWeights: Float64Array;
  /** Weights after each round of a sparse fit. */
  readonly weightHistory: readonly Float64Array[];
  readonly stopReason: 'converged' | 'max_iterations' | 'cancelled';
}

export type Search = Generator<StartBatch, SearchOutcome, BatchOutcome>;

export function* searchFit(plan: FitPlan): Search {
  const { nFeatures } = plan.observed;
  return plan.settings.kappaSquared === null
    ? yield* fitWithWeights(plan, new Float64Array(nFeatures).fill(1), 0, plan.previous)
    : yield* fitSparse(plan, Math.sqrt(plan.settings.kappaSquared));
}

function* fitWithWeights(
  plan: FitPlan,
  featureWeights: Float64Array,
  weightRound: number,
  given: Float64Array | null,
): Search {
  const seeded = Array.from({ length: plan.restarts }, (_, stream) => ({ plan, featureWeights, from: { stream } }));
  const starts = given === null ? seeded : [{ plan, featureWeights, from: { centers: given } }, ...seeded];
  const { outcomes, cancelled } = yield { weightRound, starts };
  const best = smallestObjective(outcomes);
  const stopReason = cancelled ? 'cancelled' : outcomes[best]!.stopReason;
  return { outcomes, best, featureWeights, weightHistory: [], stopReason };
}

/** Fits for given weights and weighs by what the fit tells apart, in turns, until the weights stay. */
function* fitSparse(plan: FitPlan, kappa: number): Search {
  const { observed, maxWeightRounds, weightTolerance } = plan;
  const means = columnMeans(plan);
  const weightHistory: Float64Array[] = [];
  let weights: Float64Array = new Float64Array(observed.nFeatures).fill(1 / Math.sqrt(observed.nFeatures));
  let given = plan.previous;
  for (let round = 0; ; round++) {
    const fit = yield* fitWithWeights(plan, weights.map(Math.sqrt), round, given);
    const best = fit.outcomes[fit.best]!;
    const spread = betweenSumOfSquares(best.centers, massOf(plan, best), means);
    // All rows in one state: nothing tells the features apart, and the weights stay as they are.
    const next = spread.some((value) => value > 0) ? lassoWeights(spread, kappa) : weights;
    weightHistory.push(next);
    const isSteady = relativeChange(weights, next) <= weightTolerance;
    if (isSteady || fit.stopReason === 'cancelled' || round + 1 >= maxWeightRounds) {
      const stopReason = isSteady || fit.stopReason === 'cancelled' ? fit.stopReason : 'max_iterations';
      return { ...fit, featureWeights: next.map(Math.sqrt), weightHistory, stopReason };
    }
    weights = next;
    given = best.centers;
  }
}

function massOf({ settings, observed }: FitPlan, { centers, path }: DescentOutcome): Float64Array {
  const mass = new Float64Array(settings.nStates);
  const buffers = { centers: centers.slice(), mass, sums: new Float64Array(centers.length) };
  centersInto(buffers, path, observed.data, observed.nFeatures, createStateSpace(settings, observed.nFeatures));
  return mass;
}

function columnMeans({ observed: { data, nSteps, nFeatures } }: FitPlan): Float64Array {
  const means = new Float64Array(nFeatures);
  for (let i = 0; i < data.length; i++) means[i % nFeatures]! += data[i]!;
  return means.map((sum) => sum / nSteps);
}

function relativeChange(before: Float64Array, after: Float64Array): number {
  let change = 0;
  let size = 0;
  for (let d = 0; d < before.length; d++) {
    change += Math.abs(after[d]! - before[d]!);
    size += before[d]!;
  }
  return change / size;
}

/** The first among equals, so that a given start wins a tie. */
function smallestObjective(outcomes: readonly DescentOutcome[]): number {
  let best = 0;
  for (const [i, { objective }] of outcomes.entries()) if (objective < outcomes[best]!.objective) best = i;
  return best;
}
