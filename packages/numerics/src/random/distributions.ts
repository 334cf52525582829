import { ArgumentError } from '../errors.ts';
import type { RandomStream } from './random-stream.ts';

type Uniform = Pick<RandomStream, 'uniform'>;
type UniformAndNormal = Pick<RandomStream, 'uniform' | 'normal'>;

/** Two independent standard normals. Source: Marsaglia, Bray (1964), A convenient method for generating normal variables. */
export function normalPair(random: Uniform): [number, number] {
  for (;;) {
    const x = 2 * random.uniform() - 1;
    const y = 2 * random.uniform() - 1;
    const square = x * x + y * y;
    if (square >= 1 || square === 0) continue;
    const scale = Math.sqrt((-2 * Math.log(square)) / square);
    return [x * scale, y * scale];
  }
}

/**
 * Gamma(shape, 1). A shape below one is drawn as gamma(shape + 1) * U^(1 / shape), which underflows to 0 for a tiny shape.
 *
 * Source: Marsaglia, Tsang (2000), A simple method for generating gamma variables, ACM TOMS 26(3).
 */
export function gamma(random: UniformAndNormal, shape: number): number {
  checkPositive(shape, 'A gamma shape');
  return shape < 1 ? Math.exp(logGammaVariate(random, shape)) : gammaFromOne(random, shape);
}

/**
 * Dirichlet from gamma variates, divided by their sum in log space: with tiny alphas every variate may underflow, and
 * the largest of them still gives a distribution.
 */
export function dirichlet(random: UniformAndNormal, alpha: ArrayLike<number>): Float64Array {
  if (alpha.length === 0) throw new ArgumentError('A Dirichlet needs at least one alpha, received none.');
  const point = new Float64Array(alpha.length);
  let largest = -Infinity;
  for (let k = 0; k < point.length; k++) {
    checkPositive(alpha[k]!, `Dirichlet alpha ${k}`);
    point[k] = logGammaVariate(random, alpha[k]!);
    largest = Math.max(largest, point[k]!);
  }
  let sum = 0;
  for (let k = 0; k < point.length; k++) sum += point[k] = Math.exp(point[k]! - largest);
  for (let k = 0; k < point.length; k++) point[k]! /= sum;
  return point;
}

/** An index with probability proportional to its weight; one of weight zero is never drawn. */
export function categorical(random: Uniform, weights: ArrayLike<number>): number {
  let sum = 0;
  let last = -1;
  for (let k = 0; k < weights.length; k++) {
    const weight = weights[k]!;
    if (!(weight >= 0 && weight < Infinity)) {
      throw new ArgumentError(`Weight ${k} must be a finite number of at least 0, received ${weight}.`, { k, weight });
    }
    if (weight > 0) last = k;
    sum += weight;
  }
  if (!(sum > 0 && sum < Infinity)) {
    throw new ArgumentError(`The weights must have a positive, finite sum, received ${sum}.`, { sum });
  }
  let rest = random.uniform() * sum;
  for (let k = 0; k < last; k++) {
    rest -= weights[k]!;
    if (rest < 0) return k;
  }
  // What rounding leaves over belongs to the last index that can be drawn.
  return last;
}

function logGammaVariate(random: UniformAndNormal, shape: number): number {
  if (shape >= 1) return Math.log(gammaFromOne(random, shape));
  const variate = gammaFromOne(random, shape + 1);
  return Math.log(variate) + Math.log(1 - random.uniform()) / shape;
}

function gammaFromOne(random: UniformAndNormal, shape: number): number {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = random.normal();
    const root = 1 + c * x;
    if (root <= 0) continue;
    const v = root * root * root;
    const u = 1 - random.uniform(); // (0, 1], so that its logarithm is finite
    if (Math.log(u) < 0.5 * x * x + d * (1 - v + Math.log(v))) return d * v;
  }
}

function checkPositive(value: number, what: string): void {
  if (!(value > 0 && value < Infinity)) {
    throw new ArgumentError(`${what} must be a finite number above 0, received ${value}.`, { value });
  }
}
