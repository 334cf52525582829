import { runsOf } from '../fit-detector.ts';
import { describeModel, isPlainNumber, unitOf } from '../model-words.ts';
import type { RegimeDetector } from '@regimekit/detector';
import {
  formatNumber,
  formatPercent,
  matrixChart,
  profileChart,
  profileTable,
  type ReportBlock,
  type ReportSection,
} from '@regimekit/report';

/** What the model has learned: transitions, durations, what each regime looks like, and how the fit went. */
export function modelSection(detector: RegimeDetector): ReportSection {
  return {
    title: 'What the model learned',
    blocks: [transitions(detector), fit(detector), durations(detector), profiles(detector), characteristics(detector)],
  };
}

function transitions(detector: RegimeDetector): ReportBlock {
  return {
    type: 'chart',
    chart: matrixChart(
      { rows: detector.regimes, values: detector.getTransitionMatrix() },
      {
        title: 'From one day to the next',
        subtitle:
          detector.kind === 'jump'
            ? 'How often each regime followed today’s in hindsight, over the training days'
            : 'Probability of tomorrow’s regime, given today’s',
        rowTitle: 'today',
        columnTitle: 'tomorrow',
      },
    ),
  };
}

function durations(detector: RegimeDetector): ReportBlock {
  const known = detector.getStateCharacteristics();
  const longRun = detector.getStationaryDistribution();
  const matrix = detector.getTransitionMatrix();
  return {
    type: 'table',
    title: 'How much and how long',
    subtitle:
      'Shares of time; trading days from entering to leaving; chance that one who is in it today has left it by then',
    columns: [
      { name: 'regime' },
      ...['of the training', 'in the long run', 'lasts on average', 'left in 5 days', 'in 20 days', 'in 60 days'].map(
        (name) => ({ name, align: 'right' as const }),
      ),
    ],
    rows: detector.regimes.map((regime, k) => [
      { text: regime, regime },
      formatPercent(known[regime]!.shareOfTime),
      formatPercent(longRun[regime]!),
      `${formatNumber(known[regime]!.expectedDuration, 0)} days`,
      ...[5, 20, 60].map((days) => formatPercent(1 - matrix.get(k, k) ** days)),
    ]),
  };
}

function profiles(detector: RegimeDetector): ReportBlock {
  const { featureNames, moments, training } = detector.model;
  return {
    type: 'chart',
    chart: profileChart(
      { features: featureNames, profiles: detector.regimes.map((name, k) => ({ name, values: moments.means.row(k) })) },
      {
        title: 'What makes each regime',
        subtitle: `Mean of each feature, in standard deviations from its mean over ${training === null ? 'the long run' : `the ${formatNumber(training.rows)} training days`}`,
      },
    ),
  };
}

/** The profiles in real units, and how much each feature does to tell the regimes apart. */
function characteristics(detector: RegimeDetector): ReportBlock {
  const known = detector.getStateCharacteristics();
  const importance = detector.getFeatureImportance();
  const { featureNames } = detector.model;
  const profile = profileTable(
    {
      features: featureNames.map(describeFeature),
      profiles: detector.regimes.map((name) => ({
        name,
        means: featureNames.map((feature) => known[name]!.features[feature]!.mean),
        deviations: featureNames.map((feature) => known[name]!.features[feature]!.standardDeviation),
      })),
    },
    {
      title: 'The same in real units',
      subtitle:
        'Mean ± standard deviation in each regime; weight: share of the feature in the variance between the regimes',
    },
  );
  return {
    ...profile,
    columns: [...profile.columns, { name: 'weight', align: 'right' }],
    rows: profile.rows.map((row, j) => [...row, formatPercent(importance[featureNames[j]!]!)]),
  };
}

/** Decimals that are worth reading, by the unit of a feature; the rest has three. */
const digitsOf: Readonly<Record<string, number>> = {
  'index points': 1,
  percent: 2,
  'percentage points': 2,
  '0 to 1': 2,
};

function describeFeature(name: string): { name: string; unit?: string; digits?: number } {
  const unit = unitOf(name);
  return unit === undefined ? { name } : { name, unit, digits: digitsOf[unit] ?? (isPlainNumber(unit) ? 2 : 3) };
}

function fit(detector: RegimeDetector): ReportBlock {
  const { training, covarianceType, imported } = detector.model;
  if (imported !== null) return { type: 'text', paragraphs: [`The model was not fitted here: ${imported.source}.`] };
  if (detector.kind === 'jump') return jumpFit(detector);
  const { repairs, ...diagnostics } = detector.getDiagnostics();
  const { reached, finished } = runsOf(detector);
  const mended = Object.values(repairs).reduce((total, count) => total + count, 0);
  return {
    type: 'table',
    title: 'How the fit went',
    columns: [{ name: '' }, { name: '', align: 'right' }],
    rows: [
      ['training days', formatNumber(training.rows)],
      ['first and last', `${training.from}, ${training.to}`],
      ['covariances', covarianceType],
      ['free parameters', formatNumber(diagnostics.nParameters)],
      ['log-likelihood', formatNumber(diagnostics.logLikelihood, 1)],
      ['runs that reached it', `${reached} of ${finished}`],
      ['iterations', formatNumber(diagnostics.nIterations)],
      ['stopped by', diagnostics.stopReason],
      ['repairs', formatNumber(mended)],
    ],
  };
}

function jumpFit(detector: RegimeDetector): ReportBlock {
  const { objective, switches, nSamplesTrained, nIterations, stopReason, emptyStates } = detector.getJumpDiagnostics();
  const { reached, finished } = runsOf(detector);
  const { training } = detector.model;
  return {
    type: 'table',
    title: 'How the fit went',
    columns: [{ name: '' }, { name: '', align: 'right' }],
    rows: [
      ['model', describeModel(detector)],
      ['training days', formatNumber(nSamplesTrained)],
      ['first and last', `${training?.from}, ${training?.to}`],
      ['objective', formatNumber(objective, 1)],
      ['runs that reached it', `${reached} of ${finished}`],
      ['switches in hindsight', formatNumber(switches)],
      ['iterations', formatNumber(nIterations)],
      ['stopped by', stopReason],
      ['empty regimes', formatNumber(emptyStates)],
    ],
  };
}
