// The true regimes beside the answers: what is possible for an invented market alone.
import {
  formatNumber,
  formatPercent,
  matrixChart,
  type Chart,
  type ReportBlock,
  type ReportSection,
  type TableCell,
} from '@regimekit/report';
import { shadedPrice } from '../../../workflows/report/history-section.ts';
import type { Agreement, RegimeAgreement } from '../agreement.ts';
import type { DemoFindings } from '../walk-through.ts';

export function truthSection(findings: DemoFindings, priceName: string): ReportSection {
  const { predictions, price, model, judgement, trainedTo } = findings;
  const { regimes } = model.detector;
  const { training, afterTraining, overall } = judgement;
  const truth = shadedPrice(
    { predictions, price, priceName, regimes },
    judgement.days.map((day) => day.truth),
    {
      title: 'The index by true regime',
      subtitle: `What the model did not see: the regimes by which the market was made. Its training ended on ${trainedTo}`,
    },
  );
  return {
    title: 'How well the answers match the truth',
    blocks: [
      { type: 'chart', chart: truth },
      agreementTable([
        ['in the training', training],
        ['after it', afterTraining],
        ['all days', overall],
      ]),
      { type: 'chart', chart: confusionChart('In the training', training) },
      { type: 'chart', chart: confusionChart('After the training', afterTraining) },
      regimeTable(training, afterTraining),
    ],
  };
}

function agreementTable(parts: readonly (readonly [string, Agreement])[]): ReportBlock {
  return {
    type: 'table',
    title: 'Agreement with the truth',
    subtitle:
      'Balanced accuracy is the mean over the regimes of the share of their days that was found; a constant answer says the commonest regime every day',
    columns: [
      { name: 'days' },
      { name: 'from' },
      { name: 'to' },
      { name: 'count', align: 'right' },
      { name: 'accuracy', align: 'right' },
      { name: 'balanced', align: 'right' },
      { name: 'a constant answer', align: 'right' },
    ],
    rows: parts.map(([name, one]) => [
      name,
      one.from,
      one.to,
      formatNumber(one.days),
      formatPercent(one.accuracy),
      formatPercent(one.balancedAccuracy),
      formatPercent(one.constantAnswer.accuracy),
    ]),
  };
}

/** Each row is a true regime; its cells are the shares of its days by answer. */
function confusionChart(title: string, { regimes, confusion }: Agreement): Chart {
  const occurring = regimes.flatMap(({ regime, days }, k) => (days > 0 ? [{ regime, row: confusion[k]!, days }] : []));
  return matrixChart(
    {
      rows: occurring.map(({ regime }) => regime),
      columns: regimes.map(({ regime }) => regime),
      values: occurring.map(({ row, days }) => row.map((count) => count / days)),
    },
    { title, subtitle: 'Share of the days of each true regime, by answer', rowTitle: 'truth', columnTitle: 'answer' },
  );
}

function regimeTable(training: Agreement, afterTraining: Agreement): ReportBlock {
  return {
    type: 'table',
    title: 'Regime by regime',
    subtitle: 'Found: share of its true days on which it was the answer. Right: share of its answers that were true',
    columns: [
      { name: 'regime' },
      ...['training: days', 'found', 'right', 'after it: days', 'found', 'right'].map((name) => ({
        name,
        align: 'right' as const,
      })),
    ],
    rows: training.regimes.map((one, k) => [
      { text: one.regime, regime: one.regime },
      ...cells(one),
      ...cells(afterTraining.regimes[k]!),
    ]),
  };
}

function cells({ days, recall, precision }: RegimeAgreement): TableCell[] {
  return [formatNumber(days), recall, precision].map((cell) => (typeof cell === 'number' ? formatPercent(cell) : cell));
}
