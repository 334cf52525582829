// A small model with a schema of its own, as the owner of a real one would write it: a chain of K states with D means.
import { RegimekitError } from '@regimekit/errors';
import type { ModelData, ModelSchema } from '../../src/index.ts';

const ROW_SUM_TOLERANCE = 1e-9;

export interface Chain {
  readonly labels: readonly string[];
  readonly transitionMatrix: Float64Array;
  readonly means: Float64Array;
}

export class RowSumError extends RegimekitError {
  constructor(row: number, sum: number) {
    super(`Row ${row} of transitionMatrix must sum to 1, received ${sum}.`, { code: 'ROW_SUM', kind: 'integrity' });
  }
}

export const chainSchema: ModelSchema<Chain> = {
  kind: 'chain',
  arrayNames: ['means', 'transitionMatrix'],
  parse({ config, arrays }: ModelData): Chain {
    const labels = config['labels'] as string[];
    const { shape, data } = arrays['transitionMatrix']!;
    const nStates = labels.length;
    if (shape.length !== 2 || shape[0] !== nStates || shape[1] !== nStates) {
      throw new Error(`transitionMatrix must be ${nStates} x ${nStates}, received ${shape.join(' x ')}`);
    }
    for (let row = 0; row < nStates; row++) {
      const sum = data.subarray(row * nStates, (row + 1) * nStates).reduce((a, b) => a + b, 0);
      if (Math.abs(sum - 1) > ROW_SUM_TOLERANCE) throw new RowSumError(row, sum);
    }
    return { labels, transitionMatrix: data, means: arrays['means']!.data };
  },
};

export function chainData(overrides: Partial<ModelData> = {}): ModelData {
  return {
    kind: 'chain',
    config: { labels: ['calm', 'wild'], nested: { window: 252, tags: ['ü', null, true] } },
    arrays: {
      transitionMatrix: { shape: [2, 2], data: Float64Array.of(0.97, 0.03, 0.1, 0.9) },
      means: { shape: [2, 3], data: Float64Array.of(-0, 1e-300, 0.1 + 0.2, -1.5, Number.MAX_VALUE, 7) },
    },
    metadata: {
      trainedAt: '2024-01-31T21:00:00.000Z',
      trainedBy: 'test',
      trainingSpan: { from: '2001-01-02', to: '2023-12-29' },
      trainingRows: 5786,
      performance: { accuracy: 0.91 },
      dataFingerprint: 'a'.repeat(64),
      featureSetFingerprint: 'b'.repeat(64),
      durationMs: 812.5,
      stopReason: 'tolerance',
      logLikelihood: -8123.25,
      seed: 42,
      versions: { node: '26.10.0', packages: { '@regimekit/hmm-core': '0.1.0' } },
    },
    ...overrides,
  };
}
