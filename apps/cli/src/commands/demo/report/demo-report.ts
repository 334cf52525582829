// The report of the demo, from what its steps found.
import { formatNumber, renderReport, type ReportSection } from '@regimekit/report';
import { healthSection } from '../../../workflows/report/health-section.ts';
import { historySection } from '../../../workflows/report/history-section.ts';
import { modelSection } from '../../../workflows/report/model-section.ts';
import type { DemoFindings } from '../walk-through.ts';
import { openingSection } from './opening-section.ts';
import { truthSection } from './truth-section.ts';

const priceName = 'invented index';

/** One self-contained HTML page. */
export function demoReport(findings: DemoFindings, now: Date): string {
  const { predictions, price, model, health, features, seed } = findings;
  const { detector, version } = model;
  const sections: ReportSection[] = [
    openingSection(findings),
    historySection({ predictions, price, priceName, regimes: detector.regimes }),
    truthSection(findings, priceName),
    modelSection(detector),
    healthSection([health.live, health.replay]),
  ];
  return renderReport({
    title: 'Regimes of an invented market',
    subtitle: `${formatNumber(features.rows)} days, ${features.dates[0]} to ${features.dates.at(-1)}, judged by ${version.name} ${version.version}`,
    generatedAt: `${now.toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    sections,
    footer: `Made by regimekit demo with seed ${seed}. The same seed gives the same market and the same model.`,
  });
}
