/**
 * The highest value of a window that moves forward, in constant time per step on average: a queue of the positions that
 * may still become the maximum, their values falling (the monotonic queue of "sliding window maximum").
 */
export class SlidingMaximum {
  /** Circular, 0 positions before the first call. */
  #queue = new Int32Array(0);
  #head = 0;
  #size = 0;
  #start = 0;
  #end = 0;

  /** NaN is left out; a window of nothing else gives NaN. */
  of(data: Float64Array, start: number, end: number): number {
    if (start < this.#start || end < this.#end || start > this.#end || end - start > this.#queue.length) {
      this.#restart(start, end);
    }
    this.#dropBefore(start); // first, or the queue could hold more than a window
    const queue = this.#queue;
    for (let i = this.#end; i < end; i++) {
      if (Number.isNaN(data[i]!)) continue;
      while (this.#size > 0 && data[this.#at(this.#size - 1)]! <= data[i]!) this.#size -= 1;
      queue[(this.#head + this.#size) % queue.length] = i;
      this.#size += 1;
    }
    this.#start = start;
    this.#end = end;
    return this.#size > 0 ? data[this.#at(0)]! : Number.NaN;
  }

  #at(i: number): number {
    return this.#queue[(this.#head + i) % this.#queue.length]!;
  }

  #dropBefore(start: number): void {
    while (this.#size > 0 && this.#at(0) < start) {
      this.#head = (this.#head + 1) % this.#queue.length;
      this.#size -= 1;
    }
  }

  #restart(start: number, end: number): void {
    this.#queue = new Int32Array(end - start);
    this.#head = 0;
    this.#size = 0;
    this.#start = start;
    this.#end = start;
  }
}
