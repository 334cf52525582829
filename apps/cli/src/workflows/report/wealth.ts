// What becomes of one, for charts.

/** After each day, from returns that are held one after the other. */
export function wealthOf(returns: readonly number[]): number[] {
  let wealth = 1;
  return returns.map((r) => (wealth *= 1 + r));
}

/** In percent, 0 at a high. */
export function fallsOf(wealth: readonly number[]): number[] {
  let high = 1;
  return wealth.map((value) => {
    high = Math.max(high, value);
    return 100 * (value / high - 1);
  });
}
