/**
 * Average of a series of differences and its standard error, autocorrelation allowed for: Newey and West (1987) with
 * Bartlett weights and L = floor(4 (n / 100)^(2/9)) lags,
 *
 *     se^2 = (c_0 + 2 sum_{l=1}^{L} (1 - l / (L + 1)) c_l) / n,  c_l = (1/n) sum_t (d_t - mean)(d_{t+l} - mean)
 */
export function meanDifference(differences: Float64Array): { mean: number; standardError: number } {
  const n = differences.length;
  const mean = differences.reduce((sum, value) => sum + value, 0) / n;
  const lags = Math.min(Math.floor(4 * (n / 100) ** (2 / 9)), n - 1);
  let variance = 0;
  for (let lag = 0; lag <= lags; lag++) {
    let covariance = 0;
    for (let t = 0; t + lag < n; t++) covariance += ((differences[t]! - mean) * (differences[t + lag]! - mean)) / n;
    variance += (lag === 0 ? 1 : 2 * (1 - lag / (lags + 1))) * covariance;
  }
  return { mean, standardError: Math.sqrt(Math.max(variance, 0) / n) };
}
