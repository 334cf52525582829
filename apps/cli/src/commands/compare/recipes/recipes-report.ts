// The report of a comparison of recipes: one page that loads nothing.
import type { RecipeComparisonDocument } from '@regimekit/evaluation';
import { curvesChart, renderReport, type ReportBlock, type ReportSection, type TableCell } from '@regimekit/report';
import { pairSection, scoreSection } from './report-scores.ts';
import { percentText, share, withRange } from '../../../workflows/report/number-words.ts';
import type { RecipeFindings } from './recipes.ts';
import { fallsOf, wealthOf } from '../../../workflows/report/wealth.ts';

export function recipesReport(findings: RecipeFindings, now: Date): string {
  const { document, seed } = findings;
  const { recipes, period } = document;
  return renderReport({
    title: `Recipes: ${recipes.map(({ name }) => name).join(', ')}`,
    subtitle: `A replay of ${period.from} to ${period.to}, ${period.days} days, each model fitted on the past alone`,
    generatedAt: `${now.toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    sections: [
      openingSection(document),
      worthSection(document),
      scoreSection(document),
      pairSection(document),
      recipeSection(findings),
    ],
    footer: `Made by regimekit compare recipes with seed ${seed}. A past that went well promises nothing.`,
  });
}

function openingSection({ summary, recipes, scores, notes }: RecipeComparisonDocument): ReportSection {
  const { confidenceSet } = scores.nextReturn;
  const note: ReportBlock[] = notes.length === 0 ? [] : [{ type: 'text', tone: 'note', paragraphs: notes }];
  return {
    blocks: [
      { type: 'text', paragraphs: summary },
      {
        type: 'figures',
        figures: recipes.map(({ name, metrics }) => ({
          label: name,
          value: metrics.sharpe.value?.toFixed(2) ?? '-',
          note: `Sharpe ratio${confidenceSet.included.includes(name) ? ', in the confidence set' : ''}`,
        })),
      },
      ...note,
    ],
  };
}

const HELD = 'buy and hold';
type Metrics = RecipeComparisonDocument['buyAndHold'];

function worthSection(document: RecipeComparisonDocument): ReportSection {
  const { recipes, buyAndHold, daily, bootstrap, execution } = document;
  const rowOf = (name: string, metrics: Metrics, above: number | null, relabelled: number | null): TableCell[] => [
    name,
    withRange(metrics.sharpe, (x) => x.toFixed(2)),
    share(above, 0),
    name === HELD ? null : withRange(metrics.fee5, percentText),
    share(metrics.cagr.value),
    share(metrics.maxDrawdown.value, 0),
    share(metrics.exposure.value, 0),
    metrics.turnover.value?.toFixed(1) ?? null,
    share(relabelled),
  ];
  const rows = [
    ...recipes.map(({ name, metrics, trials, relabelled }) =>
      rowOf(name, metrics, trials.deflatedSharpe, relabelled?.mean ?? null),
    ),
    rowOf(HELD, buyAndHold, null, null),
  ];
  const { dates } = daily;
  const wealth = [
    ...recipes.map(({ name }) => ({ name, values: wealthOf(daily.returns[name]!) })),
    { name: HELD, values: wealthOf(daily.market) },
  ];
  return {
    title: 'What each was worth',
    blocks: [
      {
        type: 'table',
        title: `Delay ${execution.delay}, ${execution.costBps} basis points of the turnover`,
        subtitle: `Intervals of ${100 * bootstrap.level} % from ${bootstrap.replications} histories drawn by blocks of ${Math.round(bootstrap.blockDays)} days, the same days for all. The fee is over a constant mix of the recipe's own mean exposure`,
        columns: ['', 'Sharpe', 'above luck', 'fee', 'a year', 'worst fall', 'invested', 'turnover', 'relabelled'].map(
          (name) => ({ name }),
        ),
        rows,
      },
      {
        type: 'chart',
        chart: curvesChart(
          { dates, series: wealth },
          { title: 'Wealth', subtitle: 'After costs, on a logarithmic scale', scale: 'log' },
        ),
      },
      {
        type: 'chart',
        chart: curvesChart(
          { dates, series: wealth.map(({ name, values }) => ({ name, values: fallsOf(values) })) },
          { title: 'Falls', subtitle: 'Below the highest wealth so far, in percent', format: 'percent', height: 220 },
        ),
      },
    ],
  };
}

function recipeSection({ recipes, document }: RecipeFindings): ReportSection {
  const rows = recipes.map(({ name, detector, choice, schedule, strategy }, i): TableCell[] => {
    const { featureSet, fits } = document.recipes[i]!;
    const given = Object.entries({ ...detector, choice }).filter(([, value]) => value !== undefined);
    return [
      name,
      featureSet,
      given
        .map(([key, value]) => `${key} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
        .join(', '),
      `${schedule.window} ${schedule.windowDays}, ${schedule.refit} every ${schedule.refitEvery}`,
      strategy,
      fits,
    ];
  });
  const columns = ['', 'features', 'model', 'window and refit', 'strategy', 'fits'];
  return { title: 'The recipes', blocks: [{ type: 'table', columns: columns.map((name) => ({ name })), rows }] };
}
