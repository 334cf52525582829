// The report of a backtest: one page that loads nothing.
import { renderReport } from '@regimekit/report';
import type { BacktestFindings } from './evaluate.ts';
import { informationSection, latenessSection, proofSection } from './evidence-sections.ts';
import { openingSection } from './opening-section.ts';
import { placeboSection } from './placebo-words.ts';
import { recessionSection } from './recession-words.ts';
import { truthSection } from './spread-charts.ts';
import { densitySection, modelsSection, stabilitySection } from './stability-section.ts';
import { wealthSection } from './wealth-section.ts';
import { worthSection } from './worth-section.ts';

export function backtestReport(findings: BacktestFindings, now: Date): string {
  const { document, featureSet, strategy, seed } = findings;
  const { period, walkForward } = document;
  return renderReport({
    title: `Backtest: ${strategy.name} on ${featureSet}`,
    subtitle: `${period.from} to ${period.to}, ${period.days} days, ${walkForward.folds.length} models, each fitted on the past alone`,
    generatedAt: `${now.toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    sections: [
      openingSection(findings),
      stabilitySection(document),
      ...densitySection(document),
      ...truthSection(document),
      wealthSection(findings),
      worthSection(document),
      informationSection(document),
      latenessSection(document),
      ...recessionSection(document),
      ...placeboSection(findings.placebo),
      ...proofSection(findings),
      modelsSection(document),
    ],
    footer: `Made by regimekit backtest with seed ${seed}. A past that went well promises nothing.`,
  });
}
