import { findOptionsProblem } from '@regimekit/numerics';
import { InvalidOptionError } from './errors.ts';

/**
 * For the first line of every function with options: they are an object, and none of them is misspelt.
 *
 * @throws InvalidOptionError naming the unknown option and the one that was likely meant
 */
export function checkOptions(options: object, names: Readonly<Record<string, true>>, owner: string): void {
  const problem = findOptionsProblem(options, names, owner);
  if (problem === undefined) return;
  throw new InvalidOptionError(problem.option, problem.expected, problem.received, problem.hint);
}

/** @throws InvalidOptionError unless the value is a whole number of at least `min` */
export function checkWholeNumber(value: unknown, name: string, min: number): void {
  if (Number.isSafeInteger(value) && (value as number) >= min) return;
  throw new InvalidOptionError(name, `a whole number of at least ${min}`, value);
}
