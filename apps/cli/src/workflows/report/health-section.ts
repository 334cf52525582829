import type { Anomaly, ModelMetrics } from '@regimekit/monitoring';
import { formatNumber, formatPercent, type ReportBlock, type ReportSection, type TableCell } from '@regimekit/report';

/** What the prediction log says of one kind of answers. */
export interface HealthCheck {
  readonly metrics: ModelMetrics;
  readonly anomalies: readonly Anomaly[];
}

/** How the model does in use: metrics of its newest answers and what the rules find odd about them. */
export function healthSection(checks: readonly HealthCheck[]): ReportSection {
  return { title: 'How the model does in use', blocks: [metricsTable(checks), findings(checks)] };
}

function metricsTable(checks: readonly HealthCheck[]): ReportBlock {
  const row = (name: string, cell: (metrics: ModelMetrics) => TableCell): TableCell[] => [
    name,
    ...checks.map(({ metrics }) => cell(metrics)),
  ];
  const regimes = [...new Set(checks.flatMap(({ metrics }) => Object.keys(metrics.regimeDistribution)))];
  return {
    type: 'table',
    title: 'From the prediction log',
    subtitle: 'live: given for the newest day of the data; replay: given for a day that had passed',
    columns: [{ name: '' }, ...checks.map(({ metrics: { kind } }) => ({ name: kind, align: 'right' as const }))],
    rows: [
      row('days', ({ days, from, to }) => (days <= 1 ? (to ?? '0') : `${days}, ${from} to ${to}`)),
      ...regimes.map((regime) => row(regime, (metrics) => share(metrics.regimeDistribution[regime] ?? 0))),
      row('average confidence', ({ averageConfidence }) => share(averageConfidence)),
      row('changes of regime', ({ transitions, transitionFrequency }) =>
        transitionFrequency === null ? null : `${transitions} (${formatPercent(transitionFrequency)} of the days)`,
      ),
      row('time per answer, median', ({ latencyMs: { p50 } }) =>
        p50 === null ? null : `${formatNumber(p50 * 1000)} µs`,
      ),
    ],
  };
}

function share(value: number | null): TableCell {
  return value === null ? null : formatPercent(value);
}

function findings(checks: readonly HealthCheck[]): ReportBlock {
  const messages = checks.flatMap(({ metrics: { kind }, anomalies }) =>
    anomalies.map(({ severity, message }) => `${kind}, ${severity}: ${message}`),
  );
  return {
    type: 'text',
    tone: 'note',
    paragraphs: [
      messages.length === 0 ? 'The rules find nothing odd.' : `The rules remark: ${messages.join(' ')}`,
      'They are the customary ones (too much risk_off, low confidence, frequent changes), and weak: a real crisis trips the first, and the others hardly ever speak.',
    ],
  };
}
