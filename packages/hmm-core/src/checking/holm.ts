/**
 * p-values for several tests at once, by Holm (1979): rejecting those below alpha errs anywhere with probability alpha at
 * most, however the tests hang together.
 */
export function holm(pValues: readonly number[]): number[] {
  const order = Array.from(pValues.keys()).toSorted((a, b) => pValues[a]! - pValues[b]!);
  const adjusted = pValues.map(() => 1);
  let largest = 0;
  for (const [rank, i] of order.entries()) {
    largest = Math.max(largest, Math.min(1, (pValues.length - rank) * pValues[i]!));
    adjusted[i] = largest;
  }
  return adjusted;
}
