// The report of a backtest: one page that loads nothing.
import type { BacktestDocument, Estimate, JudgedStrategy } from '@regimekit/evaluation';
import {
  bandsFromLabels,
  curvesChart,
  matrixChart,
  priceWithBands,
  probabilityChart,
  renderReport,
  type ReportBlock,
  type ReportSection,
  type TableCell,
} from '@regimekit/report';
import type { BacktestFindings } from './evaluate.ts';
import { placeboSection } from './placebo-words.ts';
import { distributionBlocks, rollingSharpeBlock, truthSection } from './spread-charts.ts';
import { densitySection, stabilitySection } from './stability-section.ts';

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
      ...placeboSection(findings.placebo),
      ...proofSection(findings),
    ],
    footer: `Made by regimekit backtest with seed ${seed}. A past that went well promises nothing.`,
  });
}

function openingSection({ document, strategy }: BacktestFindings): ReportSection {
  const { cagr, sharpe, maxDrawdown, exposure } = document.strategies[0]!.metrics;
  const { trials } = document;
  return {
    blocks: [
      { type: 'text', paragraphs: [document.summary.join(' ')] },
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
      { type: 'text', paragraphs: [`The rule: ${strategy.rule}. ${executionText(document)}`] },
    ],
  };
}

function executionText({ execution: { delay, costBps, halfSpreadBps } }: BacktestDocument): string {
  const spread = halfSpreadBps === 0 ? '' : ` and a half spread of ${halfSpreadBps}`;
  return `Decided at a close, traded ${delay} session(s) later at the close, at ${costBps} basis points of the turnover${spread}.`;
}

function wealthSection({ document, regimes }: BacktestFindings): ReportSection {
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

function worthSection(document: BacktestDocument): ReportSection {
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
      ...distributionBlocks(document),
      {
        type: 'table',
        title: 'The rules',
        columns: [{ name: '' }, { name: 'rule' }],
        rows: strategies.map(({ name, rule }) => [name, rule]),
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

function informationSection({ information }: BacktestDocument): ReportSection {
  const { regimes, kind, blockDays, switchesPerYear } = information;
  return {
    title: `What the regimes tell: ${kind}`,
    blocks: [
      {
        type: 'table',
        title: 'The day after each regime, a year',
        subtitle: `Returns over cash; intervals by circular blocks of ${blockDays} days; ${switchesPerYear.toFixed(1)} switches a year`,
        columns: ['regime', 'share of days', 'mean', 'volatility'].map((name) => ({ name })),
        rows: regimes.map(({ regime, shareOfDays, meanAfter, volatilityAfter }) => [
          { text: regime, regime },
          share(shareOfDays),
          withRange(meanAfter, percentText),
          withRange(volatilityAfter, percentText),
        ]),
      },
    ],
  };
}

function latenessSection({ calls }: BacktestDocument): ReportSection {
  const rows = calls.map((call): TableCell[] => [
    call.peak,
    call.trough,
    share(call.depth, 0),
    call.called ?? 'never',
    call.sessions,
    share(call.shareOfFall, 0),
    call.sessionsToRelease,
  ]);
  const columns = [
    'peak',
    'trough',
    'fall',
    'called',
    'sessions late',
    'of the fall behind',
    'sessions from trough to release',
  ];
  const empty: ReportBlock = { type: 'text', paragraphs: ['No great fall in these days.'] };
  return {
    title: 'How late the calls came',
    blocks: rows.length === 0 ? [empty] : [{ type: 'table', columns: columns.map((name) => ({ name })), rows }],
  };
}

function proofSection({ proof }: BacktestFindings): ReportSection[] {
  if (proof === undefined) return [];
  const rows = proof.checks.map(({ day, subject, compared, moved }): TableCell[] => [day, subject, compared, moved]);
  const verdict = proof.holds
    ? 'Everything after these days was replaced by other values, and nothing dated up to them moved, to the bit.'
    : 'THE PROOF FAILED: something dated up to these days moved when what came later was replaced.';
  const { hindsightLabels: labels, fittedOnAll: all } = proof.control;
  const control = `The control, which looks ahead: of ${labels.compared} hindsight labels ${labels.moved} moved, of ${all.compared} probabilities of a model fitted on all days ${all.moved}.`;
  return [
    {
      title: 'Proof of causality',
      blocks: [
        { type: 'text', paragraphs: [verdict, control] },
        {
          type: 'table',
          columns: ['day', 'what', 'compared', 'moved'].map((name) => ({ name })),
          rows,
        },
      ],
    },
  ];
}

function wealthOf(returns: readonly number[]): number[] {
  let wealth = 1;
  return returns.map((r) => (wealth *= 1 + r));
}

/** In percent, 0 at a high. */
function fallsOf(wealth: readonly number[]): number[] {
  let high = 1;
  return wealth.map((value) => {
    high = Math.max(high, value);
    return 100 * (value / high - 1);
  });
}

function percentText(value: number, digits = 1): string {
  return `${(100 * value).toFixed(digits)} %`;
}

function share(value: number | null, digits = 1): string {
  return value === null ? '-' : percentText(value, digits);
}

function rangeOf({ lower, upper }: Estimate, show: (x: number) => string): string {
  return lower === null || upper === null ? 'interval unknown' : `${show(lower)} to ${show(upper)}`;
}

function withRange(estimate: Estimate, show: (x: number) => string): string {
  return estimate.value === null ? '-' : `${show(estimate.value)} (${rangeOf(estimate, show)})`;
}
