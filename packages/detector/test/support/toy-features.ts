import { FeatureMatrix, FeatureSet, defineFeature } from '@regimekit/features';
import type { MatrixView } from '@regimekit/numerics';
import { consecutiveDays } from './toy-market.ts';

/** A set whose definitions name columns and compute nothing of interest. */
export function toyFeatureSet(names: readonly string[], window = 1): FeatureSet {
  const definitions = names.map((name) =>
    defineFeature({
      name,
      version: 1,
      inputs: ['vix'],
      window,
      unit: 'points',
      description: `Toy feature ${name}.`,
      compute: ({ vix }) => vix.ago(0),
    }),
  );
  return new FeatureSet({ name: 'toy', version: 1, definitions });
}

export function toyFeatures(
  rows: MatrixView,
  options: { featureSet: FeatureSet; lengths?: readonly number[]; dates?: readonly string[] },
): FeatureMatrix {
  const { featureSet, lengths, dates = consecutiveDays(rows.rows) } = options;
  return new FeatureMatrix({
    dates,
    featureNames: featureSet.featureNames(),
    data: Float64Array.from(rows.data),
    featureSet: featureSet.toJSON(),
    ...(lengths === undefined ? {} : { lengths }),
  });
}
