// What a fit has to say: as a document and as a page.
import type { RegimeDetector } from '@regimekit/detector';
import type { FeatureMatrix } from '@regimekit/features';
import type { ModelVersion } from '@regimekit/registry';
import { bold, dim, paintRegime, percent, table } from '../../frame/terminal.ts';

export function trainingDocument(
  detector: RegimeDetector,
  features: FeatureMatrix,
  version: ModelVersion | undefined,
): object {
  const diagnostics = detector.getDiagnostics();
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
    fit: {
      logLikelihood: diagnostics.logLikelihood,
      logLikelihoodInFeatureUnits: diagnostics.logLikelihoodInFeatureUnits,
      iterations: diagnostics.nIterations,
      stopReason: diagnostics.stopReason,
      converged: diagnostics.converged,
      restartsAtOptimum: diagnostics.restartsAtOptimum,
      repairs: diagnostics.repairs,
      kernel: diagnostics.kernel,
      restarts: diagnostics.restarts,
    },
    regimes: detector.regimes.map((regime) => ({ regime, ...characteristics[regime] })),
    transitionMatrix: detector.getTransitionMatrix().to2DArray(),
    stationaryDistribution: detector.getStationaryDistribution(),
    featureImportance: detector.getFeatureImportance(),
  };
}

export function trainingPage(
  detector: RegimeDetector,
  features: FeatureMatrix,
  { version, durationMs }: { version: ModelVersion | undefined; durationMs: number },
): string {
  const { logLikelihood, nIterations, stopReason, restartsAtOptimum, restarts, nParameters, repairs } =
    detector.getDiagnostics();
  const repaired = Object.entries(repairs).filter(([, count]) => count > 0);
  return [
    bold(
      `${detector.nStates} regimes from ${features.featureSet.name}, ${features.dates[0]} to ${features.dates.at(-1)}`,
    ),
    dim(`${features.rows} days, ${nParameters} parameters, ${(durationMs / 1000).toFixed(1)} s`),
    '',
    `log-likelihood ${logLikelihood.toFixed(2)} after ${nIterations} iterations (${stopReason}); ` +
      `${restartsAtOptimum} of ${restarts.length} restarts reached it`,
    ...(repaired.length > 0 ? [`repairs: ${repaired.map(([name, count]) => `${name} ${count}`).join(', ')}`] : []),
    '',
    regimeTable(detector),
    '',
    transitionTable(detector),
    '',
    version === undefined
      ? dim('Nothing was written. Add --register to keep the model, --promote to let it serve.')
      : `Registered as ${bold(`${version.name} ${version.version}`)}, in ${version.stage}.`,
  ].join('\n');
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
