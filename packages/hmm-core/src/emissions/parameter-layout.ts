import { DimensionMismatchError, InvalidEmissionsError, InvalidOptionError } from '../errors.ts';
import { inverseCholeskyInto, triangleSize } from '../math/cholesky.ts';
import { flatten, nest, type NestedArray, type NestedNumbers } from '../math/nested-numbers.ts';
import { SUM_TOLERANCE } from '../math/simplex.ts';
import type { EmissionParameters, ParameterBlock, ParameterDomain, ParameterLayout } from './emission-family.ts';

/** Parameters as a caller writes them: nested numbers by name; those of a block of a product under the block's name. */
export interface GivenParameters {
  readonly [name: string]: NestedNumbers | GivenParameters;
}

/** The extents a block is stored in. */
export function storedShape({ shape, shared }: ParameterBlock, nStates: number): readonly number[] {
  return shared ? shape : [nStates, ...shape];
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

/**
 * Copies given parameters into flat arrays, checked against the layout: all there, of the right shape, in their domain.
 *
 * @throws InvalidOptionError, DimensionMismatchError, InvalidEmissionsError
 */
export function readParameters(given: GivenParameters, layout: ParameterLayout, nStates: number): EmissionParameters {
  const flat = flattenNames(given);
  const names = Object.keys(layout);
  const unknown = Object.keys(flat).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new InvalidOptionError('emissions.parameters', `an object with ${names.join(', ')}`, `one with ${unknown}`);
  }
  const parameters = Object.fromEntries(
    Object.entries(layout).map(([name, block]) => {
      const value = flat[name];
      if (value === undefined) {
        throw new InvalidOptionError('emissions.parameters', `an object with ${names.join(', ')}`, `none of ${name}`);
      }
      return [name, flatten(value, storedShape(block, nStates), name)];
    }),
  );
  checkDomains(parameters, layout, nStates);
  return parameters;
}

/** `{ a: { b: 1 } }` as `{ 'a.b': 1 }`. */
function flattenNames(given: GivenParameters): Record<string, NestedNumbers> {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new InvalidOptionError('emissions.parameters', 'an object of named parameters', given);
  }
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) =>
      isPlain(value)
        ? Object.entries(flattenNames(value)).map(([inner, numbers]) => [`${name}.${inner}`, numbers])
        : [[name, value]],
    ),
  );
}

// Matrices have a prototype of their own; a structured clone of one has rows and data.
function isPlain(value: NestedNumbers | GivenParameters): value is GivenParameters {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.getPrototypeOf(value) === Object.prototype &&
    !('rows' in value && 'data' in value)
  );
}

/** Nested arrays by name, as JSON has them. */
export function writeParameters(
  parameters: EmissionParameters,
  layout: ParameterLayout,
  nStates: number,
): Record<string, NestedArray | number> {
  return Object.fromEntries(
    Object.entries(layout).map(([name, block]) => {
      const shape = storedShape(block, nStates);
      return [name, shape.length === 0 ? parameters[name]![0]! : nest(parameters[name]!, shape)];
    }),
  );
}

/** Why a number or a matrix is not in its domain; undefined when it is. */
interface Misfit {
  readonly code: string;
  readonly at: number;
  readonly expected: string;
  readonly received: string;
}

/** @throws InvalidEmissionsError, DimensionMismatchError naming the parameter and its state */
function checkDomains(parameters: EmissionParameters, layout: ParameterLayout, nStates: number): void {
  for (const [name, block] of Object.entries(layout)) {
    const values = parameters[name];
    const size = sizeOf(storedShape(block, nStates));
    if (values?.length !== size) {
      throw new DimensionMismatchError(`${name} must hold ${size} number(s), received ${values?.length ?? 'none'}.`, {
        code: 'SHAPE_MISMATCH',
        details: { name, expected: size, received: values?.length },
      });
    }
    const misfit = findMisfit(values, block);
    if (misfit === undefined) continue;
    const state = block.shared ? undefined : Math.floor(misfit.at / Math.max(sizeOf(block.shape), 1));
    const whose = state === undefined ? '' : ` for state ${state}`;
    throw new InvalidEmissionsError(`${name} must be ${misfit.expected}, received ${misfit.received}${whose}.`, {
      code: misfit.code,
      details: { name, ...(state === undefined ? {} : { state }), received: misfit.received },
    });
  }
}

/** The first place where a block leaves its domain. */
export function findMisfit(values: Float64Array, { domain, shape }: ParameterBlock): Misfit | undefined {
  if (domain === 'simplex') return findNoDistribution(values, shape.at(-1)!);
  if (domain === 'covariance') return findNoCovariance(values, shape.at(-1)!);
  const { code, expected, holds } = rangeOf(domain);
  const at = values.findIndex((value) => !holds(value));
  return at < 0 ? undefined : { code, at, expected, received: String(values[at]) };
}

function rangeOf(domain: Exclude<ParameterDomain, 'simplex' | 'covariance'>) {
  if (domain === 'real') return { code: 'NOT_FINITE', expected: 'finite', holds: Number.isFinite };
  if (domain === 'positive') {
    return { code: 'NOT_POSITIVE', expected: 'finite and above 0', holds: (v: number) => v > 0 && v < Infinity };
  }
  const { min, max } = domain === 'probability' ? { min: 0, max: 1 } : domain;
  return { code: 'OUT_OF_BOUNDS', expected: `between ${min} and ${max}`, holds: (v: number) => v >= min && v <= max };
}

function findNoDistribution(values: Float64Array, n: number): Misfit | undefined {
  for (let at = 0; at < values.length; at += n) {
    const row = values.subarray(at, at + n);
    const sum = row.reduce((total, value) => total + value, 0);
    if (row.every((value) => value >= 0) && Math.abs(sum - 1) <= SUM_TOLERANCE) continue;
    return {
      code: 'NOT_A_DISTRIBUTION',
      at,
      expected: 'at least 0 and sum to 1',
      received: `${row.join(', ')} (sum ${sum})`,
    };
  }
  return undefined;
}

// Relative to the two variances, so that units do not matter.
const SYMMETRY_TOLERANCE = 1e-8;

function findNoCovariance(values: Float64Array, n: number): Misfit | undefined {
  const factor = new Float64Array(triangleSize(n));
  for (let at = 0; at < values.length; at += n * n) {
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < i; j++) {
        const [lower, upper] = [values[at + i * n + j]!, values[at + j * n + i]!];
        const scale = Math.sqrt(Math.abs(values[at + i * (n + 1)]! * values[at + j * (n + 1)]!));
        if (Math.abs(lower - upper) <= SYMMETRY_TOLERANCE * scale) continue;
        return {
          code: 'COVARIANCE_NOT_SYMMETRIC',
          at,
          expected: 'symmetric',
          received: `${lower} at (${i}, ${j}) and ${upper} at (${j}, ${i})`,
        };
      }
    }
    if (!Number.isNaN(inverseCholeskyInto(values, at, n, factor, 0))) continue;
    const variances = Array.from({ length: n }, (_, d) => values[at + d * (n + 1)]!);
    return {
      code: 'COVARIANCE_NOT_POSITIVE_DEFINITE',
      at,
      expected: 'positive definite to working precision',
      received: `a matrix with the variances ${variances.join(', ')}`,
    };
  }
  return undefined;
}

/** Free parameters of K states; structural zeros count, fixed blocks do not. */
export function countFree(layout: ParameterLayout, nStates: number): number {
  return Object.values(layout).reduce((count, block) => {
    if (block.fixed) return count;
    const size = sizeOf(storedShape(block, nStates));
    const n = block.shape.at(-1) ?? 1;
    if (block.domain === 'simplex') return count + (size / n) * (n - 1);
    if (block.domain === 'covariance') return count + (size / (n * n)) * triangleSize(n);
    return count + size;
  }, 0);
}

/** The same parameters with the states renumbered: new state k is the old state `order[k]`. */
export function permuteStates(
  parameters: EmissionParameters,
  layout: ParameterLayout,
  order: readonly number[],
): EmissionParameters {
  return Object.fromEntries(
    Object.entries(layout).map(([name, block]) => {
      const values = parameters[name]!;
      if (block.shared) return [name, values];
      const size = sizeOf(block.shape);
      const moved = new Float64Array(values.length);
      for (const [k, from] of order.entries()) moved.set(values.subarray(from * size, (from + 1) * size), k * size);
      return [name, moved];
    }),
  );
}

/** Parameters in the middle of nowhere: 0, 1, equal probabilities, the unit matrix, the middle of an interval. */
export function neutralParameters(layout: ParameterLayout, nStates: number): EmissionParameters {
  return Object.fromEntries(
    Object.entries(layout).map(([name, block]) => {
      const n = block.shape.at(-1) ?? 1;
      const { domain } = block;
      const values = new Float64Array(sizeOf(storedShape(block, nStates)));
      if (domain === 'covariance') values.forEach((_, i) => (values[i] = (i % (n * n)) % (n + 1) === 0 ? 1 : 0));
      else if (domain === 'simplex') values.fill(1 / n);
      else if (domain === 'positive') values.fill(1);
      else if (domain !== 'real') values.fill(domain === 'probability' ? 0.5 : (domain.min + domain.max) / 2);
      return [name, values];
    }),
  );
}

/** A number per parameter and state by which states are put in order. */
export function orderKeys(parameters: EmissionParameters, layout: ParameterLayout, nStates: number): number[][] {
  return Array.from({ length: nStates }, (_, k) =>
    Object.entries(layout).flatMap(([name, block]) => {
      if (block.shared) return [];
      const size = sizeOf(block.shape);
      return Array.from(parameters[name]!.subarray(k * size, (k + 1) * size));
    }),
  );
}
