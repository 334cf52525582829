// Metrics and anomalies on the terminal.
import { styleText } from 'node:util';
import { defaultAnomalyRules, type Anomaly, type ModelMetrics, type PredictionKind } from '@regimekit/monitoring';
import { bold, dim, paintRegime, percent, shareBar } from '../../frame/terminal.ts';
import { counted } from '../../frame/words.ts';

/**
 * @param elsewhere the other kind of predictions, when only that one is there
 */
export function monitorPage(
  metrics: ModelMetrics,
  anomalies: readonly Anomaly[],
  elsewhere: PredictionKind | undefined,
): string {
  if (metrics.count === 0) return emptyPage(metrics, elsewhere);
  const { modelName, kind, days, from, to } = metrics;
  const span = from === to ? from : `${from} to ${to}`;
  return [
    bold(`${modelName}: ${counted(days, 'market day')}, ${span}`) + dim(` (${kind})`),
    '',
    ...regimeLines(metrics),
    '',
    ...figureLines(metrics).map(([label, text]) => `${label.padEnd(13)}${text}`),
    '',
    ...anomalyLines(anomalies),
    '',
    dim(
      'The three rules with thresholds are customary and weak: a real crisis trips excessive_risk_off while the model',
    ),
    dim(
      'is right, and low_confidence and frequent_transitions hardly ever fire. A finding is a reason to look, silence',
    ),
    dim('no proof of health.'),
  ].join('\n');
}

function emptyPage({ modelName, kind }: ModelMetrics, elsewhere: PredictionKind | undefined): string {
  const advice =
    elsewhere === undefined
      ? 'Every regimekit predict adds to the log: the newest day as live, earlier days as replay.'
      : `There are ${elsewhere} ones: regimekit monitor --kind ${elsewhere}`;
  return `There are no ${kind} predictions of ${modelName} yet.\n${dim(advice)}`;
}

function regimeLines({ regimeDistribution }: ModelMetrics): string[] {
  const shares = Object.entries(regimeDistribution);
  const width = Math.max(...shares.map(([name]) => name.length));
  return shares.map(
    ([name, share]) => `  ${name.padEnd(width)}  ${paintRegime(name, shareBar(share))}  ${percent(share)} of days`,
  );
}

function figureLines(metrics: ModelMetrics): [label: string, text: string][] {
  const { count, modelVersions, averageConfidence, transitions, transitionFrequency, days } = metrics;
  const { modelAgeDays, latencyMs } = metrics;
  return [
    ['predictions', `${count.toLocaleString('en-US')}, by ${modelVersions.join(', ')}`],
    ['confidence', averageConfidence === null ? '-' : confidenceText(averageConfidence)],
    [
      'transitions',
      transitionFrequency === null
        ? '- (one day has none)'
        : `${transitions} in ${counted(days - 1, 'step')} from day to day (${percent(transitionFrequency)})`,
    ],
    ['model age', modelAgeDays === null ? '- (nothing in production says when it was trained)' : ageText(modelAgeDays)],
    ['latency', `${milliseconds(latencyMs.p50)} median, ${milliseconds(latencyMs.p99)} for 99 %`],
  ];
}

/** Exactly 1 on every day is what a discrete jump model says: it decides and gives no probability. */
function confidenceText(average: number): string {
  return average === 1 ? 'none: the model decides and gives no probability' : `${percent(average)} on average`;
}

function ageText(days: number): string {
  return days < 1 ? 'less than a day' : counted(Math.floor(days), 'day');
}

function milliseconds(value: number | null): string {
  return value === null ? '-' : `${Number(value.toPrecision(2))} ms`;
}

function anomalyLines(anomalies: readonly Anomaly[]): string[] {
  if (anomalies.length === 0) {
    const names = defaultAnomalyRules().map(({ name }) => name);
    return [`${styleText('green', 'Nothing odd')} by ${names.join(', ')}.`];
  }
  return anomalies.map(({ rule, severity, message }) => {
    const colour = severity === 'critical' ? 'red' : severity === 'warning' ? 'yellow' : 'cyan';
    return `${styleText(colour, severity)}  ${message} ${dim(`[${rule}]`)}`;
  });
}
