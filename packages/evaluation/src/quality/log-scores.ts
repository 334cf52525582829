// Log scores of models: in which unit, and of what.
import type { MatrixView } from '@regimekit/numerics';
import { checkSameLength, checkSeries, type Series } from '../check-series.ts';
import { InvalidSeriesError } from '../errors.ts';

/**
 * Log scores in raw units from log scores of standardised features: ln p(raw) = ln p(standardised) - sum_i ln sd_i.
 *
 * @param logScores - of rows standardised by one scaler
 * @param deviations - D: the standard deviations that the scaler divided by
 */
export function inRawUnits(logScores: Series, deviations: Series): Float64Array {
  const shift = sumOfLogs(deviations);
  return checkSeries('logScores', logScores, 0).map((score) => score - shift);
}

/** sum_i ln sd_i of a scaler. @throws InvalidSeriesError unless all are above zero */
export function sumOfLogs(deviations: Series): number {
  return checkSeries('deviations', deviations).reduce((sum, deviation, i) => {
    if (deviation > 0) return sum + Math.log(deviation);
    throw new InvalidSeriesError('deviations', 'above zero', `${deviation} at index ${i}`);
  }, 0);
}

/**
 * ln sum_k p_k N(x; m_k, s_k^2) of each row: the density of the next return under predicted regime probabilities.
 *
 * @param predictedProbs - T x K, of the state on the day of `values`, from what was known the day before
 * @param means - K, learned in training
 * @param deviations - K, above zero
 * @param values - T
 */
export function mixtureLogScores(
  predictedProbs: MatrixView,
  means: Series,
  deviations: Series,
  values: Series,
): Float64Array {
  const { x, m, s } = checkMixture(predictedProbs, means, deviations, values);
  return x.map((value, t) => {
    const terms = Array.from(predictedProbs.row(t), (p, k) => Math.log(p) + logNormal(value, m[k]!, s[k]!));
    const largest = Math.max(...terms);
    return largest + Math.log(terms.reduce((sum, term) => sum + Math.exp(term - largest), 0));
  });
}

/**
 * The parts of a mixture of normal distributions with other weights for each value.
 *
 * @throws InvalidSeriesError, LengthMismatchError
 */
export function checkMixture(predictedProbs: MatrixView, means: Series, deviations: Series, values: Series) {
  const x = checkSeries('values', values);
  const m = checkSeries('means', means);
  const s = checkSeries('deviations', deviations);
  sumOfLogs(s);
  checkSameLength('values', x.length, 'predictedProbs', predictedProbs.rows);
  checkSameLength('means', m.length, 'the columns of predictedProbs', predictedProbs.columns);
  checkSameLength('deviations', s.length, 'means', m.length);
  return { x, m, s };
}

/**
 * Mean and standard deviation of the returns of each regime, weighted by its probability: what {@link mixtureLogScores} takes.
 * Call it with training rows only.
 */
export function returnsByRegime(probs: MatrixView, returns: Series): { means: Float64Array; deviations: Float64Array } {
  const r = checkSeries('returns', returns, 2);
  checkSameLength('returns', r.length, 'probs', probs.rows);
  const K = probs.columns;
  const means = new Float64Array(K);
  const deviations = new Float64Array(K);
  for (let k = 0; k < K; k++) {
    const { mean, deviation } = returnsOfRegime(probs, r, k);
    if (!(deviation > 0))
      throw new InvalidSeriesError(`the returns of regime ${k}`, 'returns that vary', 'none, or a constant');
    means[k] = mean;
    deviations[k] = deviation;
  }
  return { means, deviations };
}

/** Of one regime, from days that are checked; NaN or 0 where it has no days, or a single one. */
export function returnsOfRegime(probs: MatrixView, r: Float64Array, k: number): { mean: number; deviation: number } {
  let [weight, sum, squares] = [0, 0, 0];
  for (let t = 0; t < r.length; t++) {
    weight += probs.get(t, k);
    sum += probs.get(t, k) * r[t]!;
  }
  const mean = sum / weight;
  for (let t = 0; t < r.length; t++) squares += probs.get(t, k) * (r[t]! - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / weight) };
}

/** ln N(x; mean, deviation^2). */
export function logNormal(x: number, mean: number, deviation: number): number {
  return -0.5 * Math.log(2 * Math.PI) - Math.log(deviation) - 0.5 * ((x - mean) / deviation) ** 2;
}
