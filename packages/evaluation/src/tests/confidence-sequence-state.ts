import { InvalidStateError } from '../errors.ts';
import type { ConfidenceSequenceSettings } from './confidence-sequence-options.ts';

/** All that a confidence sequence remembers. Finite numbers and words only, so JSON keeps every bit. */
export interface ConfidenceSequenceState {
  readonly version: 1;
  readonly settings: ConfidenceSequenceSettings;
  readonly n: number;
  readonly clipped: number;
  /** Sum of the values, mapped to 0..1. */
  readonly sum: number;
  /** Sum of their squared distances from the running mean. */
  readonly squares: number;
  readonly lower: number;
  readonly upper: number;
  readonly above: boolean;
  readonly below: boolean;
  /** Empirical Bernstein: sums of the weights, of weight times value, of the penalty. */
  readonly weights: readonly number[];
  /** Betting: log capital on "the mean is higher" against each mean of the grid, and then against the margin. */
  readonly up: readonly number[];
  /** The same on "the mean is lower". */
  readonly down: readonly number[];
}

export interface MutableState {
  version: 1;
  settings: ConfidenceSequenceSettings;
  n: number;
  clipped: number;
  sum: number;
  squares: number;
  lower: number;
  upper: number;
  above: boolean;
  below: boolean;
  weights: number[];
  up: number[];
  down: number[];
}

export function startState(settings: ConfidenceSequenceSettings): MutableState {
  const capitals = () => (settings.method === 'betting' ? Array.from({ length: settings.gridSize + 2 }, () => 0) : []);
  return {
    version: 1,
    settings,
    n: 0,
    clipped: 0,
    sum: 0,
    squares: 0,
    lower: -settings.clip,
    upper: settings.clip,
    above: false,
    below: false,
    weights: settings.method === 'betting' ? [] : [0, 0, 0],
    up: capitals(),
    down: capitals(),
  };
}

/**
 * A copy of a saved state, checked.
 *
 * @throws InvalidStateError
 */
export function restoredState(state: ConfidenceSequenceState, settings: ConfidenceSequenceSettings): MutableState {
  const fresh = startState(settings);
  if (typeof state !== 'object' || state === null || state.version !== 1) {
    throw new InvalidStateError('The state of a confidence sequence must be one that it saved, of version 1.');
  }
  for (const name of Object.keys(settings) as (keyof ConfidenceSequenceSettings)[]) {
    if (state.settings?.[name] === settings[name]) continue;
    throw new InvalidStateError(
      `The state was made with another ${name}: ${String(state.settings?.[name])}, now ${String(settings[name])}.`,
      { option: name },
    );
  }
  for (const name of ['n', 'clipped', 'sum', 'squares', 'lower', 'upper'] as const) {
    if (!Number.isFinite(state[name])) throw new InvalidStateError(`${name} of the state must be a finite number.`);
  }
  for (const name of ['weights', 'up', 'down'] as const) {
    const values: readonly number[] | undefined = state[name];
    if (values?.length === fresh[name].length && values.every((value) => Number.isFinite(value))) continue;
    throw new InvalidStateError(`${name} of the state must be ${fresh[name].length} finite numbers.`);
  }
  return structuredClone(state) as MutableState;
}
