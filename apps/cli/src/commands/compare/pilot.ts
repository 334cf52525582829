// Both models over past days: how far their scores differ, and how long the difference lasts. Nothing is decided by it.
import { RegimekitError } from '@regimekit/errors';
import type { RegimeDetector } from '@regimekit/detector';
import { pairScores, settingsFromPilot, type PilotSettings, type WhyNoScores } from '@regimekit/evaluation';
import type { FeatureMatrix } from '@regimekit/features';
import type { Context } from '../../frame/context.ts';
import { buildFeatures } from '../../workflows/build-features.ts';
import type { Configuration } from '../../workflows/configuration.ts';
import { recipeOf } from '../../workflows/recipe.ts';
import type { ServingModel } from '../../workflows/serving-model.ts';

/** Both models of a comparison. */
export interface TwoModels {
  readonly baseline: ServingModel;
  readonly candidate: ServingModel;
}

/** The replay and what follows from it. */
export interface Pilot {
  readonly from: string;
  readonly to: string;
  /** Candidate less baseline, nats. */
  readonly differences: Float64Array;
  readonly settings: PilotSettings;
}

/** What decides how long a replay is, and of which days. */
export interface PilotRequest {
  readonly days: number;
  /** Only days before it. */
  readonly before: string;
  readonly maxDependence: number;
  readonly blockDays: number | undefined;
}

/** Why the two have no log scores that could be compared; undefined where they have. */
export function whyNoScores({ baseline, candidate }: TwoModels): Exclude<WhyNoScores, 'NO_PAIRED_DAYS'> | undefined {
  const [a, b] = [baseline.detector.model, candidate.detector.model];
  if (![a, b].every(({ kind, scaler }) => kind === 'hmm' && scaler.bounds === undefined)) return 'NO_DENSITY';
  return featureSetOf(baseline.detector) === featureSetOf(candidate.detector) ? undefined : 'DIFFERENT_FEATURES';
}

/** Fingerprint of the feature set; of one without a name, its features. */
function featureSetOf({ model }: RegimeDetector): string {
  return model.featureSet?.fingerprint ?? model.featureNames.join(',');
}

/** The features of both, computed once where both make them alike. */
export async function featuresOfBoth(
  context: Context,
  configuration: Configuration,
  { baseline, candidate }: TwoModels,
): Promise<{ readonly baseline: FeatureMatrix; readonly candidate: FeatureMatrix }> {
  const recipes = [recipeOf(baseline.version.metadata), recipeOf(candidate.version.metadata)] as const;
  const first = await buildFeatures(context, configuration, recipes[0]);
  const same = JSON.stringify(recipes[0]) === JSON.stringify(recipes[1]);
  return { baseline: first, candidate: same ? first : await buildFeatures(context, configuration, recipes[1]) };
}

/**
 * Replays both over the newest days before the first that counts.
 *
 * @throws RegimekitError of kind `input` with fewer than 20 such days
 */
export async function runPilot(
  context: Context,
  configuration: Configuration,
  models: TwoModels,
  { days, before, maxDependence, blockDays }: PilotRequest,
): Promise<Pilot> {
  const features = await featuresOfBoth(context, configuration, models);
  const past = features.baseline.dates.filter((date) => date < before).slice(-days);
  if (past.length < LEAST_DAYS) {
    throw new RegimekitError(`A replay needs ${LEAST_DAYS} past days, and there are ${past.length} before ${before}.`, {
      code: 'PILOT_TOO_SHORT',
      kind: 'input',
      hint: 'Give --clip, or import more market data.',
    });
  }
  const range = { from: past[0]!, to: past.at(-1)! };
  const side = (of: keyof TwoModels) => {
    const { detector } = models[of];
    const scores = detector.logScores(features[of], range);
    return {
      dates: scores.map(({ date }) => date!),
      logScores: scores.map(({ logScore }) => logScore),
      featureSetFingerprint: featureSetOf(detector),
    };
  };
  const { differences, dates } = pairScores(side('baseline'), side('candidate'));
  const settings = settingsFromPilot(differences, { maxDependence, blockDays });
  return { from: dates[0]!, to: dates.at(-1)!, differences, settings };
}

const LEAST_DAYS = 20;
