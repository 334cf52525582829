import { closestName } from './closest-name.ts';

/** The keys of an options type as a value; the compiler refuses a list that lacks one or has one too many. */
export type OptionNames<Options> = Readonly<Record<keyof Options, true>>;

/** Parts of the error that a caller should get; each package throws its own. */
export interface OptionsProblem {
  readonly option: string;
  /** Goes on after "must be". */
  readonly expected: string;
  /** What came instead of an object, or the misspelt key. */
  readonly received: unknown;
  readonly hint: string;
}

/**
 * Whether `options` is an options object whose keys are all known: a misspelt option would otherwise be left out without
 * a word. The values are not looked at.
 *
 * @param owner what takes the options, for the message: a function or a class
 *
 * @example
 * ```ts
 * import { findOptionsProblem } from '@regimekit/numerics';
 *
 * findOptionsProblem({ seed: 1 }, { nStates: true, seed: true }, 'fit'); // undefined
 * findOptionsProblem({ nState: 3 }, { nStates: true, seed: true }, 'fit')?.hint; // 'Did you mean nStates?'
 * ```
 */
export function findOptionsProblem(
  options: unknown,
  names: Readonly<Record<string, true>>,
  owner: string,
): OptionsProblem | undefined {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    return {
      option: 'options',
      expected: `an object with options of ${owner}`,
      received: options,
      hint: `It knows ${Object.keys(names).join(', ')}.`,
    };
  }
  for (const key of Object.keys(options)) if (names[key] !== true) return unknownKey(key, Object.keys(names), owner);
  return undefined;
}

function unknownKey(key: string, names: readonly string[], owner: string): OptionsProblem {
  const meant = closestName(key, names);
  return {
    option: `every option of ${owner}`,
    expected: `one of ${names.join(', ')}`,
    received: key,
    hint: meant === undefined ? `Leave ${key} out.` : `Did you mean ${meant}?`,
  };
}
