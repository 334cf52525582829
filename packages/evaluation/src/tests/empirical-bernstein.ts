// Predictable plug-in empirical Bernstein, Waudby-Smith and Ramdas (2024), theorem 2, after Howard et al. (2021).
import type { MutableState } from './confidence-sequence-state.ts';

/** The papers' c: no weight above it. */
const LARGEST_WEIGHT = 0.5;

/** Adds x with its weight, and what the weight costs: 4 (x - mean before x)^2 (-log(1 - weight) - weight) / 4. */
export function weighIn(s: MutableState, x: number, mean: number, stake: number): void {
  const weight = Math.min(stake, LARGEST_WEIGHT);
  s.weights[0]! += weight;
  s.weights[1]! += weight * x;
  s.weights[2]! += (x - mean) ** 2 * (-Math.log1p(-weight) - weight);
}

/** Weighted mean -+ (log(sides / alpha) + penalties) / weights. */
export function bernsteinBounds(s: MutableState, logOdds: number): void {
  const { clip, margin, sides } = s.settings;
  const [weight, weighted, penalty] = s.weights;
  const centre = weighted! / weight!;
  const radius = (logOdds + penalty!) / weight!;
  const value = (x: number) => clip * (2 * x - 1);
  if (sides !== 'upper') s.lower = Math.max(s.lower, value(centre - radius));
  if (sides !== 'lower') s.upper = Math.min(s.upper, value(centre + radius));
  if (s.lower > margin) s.above = true;
  if (s.upper < margin) s.below = true;
}
