import type { ModelData, ModelSchema } from '@regimekit/persistence';

/** As large as a model of 3 states and 9 features with full covariances. */
export const data: ModelData = {
  kind: 'bench',
  config: { labels: ['risk_on', 'neutral', 'risk_off'] },
  arrays: {
    initialProbs: { shape: [3], data: new Float64Array(3).fill(0.25) },
    transitionMatrix: { shape: [3, 3], data: new Float64Array(9).fill(0.25) },
    means: { shape: [3, 9], data: new Float64Array(27).fill(0.5) },
    covariances: { shape: [3, 9, 9], data: new Float64Array(243).fill(0.5) },
  },
  metadata: { trainedBy: 'bench', seed: 1, logLikelihood: -1234.5, performance: { accuracy: 0.9 } },
};

export const schema: ModelSchema = { kind: 'bench', arrayNames: Object.keys(data.arrays), parse: (parsed) => parsed };
