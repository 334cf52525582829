import type { OptionNames } from '@regimekit/numerics';
import { checkChoice, checkNumber, checkOptions, checkWhole } from '../check-options.ts';
import { InvalidOptionError } from '../errors.ts';

/** How the bounds are made; both hold whatever the law of the clipped differences is. */
export type ConfidenceSequenceMethod = 'betting' | 'empirical-bernstein';

/** Which errors are guarded against. With one side only, the other bound stays at the clip. */
export type ConfidenceSides = 'both' | 'lower' | 'upper';

/** Everything here is fixed before the first difference is seen; that is what makes the bounds hold at every look. */
export interface ConfidenceSequenceOptions {
  /** c: differences are clipped to -c..c. Fix it from a pilot's scale, such as three standard deviations. */
  readonly clip: number;
  /** @default 'betting' */
  readonly method?: ConfidenceSequenceMethod;
  /** Chance that the bounds ever miss the mean. @default 0.05 */
  readonly alpha?: number;
  /** @default 'both' */
  readonly sides?: ConfidenceSides;
  /** The mean that `above` and `below` speak of, inside the clip. @default 0 */
  readonly margin?: number;
  /**
   * Days around which the bounds should be narrow; `undefined` spreads the effort over all times, as the papers do. They
   * hold with any; half a year is a good choice for differences of .2 to .5 standard deviations.
   *
   * @default 126
   */
  readonly tunedAt?: number | undefined;
  /** Means on which betting keeps a capital; the bounds are exact to 2 clip / gridSize, on the safe side. @default 400 */
  readonly gridSize?: number;
}

/** The same with every default filled in: part of the saved state, so that a restored one cannot differ. */
export interface ConfidenceSequenceSettings {
  readonly clip: number;
  readonly method: ConfidenceSequenceMethod;
  readonly alpha: number;
  readonly sides: ConfidenceSides;
  readonly margin: number;
  /** null: no time is preferred. */
  readonly tunedAt: number | null;
  readonly gridSize: number;
}

const OPTIONS: OptionNames<ConfidenceSequenceOptions> = {
  clip: true,
  method: true,
  alpha: true,
  sides: true,
  margin: true,
  tunedAt: true,
  gridSize: true,
};

/** @throws InvalidOptionError */
export function confidenceSequenceSettings(
  options: ConfidenceSequenceOptions,
  owner: string,
): ConfidenceSequenceSettings {
  checkOptions(options, OPTIONS, owner);
  const { clip, method = 'betting', alpha = 0.05, sides = 'both', margin = 0, gridSize = 400 } = options;
  const tunedAt = 'tunedAt' in options ? (options.tunedAt ?? null) : 126;
  checkNumber('clip', clip, { above: 0 });
  checkChoice('method', method, ['betting', 'empirical-bernstein']);
  checkNumber('alpha', alpha, { above: 0, below: 1 });
  checkChoice('sides', sides, ['both', 'lower', 'upper']);
  checkNumber('margin', margin);
  if (Math.abs(margin) >= clip) throw new InvalidOptionError('margin', `inside the clip of ${clip}`, margin);
  if (tunedAt !== null) checkNumber('tunedAt', tunedAt, { atLeast: 1 });
  checkWhole('gridSize', gridSize, 2);
  return { clip, method, alpha, sides, margin, tunedAt, gridSize };
}
