// The nine features of the jump model written down once more, straight from their definition: every day from all returns up
// to it, each with its own weight. Quadratic and plain on purpose.

/** Nine columns per day from the second on: ret, DD-log and sortino for half-lives of 5, 20 and 60 days; NaN without a fall. */
export function naiveJumpFeatures(closes: readonly number[]): number[][] {
  const returns = closes.slice(1).map((close, i) => close / closes[i]! - 1);
  return returns.map((_, t) => {
    const past = returns.slice(0, t + 1);
    return [5, 20, 60].flatMap((halfLife) => {
      const weights = past.map((__, i) => 0.5 ** ((t - i) / halfLife));
      const mean = weightedMean(past, weights);
      const downside = Math.sqrt(
        weightedMean(
          past.map((r) => Math.min(r, 0) ** 2),
          weights,
        ),
      );
      return downside === 0 ? [mean, Number.NaN, Number.NaN] : [mean, Math.log(downside), mean / downside];
    });
  });
}

function weightedMean(values: readonly number[], weights: readonly number[]): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return values.reduce((sum, value, i) => sum + value * weights[i]!, 0) / total;
}
