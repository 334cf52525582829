import { normalQuantile } from '@regimekit/numerics/distributions';
import { InvalidOptionError } from '../errors.ts';
import { scales, type IntervalScale, type Quantity } from './quantities.ts';

/** Both ends of an interval, in the unit of what it is about. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

/**
 * Why there is no standard error: the parameter is exactly on a bound; the rows say nothing about it; the information as a
 * whole is singular; the draws do not vary or are not finite.
 */
export type NoErrorReason = 'bound' | 'flat' | 'singular' | 'degenerate';

/** A number of the model and how well it is known. */
export interface ParameterEstimate {
  /** For instance `means[0,1]`, `transitionMatrix[0,1]`, `expectedDurations[1]`. */
  readonly name: string;
  /** `means`, `transitionMatrix`, `expectedDurations`, ... */
  readonly group: string;
  readonly index: readonly number[];
  readonly estimate: number;
  /** In the unit of the estimate; null where there is none. */
  readonly standardError: number | null;
  /** Symmetric on `scale`, hence never outside the domain; null where there is none. */
  readonly interval: Interval | null;
  readonly scale: IntervalScale;
  /** Why there is no standard error; null where there is one. */
  readonly reason: NoErrorReason | null;
}

/** Something to know about standard errors before they are believed. */
export interface UncertaintyFinding {
  readonly code:
    | 'INITIAL_PROBS_HELD'
    | 'AT_BOUND'
    | 'FLAT'
    | 'SINGULAR_INFORMATION'
    | 'NOT_AT_MAXIMUM'
    | 'REFITS_FAILED'
    | 'REFITS_NOT_CONVERGED'
    | 'STATES_SWAPPED'
    | 'CANCELLED';
  readonly severity: 'warning' | 'note';
  readonly message: string;
  /** The parameters it speaks of. */
  readonly names: readonly string[];
}

/** @throws InvalidOptionError */
export function checkLevel(level: number): void {
  if (!(level > 0 && level < 1)) throw new InvalidOptionError('level', 'a number between 0 and 1', level);
}

/** @param scaleError the standard error on the scale of the interval; by default by the delta method */
export function withError(
  { name, group, index, scale, value }: Quantity,
  standardError: number,
  level: number,
  scaleError = standardError * scales[scale].slope(value),
): ParameterEstimate {
  const { to, from } = scales[scale];
  const reach = -normalQuantile((1 - level) / 2) * scaleError;
  const known = Number.isFinite(reach) && Number.isFinite(to(value));
  const interval = known ? { lower: from(to(value) - reach), upper: from(to(value) + reach) } : null;
  return { name, group, index, estimate: value, standardError, interval, scale, reason: null };
}

export function withoutError({ name, group, index, scale, value }: Quantity, reason: NoErrorReason): ParameterEstimate {
  return { name, group, index, estimate: value, standardError: null, interval: null, scale, reason };
}

/** The first names of many. */
export function listNames(names: readonly string[], most = 4): string {
  const rest = names.length - most;
  return rest > 0 ? `${names.slice(0, most).join(', ')} and ${rest} more` : names.join(', ');
}
