import { findOptionsProblem } from '@regimekit/numerics';
import { InvalidOptionError } from './errors.ts';

/**
 * For the first line of every function with options: they are an object, and none of them is misspelt.
 *
 * @param names every key of the options type (an `OptionNames` of it)
 * @throws InvalidOptionError naming the unknown option and the one that was likely meant
 */
export function checkOptions(options: object, names: Readonly<Record<string, true>>, owner: string): void {
  const problem = findOptionsProblem(options, names, owner);
  if (problem === undefined) return;
  throw new InvalidOptionError(problem.option, problem.expected, problem.received, problem.hint);
}

/** @throws InvalidOptionError unless the value is a finite number above `least` (or at it, when `orEqual`) and at most `most` */
export function checkNumber(
  option: string,
  value: unknown,
  range: { readonly above?: number; readonly atLeast?: number; readonly below?: number; readonly atMost?: number } = {},
): void {
  const { above, atLeast, below, atMost } = range;
  const fits =
    typeof value === 'number' &&
    Number.isFinite(value) &&
    (above === undefined || value > above) &&
    (atLeast === undefined || value >= atLeast) &&
    (below === undefined || value < below) &&
    (atMost === undefined || value <= atMost);
  if (fits) return;
  throw new InvalidOptionError(option, `a number${describeRange(range)}`, value);
}

/** @throws InvalidOptionError unless the value is a whole number of at least `least` */
export function checkWhole(option: string, value: unknown, least: number): void {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return;
  throw new InvalidOptionError(option, `a whole number of at least ${least}`, value);
}

/** @throws InvalidOptionError unless the value is one of the words */
export function checkChoice(option: string, value: unknown, choices: readonly string[]): void {
  if (typeof value === 'string' && choices.includes(value)) return;
  throw new InvalidOptionError(option, `one of ${choices.join(', ')}`, value);
}

function describeRange(range: { above?: number; atLeast?: number; below?: number; atMost?: number }): string {
  const parts: string[] = [];
  if (range.above !== undefined) parts.push(`above ${range.above}`);
  if (range.atLeast !== undefined) parts.push(`of at least ${range.atLeast}`);
  if (range.below !== undefined) parts.push(`below ${range.below}`);
  if (range.atMost !== undefined) parts.push(`of at most ${range.atMost}`);
  return parts.length === 0 ? '' : ` ${parts.join(' and ')}`;
}
