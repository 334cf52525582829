// Predictions as the log keeps them: what was said of each day, what it stood on, and how well the day was foreseen.
import type { RegimeDetector, RegimePrediction } from '@regimekit/detector';
import type { FeatureMatrix } from '@regimekit/features';
import type { ShadowAnswer } from '@regimekit/monitoring';

export interface Predicted {
  readonly detector: RegimeDetector;
  readonly features: FeatureMatrix;
  readonly predictions: readonly RegimePrediction[];
  /** Time from question to answer, per prediction, in milliseconds. */
  readonly latencyMs: number;
}

export function recordAnswers({ detector, features, predictions, latencyMs }: Predicted): ShadowAnswer[] {
  const scores = scoreAnswers(detector, features, predictions);
  return predictions.map(({ row, regime, confidence, probabilities, basis }) => ({
    asOfDate: features.dates[row]!,
    regime,
    confidence,
    probabilities,
    features: features.record(row),
    basis,
    latencyMs,
    ...(scores.has(row) ? { logScore: scores.get(row)! } : {}),
  }));
}

/** Log scores by row. None of a model without a density, nor of a day so odd that its density cannot be told from 0. */
function scoreAnswers(
  detector: RegimeDetector,
  features: FeatureMatrix,
  predictions: readonly RegimePrediction[],
): Map<number, number> {
  const [first, last] = [predictions[0], predictions.at(-1)];
  if (
    detector.kind !== 'hmm' ||
    detector.model.scaler.bounds !== undefined ||
    first === undefined ||
    last === undefined
  )
    return new Map();
  const scores = detector.logScores(features, { from: first.row, to: last.row });
  return new Map(scores.flatMap(({ row, logScore }) => (Number.isFinite(logScore) ? [[row, logScore]] : [])));
}
