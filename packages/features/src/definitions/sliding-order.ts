/**
 * Counts values below a bound in a window that moves forward. A window that is asked once is simply read; one that has
 * moved a step since the last question keeps a sorted copy, so that a question costs a few comparisons and one short move
 * of memory.
 */
export class SlidingOrder {
  #sorted: Float64Array | undefined;
  #start = -1;
  #end = -1;
  /** The value that came last and its place, because that is what features ask for; and the place of the one that left. */
  #newest = Number.NaN;
  #newestAt = 0;
  #leftAt = 0;

  countBelow(data: Float64Array, start: number, end: number, value: number): number {
    const sorted = this.#follow(data, start, end);
    if (sorted === undefined) return scan(data, start, end, value).below;
    return value === this.#newest ? this.#newestAt : lowerBound(sorted, value);
  }

  countEqual(data: Float64Array, start: number, end: number, value: number): number {
    const sorted = this.#follow(data, start, end);
    if (sorted === undefined) return scan(data, start, end, value).equal;
    const first = this.countBelow(data, start, end, value);
    let last = first;
    while (sorted[last] === value) last += 1;
    return last - first;
  }

  /** The window in order, or undefined when it has not been moving by single steps or holds missing values. */
  #follow(data: Float64Array, start: number, end: number): Float64Array | undefined {
    if (start === this.#start && end === this.#end) return this.#sorted;
    const moved = start === this.#start + 1 && end === this.#end + 1;
    this.#newest = Number.NaN;
    if (!moved) this.#sorted = undefined;
    else if (this.#sorted === undefined) this.#sorted = sortedCopy(data, start, end);
    else if (Number.isNaN(data[end - 1]!)) this.#sorted = undefined;
    else {
      this.#newest = data[end - 1]!;
      this.#leftAt = placeNear(this.#sorted, data[start - 1]!, this.#leftAt);
      this.#newestAt = placeNear(this.#sorted, this.#newest, this.#newestAt);
      if (this.#newestAt > this.#leftAt) this.#newestAt -= 1; // what leaves makes room
      move(this.#sorted, this.#leftAt, this.#newestAt, this.#newest);
    }
    this.#start = start;
    this.#end = end;
    return this.#sorted;
  }
}

function sortedCopy(data: Float64Array, start: number, end: number): Float64Array | undefined {
  const copy = data.slice(start, end);
  return copy.some(Number.isNaN) ? undefined : copy.sort();
}

/** Takes the value at `from` out of a sorted array and puts another in at `to`, moving only what lies between. */
function move(sorted: Float64Array, from: number, to: number, value: number): void {
  for (let i = from; i > to; i--) sorted[i] = sorted[i - 1]!;
  for (let i = from; i < to; i++) sorted[i] = sorted[i + 1]!;
  sorted[to] = value;
}

/** The lower bound of `value`, sought from a place nearby: market series move little from day to day, so it is a few steps. */
function placeNear(sorted: Float64Array, value: number, near: number): number {
  let place = near;
  while (place > 0 && sorted[place - 1]! >= value) place -= 1;
  while (place < sorted.length && sorted[place]! < value) place += 1;
  return place;
}

function lowerBound(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function scan(data: Float64Array, start: number, end: number, value: number): { below: number; equal: number } {
  let below = 0;
  let equal = 0;
  for (let i = start; i < end; i++) {
    if (data[i]! < value) below += 1;
    if (data[i] === value) equal += 1;
  }
  return { below, equal };
}
