import { incompleteBeta } from '@regimekit/numerics/distributions';
import { checkWhole } from '../check-options.ts';

export interface McNemarResult {
  /** Days on which only A was right. */
  readonly onlyA: number;
  /** Days on which only B was right. */
  readonly onlyB: number;
  /** Two-sided, exact; 1 when no day tells the two apart. */
  readonly pValue: number;
}

/**
 * McNemar's exact test: of the days on which exactly one of two is right, as many should be A's as B's. Two-sided
 * binomial probability with p = 1/2 of a split at least as uneven: min(1, 2 P(X <= min(onlyA, onlyB))) (McNemar 1947).
 *
 * It takes the days for independent. Decisions that last for weeks are not: count changes of mind, or thin the days out.
 *
 * @throws InvalidOptionError
 *
 * @example
 * ```ts
 * import { mcNemarExact } from '@regimekit/evaluation';
 *
 * mcNemarExact(1, 8).pValue; // 0.0390625 = 2 (1 + 9) / 2^9
 * ```
 */
export function mcNemarExact(onlyA: number, onlyB: number): McNemarResult {
  checkWhole('onlyA', onlyA, 0);
  checkWhole('onlyB', onlyB, 0);
  const fewer = Math.min(onlyA, onlyB);
  const n = onlyA + onlyB;
  if (2 * fewer === n) return { onlyA, onlyB, pValue: 1 };
  // P(X <= k) of a binomial with p = 1/2 is I_{1/2}(n - k, k + 1).
  return { onlyA, onlyB, pValue: Math.min(1, 2 * incompleteBeta(0.5, n - fewer, fewer + 1).lower) };
}
