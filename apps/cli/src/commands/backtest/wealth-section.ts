// What became of one unit of money, day by day.
import type { BacktestDocument } from '@regimekit/evaluation';
import {
  bandsFromLabels,
  curvesChart,
  priceWithBands,
  probabilityChart,
  type ReportBlock,
  type ReportSection,
  type TableCell,
} from '@regimekit/report';
import type { BacktestFindings } from './evaluate.ts';
import type { RegimeMap } from './regime-map-file.ts';
import { share } from '../../workflows/report/number-words.ts';
import { rollingSharpeBlock } from './spread-charts.ts';
import { fallsOf, wealthOf } from '../../workflows/report/wealth.ts';

/** Wealth, falls, rolling ratio, probabilities and, where there are several assets, what was held. */
export function wealthSection(findings: BacktestFindings): ReportSection {
  const { document, regimes } = findings;
  const { dates, returns, regimes: labels } = document.daily;
  const [own, mix] = document.strategies;
  const shown = document.strategies.filter(
    ({ name, role }) => role !== 'panel' || name === 'buy and hold' || name === 'jump model' || name === '60/40',
  );
  const wealth = Object.fromEntries(document.strategies.map(({ name }) => [name, wealthOf(returns[name]!)]));
  // A day without a signal belongs to the regime before it.
  const filled = labels.map((_, t) => labels.findLast((label, i) => i <= t && label !== '') ?? regimes[0]!);
  const drawdowns = [own!, mix!, ...document.strategies.filter(({ name }) => name === 'buy and hold')];
  return {
    title: 'What became of one',
    blocks: [
      {
        type: 'chart',
        chart: priceWithBands(
          { dates, values: wealth[own!.name]!, bands: bandsFromLabels(dates, filled) },
          {
            title: `Wealth of ${own!.name} by filtered regime`,
            subtitle: 'After costs, on a logarithmic scale; the ribbon repeats the shading',
            valueName: own!.name,
            regimes,
          },
        ),
      },
      {
        type: 'chart',
        chart: curvesChart(
          { dates, series: shown.map(({ name }) => ({ name, values: wealth[name]! })) },
          { title: 'Beside others', subtitle: 'Wealth after costs, on a logarithmic scale', scale: 'log' },
        ),
      },
      {
        type: 'chart',
        chart: curvesChart(
          { dates, series: drawdowns.map(({ name }) => ({ name, values: fallsOf(wealth[name]!) })) },
          { title: 'Falls', subtitle: 'Below the highest wealth so far, in percent', format: 'percent', height: 220 },
        ),
      },
      ...rollingSharpeBlock(document),
      ...probabilityBlock(document),
      ...weightBlocks(findings),
    ],
  };
}

function probabilityBlock({ daily }: BacktestDocument): ReportBlock[] {
  const known = daily.regimes.flatMap((regime, t) => (regime === '' ? [] : [t]));
  const series = Object.entries(daily.probabilities).map(([name, values]) => ({
    name,
    values: known.map((t) => values[t]!),
  }));
  const chart = probabilityChart(
    { dates: known.map((t) => daily.dates[t]!), series },
    { title: 'Filtered probabilities', subtitle: 'At the close of each day, by the model of its fold' },
  );
  return known.length < 2 ? [] : [{ type: 'chart', chart }];
}

/** Nothing where the exposure says it all. */
function weightBlocks({ document: { daily }, map }: BacktestFindings): ReportBlock[] {
  const assets = Object.entries(daily.weights);
  if (assets.length < 2) return [];
  const cash = daily.dates.map((_, t) => 1 - assets.reduce((sum, [, held]) => sum + held[t]!, 0));
  const series = [...assets.map(([name, values]) => ({ name, values })), { name: 'cash', values: cash }].map((one) => ({
    ...one,
    // Rounding may leave a hair below nothing.
    values: one.values.map((weight) => Math.min(1, Math.max(0, weight))),
  }));
  const chart = probabilityChart(
    { dates: daily.dates, series },
    { title: 'What was held', subtitle: 'Weights after the trade of the close before' },
  );
  return [{ type: 'chart', chart }, ...mapBlock(map)];
}

function mapBlock(map: RegimeMap | undefined): ReportBlock[] {
  if (map === undefined) return [];
  const assets = [...map.assets];
  const rows = Object.entries(map.weights).map(([regime, row]): TableCell[] => {
    const cash = 1 - Object.values(row).reduce((sum, weight) => sum + weight, 0);
    return [{ text: regime, regime }, ...assets.map(([asset]) => share(row[asset]!, 0)), share(Math.max(0, cash), 0)];
  });
  return [
    {
      type: 'table',
      title: 'The map',
      subtitle: map.mode === 'switch' ? 'Weights of the most probable regime' : 'Blended by the probabilities',
      columns: ['regime', ...assets.map(([asset, series]) => `${asset} (${series})`), 'cash'].map((name) => ({ name })),
      rows,
    },
  ];
}
