import { ArgumentError } from '../errors.ts';

/** @throws ArgumentError unless the value is above 0 and finite */
export function requirePositive(name: string, value: number): number {
  if (value > 0 && value < Number.POSITIVE_INFINITY) return value;
  throw new ArgumentError(`${name} must be above 0 and finite, received ${value}.`, { [name]: value });
}

/** @throws ArgumentError unless the value is at least `least`; infinity is allowed */
export function requireAtLeast(name: string, value: number, least: number): number {
  if (value >= least) return value;
  throw new ArgumentError(`${name} must be at least ${least}, received ${value}.`, { [name]: value });
}

/** @throws ArgumentError when the value is NaN */
export function requireNumber(name: string, value: number): number {
  if (typeof value === 'number' && !Number.isNaN(value)) return value;
  throw new ArgumentError(`${name} must be a number, received ${value}.`, { [name]: value });
}

/** @throws ArgumentError unless the value is a probability */
export function requireProbability(name: string, value: number): number {
  if (value >= 0 && value <= 1) return value;
  throw new ArgumentError(`${name} must lie between 0 and 1, received ${value}.`, { [name]: value });
}
