/**
 * Log returns of a window that moves forward, each taken once: entry i is log(data[i] / data[i - 1]), the same number
 * whichever window asks for it.
 */
export class SlidingReturns {
  #values = new Float64Array(0);
  /** Entries above #from, up to and including #to, are known. */
  #from = 0;
  #to = -1;

  /** Aligned with `data`; valid from `start + 1` to before `end`. */
  of(data: Float64Array, start: number, end: number): Float64Array {
    if (this.#values.length !== data.length) this.#values = new Float64Array(data.length);
    if (start < this.#from || start > this.#to) {
      this.#from = start;
      this.#to = start;
    }
    for (let i = this.#to + 1; i < end; i++) this.#values[i] = Math.log(data[i]! / data[i - 1]!);
    this.#to = Math.max(this.#to, end - 1);
    return this.#values;
  }
}
