import { describeValue } from '@regimekit/numerics';
import { InvalidFeatureError } from '../errors.ts';
import type { InputWindow } from './input-window.ts';

/**
 * What a feature does where an input has no usable value (after carrying):
 * - `reject`: no value until the whole window is there again
 * - `skip`: the window is the last rows on which every input had a value, so a hole shortens nothing
 * - `pass`: the function sees NaN and returns NaN where it cannot answer
 */
export type MissingPolicy = 'reject' | 'skip' | 'pass';

/** The windows of a feature's inputs, by column. */
export type FeatureWindow<Column extends string = string> = Readonly<Record<Column, InputWindow>>;

/**
 * A feature: what it is called, what it reads, and how it is computed from one window. Everything but the function goes
 * into the fingerprint of a set, so a change of the function needs a new version.
 */
export interface FeatureDefinition<Column extends string = string> {
  /** Letters, digits and `_`, beginning with a letter. */
  readonly name: string;
  /** Whole, from 1; raise it whenever the function gives other numbers than before. */
  readonly version: number;
  /** Columns of the frame: `price`, `vix`, `treasury_2y`, `treasury_10y`, `hy_spread`, or one of `inputs.others`. */
  readonly inputs: readonly Column[];
  /** Rows that a value needs, today's included; a row is a session (see `missing` for holes). */
  readonly window: number;
  /** @default 'reject' */
  readonly missing?: MissingPolicy;
  /** Unit of the value, for example `percent`. */
  readonly unit: string;
  readonly description: string;
  /** For a value that depends on the whole past: what is handed on from row to row. @default nothing */
  readonly memory?: FeatureMemory<Column>;
  /**
   * The value of the last day of the windows: a pure function of these windows (and of what is carried, with `memory`),
   * finite. With `memory` a NaN means that there is no value yet.
   *
   * @param carried what `memory.step` has just written; there with `memory` only
   */
  compute(inputs: FeatureWindow<Column>, carried?: Readonly<Float64Array>): number;
}

/**
 * A few numbers handed on from row to row, such as the running sums of an exponentially weighted mean: how a feature
 * looks at the whole past although its window is short. They begin at zero, and again where a hole in the inputs makes
 * the window begin anew.
 */
export interface FeatureMemory<Column extends string = string> {
  /** How many numbers. */
  readonly size: number;
  /** What the first value waits for, beside a full window; ends the sentence "it waits for ...". */
  readonly waitsFor: string;
  /**
   * Takes in today's row: changes `carried` in place, by nothing but `carried` and the windows, which hold the rows so
   * far until they are full.
   */
  step(carried: Float64Array, inputs: FeatureWindow<Column>): void;
}

const NAME = /^[A-Za-z][A-Za-z0-9_]*$/;

/**
 * Checks a definition and freezes it; the types of its inputs follow from their names.
 *
 * @throws InvalidFeatureError
 *
 * @example
 * ```ts
 * import { defineFeature, FeatureSet, regimeFeatureSet } from '@regimekit/features';
 *
 * const vixChange = defineFeature({
 *   name: 'vix_change_5d',
 *   version: 1,
 *   inputs: ['vix'],
 *   window: 6,
 *   unit: 'index points',
 *   description: 'Change of the VIX over 5 sessions.',
 *   compute: ({ vix }) => vix.ago(0) - vix.ago(5),
 * });
 * const mine = new FeatureSet({
 *   name: 'mine',
 *   version: 1,
 *   definitions: [...regimeFeatureSet().definitions, vixChange],
 * });
 * console.log(mine.featureNames().length); // 10
 * ```
 */
export function defineFeature<const Column extends string>(
  definition: FeatureDefinition<Column>,
): FeatureDefinition<Column> {
  if (typeof definition !== 'object' || definition === null) {
    throw new InvalidFeatureError(`Expected the definition of a feature, received ${describeValue(definition)}.`);
  }
  const { name, version, inputs, window } = definition;
  const fail = (expected: string, received: unknown): never => {
    throw new InvalidFeatureError(`Feature ${name}: expected ${expected}, received ${describeValue(received)}.`, {
      name,
      expected,
      received,
    });
  };
  if (typeof name !== 'string' || !NAME.test(name))
    fail('a name of letters, digits and _, beginning with a letter', name);
  if (!Number.isSafeInteger(version) || version < 1) fail('a whole version from 1', version);
  if (!Array.isArray(inputs) || inputs.length === 0 || new Set(inputs).size !== inputs.length)
    fail('one or more inputs, each once', inputs);
  if (!Number.isSafeInteger(window) || window < 1) fail('a window of 1 or more rows', window);
  if (!['reject', 'skip', 'pass', undefined].includes(definition.missing)) {
    fail("missing to be 'reject', 'skip' or 'pass'", definition.missing);
  }
  if (typeof definition.compute !== 'function') fail('a function compute', typeof definition.compute);
  if (definition.memory !== undefined) checkMemory(definition.memory, definition.missing, fail);
  return Object.freeze({ ...definition, inputs: Object.freeze([...inputs]) });
}

function checkMemory(
  memory: FeatureMemory<never>,
  missing: MissingPolicy | undefined,
  fail: (expected: string, received: unknown) => never,
): void {
  const { size } = memory ?? {};
  if (!Number.isSafeInteger(size) || size < 1) fail('a memory of 1 or more numbers', size);
  if (typeof memory.step !== 'function') fail('a function memory.step', typeof memory.step);
  if (missing === 'pass') fail("missing to be 'reject' or 'skip' beside a memory, which a NaN would spoil", missing);
}

/** Everything of a definition but its functions: plain data. */
export interface FeatureRecord {
  readonly name: string;
  readonly version: number;
  readonly inputs: readonly string[];
  readonly window: number;
  readonly missing: MissingPolicy;
  readonly unit: string;
  readonly description: string;
}

export function featureRecord(definition: FeatureDefinition): FeatureRecord {
  const { name, version, inputs, window, missing = 'reject', unit, description } = definition;
  return { name, version, inputs: [...inputs], window, missing, unit, description };
}
