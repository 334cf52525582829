// Hedged capital, Waudby-Smith and Ramdas (2024), Estimating means of bounded random variables by betting, theorem 3.
import type { MutableState } from './confidence-sequence-state.ts';

/** The largest share of the capital that a bet may lose; the papers' c. */
const LARGEST_SHARE = 0.5;

/**
 * Every capital bets on x: against a mean m, "higher" becomes worth 1 + min(stake, c / m) (x - m) of itself, "lower"
 * 1 - min(stake, c / (1 - m)) (x - m). Under the mean m neither can be expected to grow. Those of means that are excluded
 * already are left as they are: excluded is excluded.
 */
export function betOn(s: MutableState, x: number, stake: number, logOdds: number): void {
  const { gridSize, clip, margin, sides } = s.settings;
  for (let i = 0; i <= gridSize + 1; i++) {
    const m = i <= gridSize ? i / gridSize : (margin + clip) / (2 * clip);
    if (sides !== 'upper' && s.up[i]! < logOdds) {
      s.up[i]! += Math.log1p(Math.min(stake, LARGEST_SHARE / m) * (x - m));
    }
    if (sides !== 'lower' && s.down[i]! < logOdds) {
      s.down[i]! += Math.log1p(-Math.min(stake, LARGEST_SHARE / (1 - m)) * (x - m));
    }
  }
}

/**
 * The capital against m is the smaller the higher m is, so the means excluded from below are all up to the highest excluded
 * point of the grid, and the true bound lies between that point and the next: the point is on the safe side.
 */
export function bettingBounds(s: MutableState, logOdds: number): void {
  const { gridSize, clip, margin } = s.settings;
  const valueAt = (i: number) => clip * ((2 * i) / gridSize - 1);
  let low = 0;
  while (low < gridSize && s.up[low]! >= logOdds) low++;
  if (low > 0) s.lower = Math.max(s.lower, valueAt(low - 1));
  let high = gridSize;
  while (high > 0 && s.down[high]! >= logOdds) high--;
  if (high < gridSize) s.upper = Math.min(s.upper, valueAt(high + 1));
  if (s.up[gridSize + 1]! >= logOdds) s.above = true;
  if (s.down[gridSize + 1]! >= logOdds) s.below = true;
  if (s.above) s.lower = Math.max(s.lower, margin);
  if (s.below) s.upper = Math.min(s.upper, margin);
}
