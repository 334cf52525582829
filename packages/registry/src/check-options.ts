import { findOptionsProblem } from '@regimekit/numerics';
import { InvalidOptionError } from '@regimekit/persistence';

/**
 * For the first line of every method with options: they are an object, and none of them is misspelt.
 *
 * @param names every key of the options type (an `OptionNames` of it)
 * @throws InvalidOptionError naming the unknown option and the one that was likely meant
 */
export function checkOptions(options: object, names: Readonly<Record<string, true>>, owner: string): void {
  const problem = findOptionsProblem(options, names, owner);
  if (problem === undefined) return;
  throw new InvalidOptionError(problem.option, problem.expected, problem.received, problem.hint);
}
