// Matrices.
export { MatrixView, type MatrixInput } from './matrix/matrix-view.ts';

// Seeded randomness.
export { createRandomStream, createRandomStreams, type RandomStream } from './random/random-stream.ts';

// Clustering.
export { kMeans, type KMeansOptions, type KMeansResult } from './clustering/k-means.ts';
export { kMeansPlusPlus } from './clustering/k-means-plus-plus.ts';

// Optimal assignment.
export { assignmentMargin, assignOptimally, type Assignment } from './assignment/assign-optimally.ts';

// Statistics.
export { quantile } from './statistics/quantile.ts';

// Canonical JSON and fingerprints.
export { canonicalJson, type JsonValue } from './fingerprint/canonical-json.ts';
export { fingerprint, sha256Hex } from './fingerprint/fingerprint.ts';

// Checks of arguments that all packages share; each throws its own error.
export { closestName } from './arguments/closest-name.ts';
export { describeValue } from './arguments/describe-value.ts';
export { findOptionsProblem, type OptionNames, type OptionsProblem } from './arguments/find-options-problem.ts';

// Work that can run in this thread or in others (the pool of workers: '@regimekit/numerics/workers').
export type { Task, TaskExecutor } from './executor/task-executor.ts';
export { inlineExecutor } from './executor/inline-executor.ts';

// Errors.
export { ArgumentError, CanonicalJsonError, ShapeError } from './errors.ts';
