import { describeValue, findOptionsProblem } from '@regimekit/numerics';
import { InvalidMonitoringOptionError } from './errors.ts';

/**
 * For the first line of every function with options: they are an object, and none of them is misspelt.
 *
 * @param names every key of the options type (an `OptionNames` of it)
 * @throws InvalidMonitoringOptionError naming the unknown option and the one that was likely meant
 */
export function checkOptions(options: object, names: Readonly<Record<string, true>>, owner: string): void {
  const problem = findOptionsProblem(options, names, owner);
  if (problem === undefined) return;
  const { option, expected, received, hint } = problem;
  throw new InvalidMonitoringOptionError(option, `expected ${expected}, received ${describeValue(received)}.`, hint);
}
