// What a fit has to say: as a document and as a page.
import type { FitDiagnostics, RegimeDetector } from '@regimekit/detector';
import type { FeatureMatrix } from '@regimekit/features';
import type { ModelVersion } from '@regimekit/registry';
import { bold, dim, paintRegime, percent, table } from '../../frame/terminal.ts';
import { diagnosticsOf, runsOf } from '../../workflows/fit-detector.ts';
import { describeModel } from '../../workflows/model-words.ts';

export function trainingDocument(
  detector: RegimeDetector,
  features: FeatureMatrix,
  version: ModelVersion | undefined,
): object {
  const characteristics = detector.getStateCharacteristics();
  return {
    version: version?.version ?? null,
    ...(version === undefined ? {} : { name: version.name, stage: version.stage, folder: version.folder }),
    training: {
      from: features.dates[0],
      to: features.dates.at(-1),
      rows: features.rows,
      features: features.featureSet.name,
    },
    fit: detector.kind === 'jump' ? jumpDocument(detector) : hmmDocument(detector),
    regimes: detector.regimes.map((regime) => ({ regime, ...characteristics[regime] })),
    transitionMatrix: detector.getTransitionMatrix().to2DArray(),
    stationaryDistribution: detector.getStationaryDistribution(),
    featureImportance: detector.getFeatureImportance(),
  };
}

function hmmDocument(detector: RegimeDetector): object {
  const diagnostics = detector.getDiagnostics();
  return {
    logLikelihood: diagnostics.logLikelihood,
    logLikelihoodInFeatureUnits: diagnostics.logLikelihoodInFeatureUnits,
    iterations: diagnostics.nIterations,
    stopReason: diagnostics.stopReason,
    converged: diagnostics.converged,
    restartsAtOptimum: diagnostics.restartsAtOptimum,
    refit: diagnostics.refit ?? null,
    repairs: diagnostics.repairs,
    kernel: diagnostics.kernel,
    restarts: diagnostics.restarts,
  };
}

function jumpDocument(detector: RegimeDetector): object {
  const {
    nIterations,
    nSamplesTrained: _rows,
    nFeatures: _width,
    nStates: _states,
    refit,
    ...rest
  } = detector.getJumpDiagnostics();
  return { model: 'jump', ...rest, iterations: nIterations, refit: refit ?? null };
}

export function trainingPage(
  detector: RegimeDetector,
  features: FeatureMatrix,
  { version, durationMs, signed }: { version: ModelVersion | undefined; durationMs: number; signed: string },
): string {
  const { refit } = diagnosticsOf(detector);
  return [
    bold(
      `${detector.nStates} regimes from ${features.featureSet.name}, ${features.dates[0]} to ${features.dates.at(-1)}`,
    ),
    dim(`${features.rows} days, ${sizeText(detector)}, ${(durationMs / 1000).toFixed(1)} s`),
    '',
    ...(detector.kind === 'jump' ? jumpLines(detector) : hmmLines(detector)),
    ...(refit === undefined ? [] : [relabelling(refit)]),
    ...(detector.kind === 'jump' ? weightLines(detector) : repairLines(detector)),
    '',
    regimeTable(detector),
    '',
    transitionTable(detector),
    '',
    version === undefined
      ? dim('Nothing was written. Add --register to keep the model, --promote to let it serve.')
      : `Registered as ${bold(`${version.name} ${version.version}`)}, in ${version.stage}${signed}.`,
  ].join('\n');
}

function sizeText(detector: RegimeDetector): string {
  return detector.kind === 'jump' ? describeModel(detector) : `${detector.getDiagnostics().nParameters} parameters`;
}

function hmmLines(detector: RegimeDetector): string[] {
  const { logLikelihood, nIterations, stopReason } = detector.getDiagnostics();
  const { reached, finished } = runsOf(detector);
  return [
    `log-likelihood ${logLikelihood.toFixed(2)} after ${nIterations} iterations (${stopReason}); ` +
      `${reached} of ${finished} runs reached it`,
  ];
}

function repairLines(detector: RegimeDetector): string[] {
  const repaired = Object.entries(detector.getDiagnostics().repairs).filter(([, count]) => count > 0);
  return repaired.length > 0 ? [`repairs: ${repaired.map(([name, count]) => `${name} ${count}`).join(', ')}`] : [];
}

function jumpLines(detector: RegimeDetector): string[] {
  const { objective, nIterations, stopReason, switches } = detector.getJumpDiagnostics();
  const { reached, finished } = runsOf(detector);
  return [
    `objective ${objective.toFixed(2)} after ${nIterations} iterations (${stopReason}); ` +
      `${reached} of ${finished} starts reached it; ${switches} switches in hindsight`,
  ];
}

/** Which features a sparse model goes by, and what a fit with an empty regime means. */
function weightLines(detector: RegimeDetector): string[] {
  const { featureWeights, kappaSquared, emptyStates } = detector.getJumpDiagnostics();
  const weights = Object.entries(featureWeights).filter(([, weight]) => weight > 0);
  const shown = weights.map(([name, weight]) => `${name} ${weight.toFixed(2)}`).join(', ');
  return [
    ...(kappaSquared === null ? [] : [`weights: ${shown}`]),
    ...(emptyStates === 0 ? [] : [`${emptyStates} of the regimes has no day: try a lower penalty, or fewer states`]),
  ];
}

/** What following an earlier model changed of the history that both know. */
function relabelling(refit: NonNullable<FitDiagnostics['refit']>): string {
  const { relabelledShare, commonRows, relabelledShareNewest, newestRows } = refit;
  return (
    `against the model it follows: ${percent(relabelledShare)} of ${commonRows} common days have another label, ` +
    `${percent(relabelledShareNewest)} of the newest ${newestRows}`
  );
}

function regimeTable(detector: RegimeDetector): string {
  const characteristics = detector.getStateCharacteristics();
  const names = Object.keys(characteristics[detector.regimes[0]!]!.features);
  return table(
    ['', ...detector.regimes.map((regime) => paintRegime(regime))],
    [
      ['share of time', ...detector.regimes.map((regime) => percent(characteristics[regime]!.shareOfTime))],
      ['lasts (days)', ...detector.regimes.map((regime) => characteristics[regime]!.expectedDuration.toFixed(0))],
      ...names.map((name) => [
        name,
        ...detector.regimes.map((regime) => formatMean(characteristics[regime]!.features[name]!.mean)),
      ]),
    ],
  );
}

function transitionTable(detector: RegimeDetector): string {
  const matrix = detector.getTransitionMatrix();
  return table(
    ['from \\ to', ...detector.regimes],
    detector.regimes.map((regime, i) => [regime, ...detector.regimes.map((_, j) => percent(matrix.get(i, j), 2))]),
  );
}

function formatMean(value: number): string {
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 3);
}
