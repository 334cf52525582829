import { checkSeries, type Series } from '../check-series.ts';
import { InvalidSeriesError } from '../errors.ts';
import { betOn, bettingBounds } from './betting.ts';
import { confidenceSequenceSettings, type ConfidenceSequenceOptions } from './confidence-sequence-options.ts';
import {
  restoredState,
  startState,
  type ConfidenceSequenceState,
  type MutableState,
} from './confidence-sequence-state.ts';
import { bernsteinBounds, weighIn } from './empirical-bernstein.ts';

/** What is known after n differences, valid at every look together. */
export interface ConfidenceBounds {
  readonly n: number;
  /** Of the clipped differences; `undefined` before the first. */
  readonly mean: number | undefined;
  /** The narrowest so far: a mean once excluded stays so. */
  readonly lower: number;
  readonly upper: number;
  /** The mean is shown to lie above the margin. */
  readonly above: boolean;
  /** The mean is shown to lie below the margin. */
  readonly below: boolean;
  /** Share of the differences that were clipped. The bounds are for the mean of the clipped ones. */
  readonly clippedShare: number;
}

/** Takes differences one at a time. */
export interface ConfidenceSequence {
  /** @throws InvalidSeriesError unless the difference is finite */
  update(difference: number): ConfidenceBounds;
  bounds(): ConfidenceBounds;
  /** All there is to go on from, as JSON-safe data; exact to the bit. */
  state(): ConfidenceSequenceState;
}

/**
 * Bounds for the mean of clipped differences that hold at every look together, with probability 1 - alpha and for any law:
 * look daily, stop when it pleases. The mean given the past must be the same each day; where it moves, `above` still rejects
 * "at or below the margin on every day", and the bounds are no longer those of one number.
 *
 * - `betting` (default): a gambler's capital against every possible mean; a mean that would have made him 1 / alpha times as
 *   rich is excluded. Hedged capital of Waudby-Smith and Ramdas (2024), theorem 3.
 * - `empirical-bernstein`: closed form, a little wider. Their theorem 2; Howard, Ramdas, McAuliffe and Sekhon (2021).
 *
 * @param state - of an earlier run with the same options
 * @throws InvalidOptionError; InvalidStateError for a state that is none or of other options
 *
 * @example
 * ```ts
 * import { createConfidenceSequence } from '@regimekit/evaluation';
 *
 * const sequence = createConfidenceSequence({ clip: 3, sides: 'lower' });
 * for (let day = 0; day < 60; day++) sequence.update(day % 4 === 0 ? -0.5 : 1.5);
 * sequence.bounds().above; // true: the mean is above zero
 * const again = createConfidenceSequence({ clip: 3, sides: 'lower' }, JSON.parse(JSON.stringify(sequence.state())));
 * again.bounds().lower === sequence.bounds().lower; // true
 * ```
 */
export function createConfidenceSequence(
  options: ConfidenceSequenceOptions,
  state?: ConfidenceSequenceState,
): ConfidenceSequence {
  const settings = confidenceSequenceSettings(options, 'createConfidenceSequence');
  const s: MutableState = state === undefined ? startState(settings) : restoredState(state, settings);
  return {
    update(difference) {
      if (!Number.isFinite(difference)) {
        throw new InvalidSeriesError('A difference', 'a finite number', String(difference), 'Leave the day out.');
      }
      take(s, difference);
      return boundsOf(s);
    },
    bounds: () => boundsOf(s),
    state: () => structuredClone(s),
  };
}

/** Bounds after each difference, as arrays. */
export interface ConfidenceSequencePath {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** 1-based day on which the mean was first shown to lie above the margin. */
  readonly aboveFrom: number | undefined;
  readonly belowFrom: number | undefined;
  readonly last: ConfidenceBounds;
}

/**
 * The bounds after each of many differences, equal to the bit to those of one at a time.
 *
 * @param differences - any number, zero among them
 * @throws InvalidSeriesError, InvalidOptionError
 */
export function confidenceSequence(differences: Series, options: ConfidenceSequenceOptions): ConfidenceSequencePath {
  const d = checkSeries('differences', differences, 0);
  const s = startState(confidenceSequenceSettings(options, 'confidenceSequence'));
  const lower = new Float64Array(d.length);
  const upper = new Float64Array(d.length);
  let [aboveFrom, belowFrom]: (number | undefined)[] = [];
  for (let t = 0; t < d.length; t++) {
    take(s, d[t]!);
    lower[t] = s.lower;
    upper[t] = s.upper;
    if (s.above) aboveFrom ??= t + 1;
    if (s.below) belowFrom ??= t + 1;
  }
  return { lower, upper, aboveFrom, belowFrom, last: boundsOf(s) };
}

/** One difference: clip, map to 0..1, bet or weigh, then learn its mean and variance for the next one. */
function take(s: MutableState, difference: number): void {
  const { clip, alpha, sides, tunedAt, method } = s.settings;
  const clipped = Math.max(-clip, Math.min(clip, difference));
  if (clipped !== difference) s.clipped++;
  const x = (clipped + clip) / (2 * clip);
  const t = s.n + 1;
  const logOdds = Math.log((sides === 'both' ? 2 : 1) / alpha);
  // Predictable: the stake on x uses what came before x only. With 1/2 and 1/4 as if one value had been seen.
  const mean = (0.5 + s.sum) / t;
  const variance = (0.25 + s.squares) / t;
  const horizon = tunedAt === null ? t * Math.log1p(t) : Math.max(tunedAt, t);
  const stake = Math.sqrt((2 * logOdds) / (variance * horizon));
  s.n = t;
  s.sum += x;
  // The variance is around the mean that includes x, the weight of the bounds around the one that does not.
  s.squares += (x - (0.5 + s.sum) / (t + 1)) ** 2;
  if (method === 'betting') betOn(s, x, stake, logOdds);
  else weighIn(s, x, mean, stake);
  (method === 'betting' ? bettingBounds : bernsteinBounds)(s, logOdds);
}

function boundsOf(s: MutableState): ConfidenceBounds {
  const { n, lower, upper, above, below } = s;
  const mean = n === 0 ? undefined : s.settings.clip * ((2 * s.sum) / n - 1);
  return { n, mean, lower, upper, above, below, clippedShare: n === 0 ? 0 : s.clipped / n };
}
