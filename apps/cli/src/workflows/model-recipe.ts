// What made a model, the data apart, so that the registry can tell from the one before which part of the version grows.
import type { FittedRegimeModel } from '@regimekit/detector';
import type { Recipe } from '@regimekit/registry';
import type { FeatureRecipe } from './recipe.ts';

/**
 * Major: other features, labels, number of regimes or family. Minor: other hyper-parameters. The seed is none of them: it
 * says where the search began, not what was looked for.
 */
export function modelRecipe(model: FittedRegimeModel, features: FeatureRecipe | undefined): Recipe {
  const { featureSet, featureNames, regimes, labelRule, nStates, kind } = model;
  return {
    identity: {
      family: kind === 'hmm' ? 'gaussian-hmm' : 'jump-model',
      features: featureSet?.fingerprint ?? [...featureNames],
      alignment: features === undefined ? null : plain({ carry: features.maxCarryDays, lags: features.lagSessions }),
      labels: plain(labelRule),
      regimes: [...regimes],
      nStates,
    },
    settings: plain(settingsOf(model)),
  };
}

function settingsOf({ covarianceType, fitOptions, imported, jump }: FittedRegimeModel): object {
  const { seed: _seed, samplesPerParameter: _samples, ...settings } = jump?.fitOptions ?? fitOptions ?? {};
  if (jump === null) return { covarianceType, imported: imported !== null, ...settings };
  const { variant, jumpPenalty, gridStep, modePenalty, kappaSquared } = jump.model;
  return { variant, jumpPenalty, gridStep, modePenalty, kappaSquared, ...settings };
}

/** As JSON says it: what is undefined is absent. */
function plain(value: object): Recipe['settings'] {
  return JSON.parse(JSON.stringify(value)) as Recipe['settings'];
}
