import { triangleSize } from '../math/cholesky.ts';
import type { ParameterBlock } from './emission-family.ts';
import { choleskyOf } from './gaussian/draw-gaussian.ts';

/** A block of parameters in coordinates that have no borders. */
export interface BlockCoordinates {
  readonly values: readonly number[];
  readonly names: readonly string[];
  /** The block again, from coordinates; what is none keeps its value. */
  decode(coordinates: readonly number[]): Float64Array;
}

/** @param extents the shape the block is stored in, for the names */
export function blockCoordinates(
  values: Float64Array,
  { domain, shape }: ParameterBlock,
  name: string,
  extents: readonly number[],
): BlockCoordinates {
  const label = (at: number) => {
    const places: number[] = [];
    for (let axis = extents.length - 1, rest = at; axis >= 0; axis--) {
      places.unshift(rest % extents[axis]!);
      rest = Math.floor(rest / extents[axis]!);
    }
    return places.length === 0 ? '' : `[${places.join(',')}]`;
  };
  if (domain === 'simplex') return simplexCoordinates(values, shape.at(-1)!, name, label);
  if (domain === 'covariance') return covarianceCoordinates(values, shape.at(-1)!, name, label);
  const { word, encode, decode } = transformOf(domain);
  const free = Array.from(values, (_, at) => at).filter((at) => Number.isFinite(encode(values[at]!)));
  return {
    values: free.map((at) => encode(values[at]!)),
    names: free.map((at) => `${word}${name}${label(at)}`),
    decode(coordinates) {
      const next = values.slice();
      for (const [i, at] of free.entries()) next[at] = decode(coordinates[i]!);
      return next;
    },
  };
}

interface Transform {
  readonly word: string;
  readonly encode: (value: number) => number;
  readonly decode: (coordinate: number) => number;
}

function transformOf(domain: Exclude<ParameterBlock['domain'], 'simplex' | 'covariance'>): Transform {
  if (domain === 'real') return { word: '', encode: (value) => value, decode: (coordinate) => coordinate };
  if (domain === 'positive') return { word: 'log ', encode: Math.log, decode: Math.exp };
  const { min, max } = domain === 'probability' ? { min: 0, max: 1 } : domain;
  return {
    word: 'logit ',
    encode: (value) => Math.log((value - min) / (max - value)),
    decode: (coordinate) => min + (max - min) / (1 + Math.exp(-coordinate)),
  };
}

/** Log ratios to the largest of each row; a zero stays one. */
function simplexCoordinates(
  values: Float64Array,
  n: number,
  name: string,
  label: (at: number) => string,
): BlockCoordinates {
  const rows = Array.from({ length: values.length / n }, (_, r) => {
    const row = values.subarray(r * n, (r + 1) * n);
    const base = row.indexOf(row.reduce((a, b) => Math.max(a, b), 0));
    const free = Array.from(row, (_value, j) => j).filter((j) => j !== base && row[j]! > 0);
    return { start: r * n, base, free };
  });
  return {
    values: rows.flatMap(({ start, base, free }) =>
      free.map((j) => Math.log(values[start + j]! / values[start + base]!)),
    ),
    names: rows.flatMap(({ start, base, free }) =>
      free.map((j) => `log ${name}${label(start + j)}/${label(start + base)}`),
    ),
    decode(coordinates) {
      const next = new Float64Array(values.length);
      let at = 0;
      for (const { start, base, free } of rows) {
        const own = free.map(() => coordinates[at++]!);
        const largest = own.reduce((a, b) => Math.max(a, b), 0);
        next[start + base] = Math.exp(-largest);
        for (const [i, j] of free.entries()) next[start + j] = Math.exp(own[i]! - largest);
        const sum = next.subarray(start, start + n).reduce((a, b) => a + b, 0);
        for (let j = 0; j < n; j++) next[start + j]! /= sum;
      }
      return next;
    },
  };
}

/** The packed Cholesky factor of each matrix, its diagonal as logarithms. */
function covarianceCoordinates(
  values: Float64Array,
  n: number,
  name: string,
  label: (at: number) => string,
): BlockCoordinates {
  const starts = Array.from({ length: values.length / (n * n) }, (_, m) => m * n * n);
  const places = Array.from({ length: n }, (_, i) =>
    Array.from({ length: i + 1 }, (_unused, j) => [i, j] as const),
  ).flat();
  return {
    values: starts.flatMap((start) => {
      const L = choleskyOf(values.subarray(start, start + n * n), n);
      return places.map(([i, j]) => (i === j ? Math.log(L[i * n + i]!) : L[i * n + j]!));
    }),
    names: starts.flatMap((start) =>
      places.map(([i, j]) => `${i === j ? 'log ' : ''}cholesky ${name}${label(start + i * n + j)}`),
    ),
    decode(coordinates) {
      const next = new Float64Array(values.length);
      for (const [m, start] of starts.entries()) {
        const own = coordinates.slice(m * triangleSize(n), (m + 1) * triangleSize(n));
        const L = (i: number, j: number) => (i === j ? Math.exp(own[triangleSize(i) + j]!) : own[triangleSize(i) + j]!);
        for (const [i, j] of places) {
          let sum = 0;
          for (let k = 0; k <= j; k++) sum += L(i, k) * L(j, k);
          next[start + i * n + j] = sum;
          next[start + j * n + i] = sum;
        }
      }
      return next;
    },
  };
}
