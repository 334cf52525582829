// One fold as a task for an executor: a file of its own and an entry of the build, so that a worker can load it.
import { RegimeDetector } from '@regimekit/detector';
import type { Task } from '@regimekit/numerics';
import { featuresFrom, filteredRows, type FoldFit, type FoldInput, type FoldOutcome } from './fold-data.ts';

/** Fits the training rows, and filters the test rows with the model that came of it. */
export const foldTask: Task<FoldInput, FoldOutcome> = {
  name: 'foldTask',
  // Bundled, this code lives in a chunk beside the entry `fold-task` that exports it.
  get module() {
    return new URL(import.meta.url.endsWith('.ts') ? './fold-task.ts' : './fold-task.js', import.meta.url).href;
  },
  run({ features: plain, train, test, recipe, previous }) {
    const features = featuresFrom(plain);
    const { dates } = features;
    const window = features.slice({ from: dates[train.start]!, to: dates[train.end - 1]! });
    const detector = new RegimeDetector(recipe);
    detector.fit(window, previous === undefined ? {} : { previous: RegimeDetector.fromModelData(previous) });
    return {
      model: detector.toModelData(),
      regimes: detector.regimes,
      probs: test.end > test.start ? filteredRows(detector, features, test) : new Float64Array(0),
      fit: { ...fitFacts(detector), start: previous === undefined ? 'search' : 'previous' },
    };
  },
};

function fitFacts(detector: RegimeDetector): Omit<FoldFit, 'start'> {
  const jump = detector.kind === 'jump';
  const found = jump ? detector.getJumpDiagnostics() : detector.getDiagnostics();
  const { nIterations: iterations, stopReason, converged, restartsAtOptimum } = found;
  const logLikelihood = jump ? null : detector.getDiagnostics().logLikelihood;
  return { logLikelihood, iterations, stopReason, converged, restartsAtOptimum };
}
