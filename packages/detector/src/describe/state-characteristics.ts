import { expectedDurations } from '@regimekit/hmm-core';
import type { Regime } from '../labels/regimes.ts';
import { featureVariance } from '../model/feature-variance.ts';
import type { FittedRegimeModel } from '../model/fitted-regime-model.ts';

/** What a regime looks like. */
export interface StateCharacteristics {
  /** Each feature's mean and standard deviation inside the regime, in the feature's own unit. */
  readonly features: Readonly<Record<string, FeatureCharacteristics>>;
  /** Share of the training rows that the regime explains (mean of the smoothed probabilities); the regimes sum to one. */
  readonly shareOfTime: number;
  /** Rows (trading days) that the regime lasts on average, 1 / (1 - a_kk); Infinity for a regime that is never left. */
  readonly expectedDuration: number;
}

export interface FeatureCharacteristics {
  readonly mean: number;
  readonly standardDeviation: number;
}

export type RegimeCharacteristics = Readonly<Record<Regime, StateCharacteristics>>;

export function describeRegimes(model: FittedRegimeModel): RegimeCharacteristics {
  const durations = expectedDurations(model.moments.transitionMatrix);
  const entries = model.regimes.map((regime, state) => [
    regime,
    {
      features: describeFeatures(model, state),
      shareOfTime: model.occupancy[state]!,
      expectedDuration: durations[state]!,
    },
  ]);
  return Object.fromEntries(entries) as RegimeCharacteristics;
}

function describeFeatures(model: FittedRegimeModel, state: number): Record<string, FeatureCharacteristics> {
  const { moments, scaler, featureNames } = model;
  const entries = featureNames.map((name, j) => {
    const scale = scaler.scales[j]!;
    const mean = scaler.means[j]! + scale * moments.means.get(state, j);
    return [name, { mean, standardDeviation: scale * Math.sqrt(featureVariance(moments, state, j)) }] as const;
  });
  return Object.fromEntries(entries);
}
