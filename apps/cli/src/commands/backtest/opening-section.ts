// How the report opens.
import type { BacktestDocument } from '@regimekit/evaluation';
import type { ReportSection } from '@regimekit/report';
import { choiceLines } from './choice-words.ts';
import type { BacktestFindings } from './evaluate.ts';
import { percentText, rangeOf, share } from '../../workflows/report/number-words.ts';

/** What the numbers support, in words, and the five that a reader looks at first. */
export function openingSection({ document, recipe, strategy, vintages }: BacktestFindings): ReportSection {
  const { cagr, sharpe, maxDrawdown, exposure } = document.strategies[0]!.metrics;
  const { trials } = document;
  return {
    blocks: [
      { type: 'text', paragraphs: document.summary },
      {
        type: 'figures',
        figures: [
          { label: 'A year', value: share(cagr.value), note: rangeOf(cagr, percentText) },
          { label: 'Sharpe ratio', value: sharpe.value?.toFixed(2) ?? '-', note: rangeOf(sharpe, (x) => x.toFixed(2)) },
          { label: 'Worst fall', value: share(maxDrawdown.value), note: rangeOf(maxDrawdown, percentText) },
          { label: 'Invested', value: share(exposure.value, 0), note: 'on average' },
          {
            label: 'Above luck',
            value: share(trials.deflatedSharpe, 0),
            note: trials.count === 1 ? 'if nothing else was tried' : `as the best of ${trials.count} tried`,
          },
        ],
      },
      {
        type: 'text',
        paragraphs: [
          `The rule: ${strategy.rule}. ${executionText(document)}`,
          ...choiceLines(document, recipe),
          ...vintageText(vintages),
        ],
      },
    ],
  };
}

function executionText({ execution: { delay, costBps, halfSpreadBps } }: BacktestDocument): string {
  const spread = halfSpreadBps === 0 ? '' : ` and a half spread of ${halfSpreadBps}`;
  return `Decided at a close, traded ${delay === 0 ? 'at that close' : `${delay} ${delay === 1 ? 'session' : 'sessions'} later at the close`}, at ${costBps} basis points of the turnover${spread}.`;
}

/** With `--vintages`: how much the past was another on its day. */
export function vintageText(vintages: BacktestFindings['vintages']): string[] {
  if (vintages === undefined) return [];
  const { revisions, days } = vintages;
  const found =
    revisions === 0
      ? 'none of the values was ever revised'
      : `${revisions} ${revisions === 1 ? 'value was' : 'values were'} revised on ${days} ${days === 1 ? 'day' : 'days'}`;
  return [
    `Point in time: each model and each day used the values that had been imported by then; in the warehouse ${found}. What was earned is counted by the newest values.`,
  ];
}
