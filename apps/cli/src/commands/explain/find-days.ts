import { RegimekitError } from '@regimekit/errors';
import type { RegimeDetector } from '@regimekit/detector';
import type { FeatureMatrix } from '@regimekit/features';
import { MatrixView, sha256Hex } from '@regimekit/numerics';
import type { Context } from '../../frame/context.ts';
import { buildFeatures } from '../../workflows/build-features.ts';
import type { Configuration } from '../../workflows/configuration.ts';
import { findRecipe } from '../../workflows/recipe.ts';

/** Days on which a model is looked at. */
export interface Days {
  /** As the model sees them: standardised, T x D. */
  readonly rows: MatrixView;
  readonly lengths: readonly number[];
  readonly from: string;
  readonly to: string;
  /** Whether they are, to the bit, what the model was trained on. */
  readonly areTraining: boolean;
}

/** The training days of a model as the warehouse has them now, else all days there are; or why there are none. */
export async function findDays(
  context: Context,
  configuration: Configuration,
  detector: RegimeDetector,
  metadata: Readonly<Record<string, unknown>>,
): Promise<Days | string> {
  const recipe = findRecipe(metadata);
  if (recipe === undefined) return 'The model does not say how its features are made, so no day can be looked at.';
  const { training, scaler } = detector.model;
  let features: FeatureMatrix;
  try {
    features = await buildFeatures(context, configuration, recipe);
  } catch (error) {
    if (!RegimekitError.isInstance(error)) throw error;
    return `No day can be looked at: ${error.message}`;
  }
  const { from = null, to = null } = training ?? {};
  const span = from === null || to === null ? {} : { from, to };
  const own = features.slice(span);
  const used = own.rows > 0 ? own : features;
  const rows = MatrixView.zeros(used.rows, used.columns);
  const { means, scales, bounds } = scaler;
  for (let i = 0; i < rows.data.length; i++) {
    const d = i % used.columns;
    const value = Math.min(Math.max(used.data[i]!, bounds?.lower[d] ?? -Infinity), bounds?.upper[d] ?? Infinity);
    rows.data[i] = (value - means[d]!) / scales[d]!;
  }
  const { buffer, byteOffset, byteLength } = used.data;
  return {
    rows,
    lengths: used.lengths,
    from: used.dates[0]!,
    to: used.dates.at(-1)!,
    areTraining: sha256Hex(new Uint8Array(buffer, byteOffset, byteLength)) === training?.dataFingerprint,
  };
}
