// A model with every invariant the real one has, small enough that each byte of its bundle can be tried: K states, one
// chain, two features with full covariances, a scaler.
import { encodeModel, type ModelData, type ModelSchema } from '../../src/index.ts';
import { SAVED_AT } from './bundles.ts';
import type { Files } from './forge-files.ts';

const TOLERANCE = 1e-9;

export const gaussData: ModelData = {
  kind: 'gauss',
  config: { labels: ['calm', 'wild'], window: 252 },
  arrays: {
    transition: { shape: [2, 2], data: Float64Array.of(0.97, 0.03, 0.1, 0.9) },
    covariances: { shape: [2, 2, 2], data: Float64Array.of(1, 0.2, 0.2, 2, 4, -1, -1, 3) },
    scale: { shape: [2], data: Float64Array.of(0.5, 12) },
  },
  metadata: { trainedAt: '2024-01-31T21:00:00.000Z', seed: 42 },
};

export const gaussSchema: ModelSchema = {
  kind: 'gauss',
  arrayNames: ['covariances', 'scale', 'transition'],
  parse(data) {
    const { transition, covariances, scale } = data.arrays;
    const labels = data.config['labels'];
    if (!Array.isArray(labels) || labels.length !== 2) throw new Error('expected two labels');
    requireShape('transition', transition!.shape, [2, 2]);
    requireShape('covariances', covariances!.shape, [2, 2, 2]);
    requireShape('scale', scale!.shape, [2]);
    for (const row of [0, 2]) {
      const [stay = NaN, leave = NaN] = transition!.data.subarray(row, row + 2);
      if (stay < 0 || leave < 0 || Math.abs(stay + leave - 1) > TOLERANCE) throw new Error('rows must sum to one');
    }
    for (const state of [0, 4]) {
      const [a = NaN, b = NaN, c = NaN, d = NaN] = covariances!.data.subarray(state, state + 4);
      if (!(a > 0 && b === c && a * d - b * c > 0)) throw new Error('covariances must be positive definite');
    }
    if (scale!.data.some((value) => value <= 0)) throw new Error('scales must be above 0');
    return data;
  },
};

function requireShape(name: string, received: readonly number[], expected: readonly number[]): void {
  if (received.join() !== expected.join()) throw new Error(`${name} has shape ${received.join()}`);
}

export function gaussFiles(evidence = {}): Files {
  return new Map(encodeModel(gaussData, { clock: () => SAVED_AT, evidence }).files);
}
