import { InvalidFeatureError } from '../errors.ts';
import type { InputWindow } from './input-window.ts';
import { SlidingMaximum } from './sliding-maximum.ts';
import { SlidingOrder } from './sliding-order.ts';
import { SlidingReturns } from './sliding-returns.ts';

/**
 * An `InputWindow` that moves along its buffer, so that a history of any length needs one object per input. A maximum
 * and a count are the same number however they are found, so helpers that profit from the slide change no bit.
 */
export class SlidingWindow implements InputWindow {
  readonly data: Float64Array;
  start = 0;
  end = 0;
  // Made when first asked for: most features ask for none of them.
  #maximum: SlidingMaximum | undefined;
  #order: SlidingOrder | undefined;
  #returns: SlidingReturns | undefined;

  constructor(capacity: number) {
    this.data = new Float64Array(capacity);
  }

  get length(): number {
    return this.end - this.start;
  }

  ago(rows: number): number {
    if (rows >= 0 && rows < this.end - this.start && Number.isInteger(rows)) return this.data[this.end - 1 - rows]!;
    throw new InvalidFeatureError(
      `ago(${rows}) lies outside a window of ${this.length} rows.`,
      { rows, window: this.length },
      'ago(n) needs a window of at least n + 1 rows: give the definition a longer window.',
    );
  }

  logReturns(): Float64Array {
    this.#returns ??= new SlidingReturns();
    return this.#returns.of(this.data, this.start, this.end);
  }

  max(): number {
    this.#maximum ??= new SlidingMaximum();
    return this.#maximum.of(this.data, this.start, this.end);
  }

  countBelow(value: number): number {
    this.#order ??= new SlidingOrder();
    return this.#order.countBelow(this.data, this.start, this.end, value);
  }

  countEqual(value: number): number {
    this.#order ??= new SlidingOrder();
    return this.#order.countEqual(this.data, this.start, this.end, value);
  }

  toArray(): number[] {
    return Array.from(this.data.subarray(this.start, this.end));
  }

  /** Moves the last `keep` of `end` values to the front of the buffer. */
  makeRoom(end: number, keep: number): void {
    this.data.copyWithin(0, end - keep, end);
    this.#maximum = undefined;
    this.#order = undefined;
    this.#returns = undefined;
  }
}
