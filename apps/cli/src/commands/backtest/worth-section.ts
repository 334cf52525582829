// What it was worth, and how sure that is.
import type { BacktestDocument, JudgedStrategy } from '@regimekit/evaluation';
import { matrixChart, type ReportSection, type TableCell } from '@regimekit/report';
import { numbersBlock } from './numbers-block.ts';
import { percentText, share, withRange } from '../../workflows/report/number-words.ts';
import { rivalBlocks } from './rival-blocks.ts';
import { distributionBlocks } from './spread-charts.ts';

/** Everyone's numbers, how sure they are, and what delays and costs do to them. */
export function worthSection(document: BacktestDocument): ReportSection {
  const { strategies, grid, bootstrap } = document;
  const delays = [...new Set(grid.map(({ delay }) => delay))];
  const costs = [...new Set(grid.map(({ costBps }) => costBps))];
  const values = delays.map((delay) =>
    costs.map((cost) => grid.find((cell) => cell.delay === delay && cell.costBps === cost)?.sharpe ?? 0),
  );
  return {
    title: 'What it was worth, and how sure that is',
    blocks: [
      {
        type: 'table',
        title: 'Everything on the same days, at the same costs',
        subtitle: `Intervals of ${100 * bootstrap.level} % from ${bootstrap.replications} histories drawn by blocks of ${Math.round(bootstrap.blockDays)} days`,
        columns: [
          '',
          'a year',
          'volatility',
          'Sharpe',
          'worst fall',
          'invested',
          'turnover',
          'Sharpe of the strategy over it',
        ].map((name) => ({ name })),
        rows: strategies.map(strategyRow),
      },
      ...rivalBlocks(document),
      numbersBlock(document),
      ...distributionBlocks(document),
      {
        type: 'table',
        title: 'The rules of the others',
        columns: [{ name: '' }, { name: 'rule' }],
        rows: strategies.slice(1).map(({ name, rule }) => [name, rule]),
      },
      {
        type: 'chart',
        chart: matrixChart(
          { rows: delays.map((delay) => `${delay}`), columns: costs.map((cost) => `${cost} bp`), values },
          {
            title: 'Sharpe ratio by delay and cost',
            subtitle: 'Rows: sessions from decision to trade. Columns: cost of a unit of turnover',
            rowTitle: 'delay',
            columnTitle: 'cost',
            format: 'number',
            digits: 2,
          },
        ),
      },
    ],
  };
}

function strategyRow({ name, metrics, sharpeDifference }: JudgedStrategy): TableCell[] {
  return [
    name,
    share(metrics.cagr.value),
    share(metrics.volatility.value),
    withRange(metrics.sharpe, (x) => x.toFixed(2)),
    withRange(metrics.maxDrawdown, (x) => percentText(x, 0)),
    share(metrics.exposure.value, 0),
    metrics.turnover.value === null ? null : metrics.turnover.value.toFixed(1),
    sharpeDifference === null ? null : withRange(sharpeDifference, (x) => x.toFixed(2)),
  ];
}
