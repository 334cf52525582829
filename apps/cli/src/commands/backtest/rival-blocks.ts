import type { BacktestDocument, SuperiorityTest } from '@regimekit/evaluation';
import type { ReportBlock, TableCell } from '@regimekit/report';

/** Whether the best of so many is better than luck makes the best of so many. */
export function rivalBlocks({ rivals, strategies }: BacktestDocument): ReportBlock[] {
  if (rivals === null) return [];
  const own = strategies[0]!.name;
  const rows = [
    row(`no member of the panel is better than ${own}`, rivals.panelOverStrategy),
    row('none of them is better than buy and hold', rivals.panelOverMarket),
    row(`${own} is not better than buy and hold`, rivals.strategyOverMarket),
  ].flat();
  const { confidenceSet } = rivals;
  const included =
    confidenceSet === null
      ? []
      : [
          `The best of the ${confidenceSet.of} is, in ${100 * (1 - confidenceSet.alpha)} % of such samples, one of: ${confidenceSet.included.join(', ')}. The fewer are left, the more the data say.`,
        ];
  return [
    {
      type: 'table',
      title: 'Counting how many there are',
      subtitle: `Tests for superior predictive ability (Hansen 2005), at equal volatility, by blocks of ${Math.round(rivals.blockDays)} days. A small p speaks against the hypothesis`,
      columns: ['hypothesis', 'the best of them', 'p'].map((name) => ({ name })),
      rows,
    },
    { type: 'text', paragraphs: included },
  ];
}

function row(hypothesis: string, test: SuperiorityTest | null): TableCell[][] {
  if (test === null) return [];
  return [[hypothesis, test.best, test.pValue === null ? null : test.pValue.toFixed(3)]];
}
