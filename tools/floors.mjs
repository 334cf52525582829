// Which package may import which: the floors of docs/architecture.md. A new arrow is a design decision.
export const arrows = {
  errors: [],
  numerics: ['errors'],
  'hmm-core': ['errors', 'numerics'],
  'jump-model': ['errors', 'numerics'],
  features: ['errors', 'numerics'],
  persistence: ['errors', 'numerics'],
  database: ['errors'],
  report: ['errors'],
  detector: ['errors', 'numerics', 'hmm-core', 'jump-model', 'features'],
  'market-data': ['errors', 'features'],
  registry: ['errors', 'numerics', 'persistence', 'database'],
  monitoring: ['errors', 'numerics', 'database'],
  evaluation: ['errors', 'numerics', 'features', 'detector'],
};

/** Packages that do no input or output and read no clock: nothing from `node:`, and they bundle for a browser. */
export const pure = ['errors', 'numerics', 'hmm-core', 'jump-model', 'features', 'detector', 'evaluation'];

/** The one subpath of a pure package that may use Node: its worker pool. */
export const nodeOnly = '^packages/numerics/src/workers/';
