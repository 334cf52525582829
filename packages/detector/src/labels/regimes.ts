/**
 * The market conditions of the default model, from the calmest to the most stressed. Other numbers of states have the
 * names of {@link regimeNames}.
 */
export const Regime = {
  /** Calm: low volatility, tight credit. */
  RiskOn: 'risk_on',
  /** Between the two. */
  Neutral: 'neutral',
  /** Stressed: high volatility, wide credit. */
  RiskOff: 'risk_off',
} as const;

/** The name of a market condition. A model of four states and more tells its middle ones apart by number. */
export type Regime = (typeof Regime)[keyof typeof Regime] | `neutral_${number}`;

/**
 * The regimes of a model with `nStates` states, from the least to the most stressed.
 *
 * | states | regimes |
 * |---|---|
 * | 1 | neutral |
 * | 2 | risk_on, risk_off |
 * | 3 | risk_on, neutral, risk_off |
 * | 4 and more | risk_on, neutral_1, neutral_2, ..., risk_off |
 *
 * @example
 * ```ts
 * import { regimeNames } from '@regimekit/detector';
 *
 * regimeNames(4); // ['risk_on', 'neutral_1', 'neutral_2', 'risk_off']
 * ```
 */
export function regimeNames(nStates: number): Regime[] {
  if (nStates === 1) return [Regime.Neutral];
  return [Regime.RiskOn, ...middle(nStates - 2), Regime.RiskOff];
}

function middle(count: number): Regime[] {
  if (count === 1) return [Regime.Neutral];
  return Array.from({ length: count }, (_, i): Regime => `neutral_${i + 1}`);
}
