import { createRandomStreams, kMeansPlusPlus } from '@regimekit/numerics';
import { squared } from '../inference/losses.ts';
import { createStateSpace } from '../model/state-space.ts';
import { coordinateDescent, type DescentOutcome } from './coordinate-descent.ts';
import { weightedPoints, type FitPlan } from './fit-plan.ts';

/** What one start begins from: a seed's number, or centers. */
export interface StartInput {
  readonly plan: FitPlan;
  /** Length D. */
  readonly featureWeights: Float64Array;
  readonly from: { readonly stream: number } | { readonly centers: Float64Array };
}

/** One descent. Which worker runs it changes no bit. */
export function runStart({ plan, featureWeights, from }: StartInput): DescentOutcome {
  const { settings, observed } = plan;
  const space = createStateSpace(settings, observed.nFeatures);
  const start = 'centers' in from ? from.centers : drawCenters(plan, featureWeights, from.stream);
  return coordinateDescent(observed, space, squared(featureWeights), start, plan);
}

/** k-means++ seeds among the weighted rows, in the units of the unweighted ones. */
function drawCenters(
  { settings, observed, seed }: FitPlan,
  featureWeights: Float64Array,
  stream: number,
): Float64Array {
  const random = createRandomStreams(seed, stream + 1)[stream]!;
  const points = weightedPoints(observed, featureWeights);
  const { data: seeds } = kMeansPlusPlus(points, settings.nStates, random);
  // A column of weight zero says nothing, and its center is of no account.
  return seeds.map((value, i) => {
    const weight = featureWeights[i % observed.nFeatures]!;
    return weight > 0 ? value / weight : 0;
  });
}
