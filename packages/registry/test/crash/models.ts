// What both the child and the test need; nothing of the test runner.
import type { ModelData, ModelSchema } from '@regimekit/persistence';

export const NAME = 'means';

/** A model that is told from others by one number. */
export function numberModel(mean: number): ModelData {
  return { kind: 'mean', config: {}, arrays: { mean: { shape: [], data: Float64Array.of(mean) } }, metadata: {} };
}

export const numberSchema: ModelSchema<number> = {
  kind: 'mean',
  arrayNames: ['mean'],
  parse: ({ arrays }) => arrays['mean']!.data[0]!,
};
