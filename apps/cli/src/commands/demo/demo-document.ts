import { trainingDocument } from '../train/training-page.ts';
import type { DemoRun } from './walk-through.ts';

/** The demo for a program: every step, and all that the page and the report say. */
export function demoDocument(run: DemoRun): object {
  const { detector, version } = run.model;
  const { overall, training, afterTraining, delay, sure } = run.judgement;
  const { date, regime, confidence, probabilities } = run.predictions.at(-1)!;
  const { lasted, since, expectedDuration, horizons } = run.outlook;
  return {
    home: run.home.folder,
    report: run.report,
    seed: run.seed,
    market: { days: run.market.regimes.length, from: run.market.regimes[0]!.date, to: run.market.regimes.at(-1)!.date },
    steps: run.steps,
    durationMs: run.steps.reduce((total, step) => total + step.durationMs, 0),
    files: run.imports,
    training: trainingDocument(detector, run.training, version),
    model: { name: version.name, version: version.version, stage: version.stage },
    prediction: {
      date,
      regime,
      confidence,
      probabilities,
      features: run.features.record(run.features.rows - 1),
      truth: run.judgement.newestTruth,
      lasted,
      since,
      expectedDuration,
      horizons,
    },
    monitoring: run.health,
    agreement: { training, afterTraining, overall, delay, sure },
  };
}
