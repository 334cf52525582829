import type { IsoDate } from './dates.ts';
import type { FeatureDefinition, MissingPolicy } from './definitions/feature-definition.ts';
import { SlidingWindow } from './definitions/sliding-window.ts';
import { FeatureComputationError, FeatureWindowError } from './errors.ts';

/**
 * The windows of one feature, fed one session at a time. The whole history and the incremental update both go through
 * here, so they give the same bits: a value depends on the numbers in its window and on nothing else.
 */
export class FeatureWindows {
  readonly definition: FeatureDefinition;
  readonly #windows: readonly SlidingWindow[];
  readonly #byName: Record<string, SlidingWindow>;
  readonly #missing: MissingPolicy;
  readonly #capacity: number;
  #end = 0;
  /** Where the rows in use begin; moves up when a missing value makes the window start anew. */
  #start = 0;
  #todayComplete = false;
  /** What the definition's memory carries, after today's row and before it. */
  readonly #carried: Float64Array;
  readonly #before: Float64Array;

  /** @param capacity how many sessions will be fed; once it is full, the oldest rows make room */
  constructor(definition: FeatureDefinition, capacity: number) {
    this.definition = definition;
    this.#capacity = Math.max(capacity, definition.window);
    this.#windows = definition.inputs.map(() => new SlidingWindow(this.#capacity));
    this.#byName = Object.fromEntries(definition.inputs.map((input, j) => [input, this.#windows[j]!]));
    this.#missing = definition.missing ?? 'reject';
    this.#carried = new Float64Array(definition.memory?.size ?? 0);
    this.#before = new Float64Array(this.#carried.length);
  }

  /** How many rows the window holds now, its full size at the most. */
  get filled(): number {
    return Math.min(this.#end - this.#start, this.definition.window);
  }

  /** Whether every input had a value on the session fed last. */
  get isTodayComplete(): boolean {
    return this.#todayComplete;
  }

  /** Feeds session `t` of the columns, given in the order of the definition's inputs. */
  push(columns: readonly ArrayLike<number>[], t: number): void {
    this.#todayComplete = true;
    for (const column of columns) if (Number.isNaN(column[t]!)) this.#todayComplete = false;
    if (!this.#todayComplete && this.#missing !== 'pass') {
      if (this.#missing === 'reject') this.#begin();
      return;
    }
    if (!this.#todayComplete && this.#end === this.#start) return; // holes before the first row are no part of it
    if (this.#end === this.#capacity) this.#makeRoom();
    for (let j = 0; j < columns.length; j++) this.#windows[j]!.data[this.#end] = columns[j]![t]!;
    this.#end += 1;
    this.#remember();
  }

  /**
   * Today's value; NaN when the window is not full, something it needs is missing, or its memory waits.
   *
   * @throws FeatureComputationError when the function gives no finite number although nothing is missing
   */
  value(date: IsoDate): number {
    const { window } = this.definition;
    if (this.filled < window || (!this.#todayComplete && this.#missing !== 'pass')) return Number.NaN;
    this.#show(window);
    const value = this.definition.compute(this.#byName, this.#carried);
    if (Number.isNaN(value) && this.definition.memory !== undefined) return value;
    return Number.isFinite(value) ? value + 0 : this.#noValue(value, date);
  }

  /**
   * Today's value once more, from copies of exactly its window and of what was carried to it.
   *
   * @throws FeatureWindowError when it differs from `value`: the function reads further back or keeps state
   */
  checkValue(value: number, date: IsoDate): void {
    const { definition } = this;
    const alone = new FeatureWindows(definition, definition.window);
    const contents = this.contents();
    const today = definition.window - 1;
    for (let t = 0; t < today; t++) alone.push(contents, t);
    alone.#carried.set(this.#before);
    alone.push(contents, today);
    const again = alone.value(date);
    if (!Object.is(again, value)) throw new FeatureWindowError(definition.name, date, definition.window, value, again);
  }

  /** The inputs to blame when today is complete and there is no value: an earlier one of theirs is missing. */
  inputsWithHoles(): readonly string[] {
    const { inputs } = this.definition;
    if (this.#missing !== 'pass' || this.filled < this.definition.window) return inputs;
    const contents = this.contents();
    return inputs.filter((_, j) => contents[j]!.some(Number.isNaN));
  }

  /** What the memory carries, to be handed to `refill`; empty without one. */
  savedMemory(): number[] {
    return Array.from(this.#carried);
  }

  /** Fills empty windows with what `savedContents` and `savedMemory` gave. */
  refill(contents: readonly (readonly (number | null)[])[], carried: readonly number[] = []): void {
    this.#carried.set(carried);
    const rows = contents[0]?.length ?? 0;
    for (const [j, values] of contents.entries()) {
      const { data } = this.#windows[j]!;
      for (let t = 0; t < rows; t++) data[t] = values[t] ?? Number.NaN;
    }
    this.#end = rows;
  }

  /** The rows in the window, per input and oldest first; null for a missing value, because JSON has no NaN. */
  savedContents(): (number | null)[][] {
    return this.#windows.map(({ data }) => {
      const rows: (number | null)[] = [];
      for (let t = this.#end - this.filled; t < this.#end; t++) rows.push(Number.isNaN(data[t]!) ? null : data[t]!);
      return rows;
    });
  }

  /** The same as numbers. */
  contents(): number[][] {
    return this.savedContents().map((rows) => rows.map((value) => value ?? Number.NaN));
  }

  /** The window begins anew behind a hole, and so does the memory. */
  #begin(): void {
    this.#start = this.#end;
    this.#carried.fill(0);
  }

  #remember(): void {
    const { memory } = this.definition;
    if (memory === undefined) return;
    this.#before.set(this.#carried);
    this.#show(this.filled);
    memory.step(this.#carried, this.#byName);
  }

  /** Lets the windows hold the last so many rows. */
  #show(rows: number): void {
    for (const input of this.#windows) {
      input.end = this.#end;
      input.start = this.#end - rows;
    }
  }

  #makeRoom(): void {
    const keep = this.definition.window - 1;
    for (const input of this.#windows) input.makeRoom(this.#end, keep);
    this.#start = Math.max(0, this.#start - (this.#end - keep));
    this.#end = keep;
  }

  #noValue(value: unknown, date: IsoDate): number {
    const contents = this.contents();
    const hasHole = contents.some((rows) => rows.some(Number.isNaN));
    if (hasHole && typeof value === 'number' && Number.isNaN(value)) return value;
    const { name, inputs } = this.definition;
    throw new FeatureComputationError(
      name,
      date,
      value,
      Object.fromEntries(inputs.map((input, j) => [input, contents[j]!])),
    );
  }
}
