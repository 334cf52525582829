// The pictures of a walk-forward and of its backtest in docs/evaluation.md, all of one invented market.
import { built } from './built.mjs';
import { document, walked, wealthOf } from './evaluation-run.mjs';
import { stack } from './stack.mjs';

const { planFolds } = await built('evaluation/dist/index.js');
const { bandsFromLabels, curvesChart, intervalChart, matrixChart, priceWithBands, renderSvg } =
  await built('report/dist/index.js');

const ink = { muted: ['#586474', '#9ba8b6'], calm: ['#86bcc6', '#265b67'], alarm: ['#b4544a', '#dd6656'] };
const WIDTH = 872;

/** Which days each of some folds was fitted on, and which it answered for. */
export function drawFolds() {
  const [days, windowDays, refitEvery] = [20, 10, 2];
  const rolling = planFolds(days, { windowDays, refitEvery });
  const expanding = planFolds(days, { windowDays, refitEvery, window: 'expanding' });
  const names = [
    ...rolling.map((_, i) => `rolling, model ${i + 1}`),
    ...expanding.map((_, i) => `expanding, ${i + 1}`),
  ];
  const bar = (span) => (plan, row) => [
    [plan[span].start, row],
    [plan[span].end, row],
    ['-', row],
  ];
  const plans = [...rolling, ...expanding];
  const series = (span, color) => ({
    type: 'line',
    data: plans.flatMap((plan, i) => bar(span)(plan, names[i])),
    showSymbol: false,
    silent: true,
    lineStyle: { width: 10, color, cap: 'butt' },
  });
  const chart = {
    title: 'What each model is fitted on, and what it answers for',
    subtitle: `Windows of ${windowDays} days, a refit every ${refitEvery}: no model answers for a day that it was fitted on`,
    description: `${rolling.length} models with a rolling window and ${expanding.length} with an expanding one; each answers for the ${refitEvery} days after its last training day.`,
    width: WIDTH,
    height: 40 + 22 * names.length,
    legend: [
      { name: 'fitted on', color: ink.calm[0], symbol: 'area' },
      { name: 'answers for', color: ink.alarm[0], symbol: 'area' },
    ],
    option: {
      animation: false,
      grid: { left: 140, right: 24, top: 8, bottom: 28 },
      xAxis: {
        type: 'value',
        min: 0,
        max: days,
        interval: 5,
        axisLabel: { color: ink.muted[0], formatter: 'day {value}' },
        splitLine: { show: false },
      },
      yAxis: {
        type: 'category',
        data: names,
        inverse: true,
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: { color: ink.muted[0], interval: 0 },
      },
      series: [series('train', ink.calm[0]), series('test', ink.alarm[0])],
    },
    darkColors: Object.fromEntries(Object.values(ink)),
  };
  return renderSvg(chart, { id: 'folds' });
}

const fallsOf = (wealth) => {
  let high = 1;
  return wealth.map((value) => 100 * (value / (high = Math.max(high, value)) - 1));
};

/** Wealth by regime, and the falls below the highest wealth so far. */
export function drawWealth() {
  const { daily, strategies } = document;
  const names = ['zero-one', strategies[1].name, 'buy and hold'];
  const wealth = names.map((name) => wealthOf(daily.returns[name]));
  const regimes = daily.regimes.map((name, t) => name || daily.regimes[t - 1]);
  const price = priceWithBands(
    { dates: daily.dates, values: wealth[0], bands: bandsFromLabels(daily.dates, regimes) },
    {
      title: 'What became of one unit of money',
      subtitle: 'All in an invented market while the last of its regimes has a probability under 50 %, else in cash',
      valueName: 'zero-one',
      regimes: walked.signals.regimes,
      maxPoints: 700,
    },
  );
  const falls = curvesChart(
    { dates: daily.dates, series: names.map((name, i) => ({ name, values: fallsOf(wealth[i]) })) },
    { title: 'Falls below the highest wealth so far', format: 'percent', height: 200, maxPoints: 500 },
  );
  return stack([renderSvg(price, { id: 'wealth' }), renderSvg(falls, { id: 'falls' })]);
}

/** Mean and volatility of the day after each regime. */
export function drawDayAfter() {
  const rows = document.information.regimes.map(({ regime, volatilityAfter: { value, lower, upper } }) => ({
    name: regime,
    estimate: value,
    lower,
    upper,
  }));
  const chart = intervalChart(rows, {
    title: 'Volatility of the day after each regime, a year',
    subtitle: `On an invented market, with 95 % intervals by blocks of ${document.information.blockDays} days: intervals that are apart are information`,
    upTo: 0.5,
  });
  return renderSvg(chart, { id: 'day-after' });
}

/** Sharpe ratio by delay and cost. */
export function drawDelays() {
  const delays = [...new Set(document.grid.map(({ delay }) => delay))];
  const costs = [...new Set(document.grid.map(({ costBps }) => costBps))];
  const at = (delay, cost) => document.grid.find((cell) => cell.delay === delay && cell.costBps === cost).sharpe;
  const chart = matrixChart(
    {
      rows: delays.map(String),
      columns: costs.map((cost) => `${cost} bp`),
      values: delays.map((delay) => costs.map((cost) => at(delay, cost))),
    },
    {
      title: 'Sharpe ratio by delay and cost',
      subtitle: 'Of the same strategy: what waiting and trading take away',
      rowTitle: 'delay',
      columnTitle: 'cost',
      format: 'number',
      digits: 2,
    },
  );
  return renderSvg(chart, { id: 'delays' });
}

/** Labels as first given that a refit kept, by the confidence stated with them. */
export function drawSurvival() {
  const rows = document.stability.survival.filter(({ afterYear }) => afterYear > 0);
  const chart = intervalChart(
    rows.map(({ from, to, afterYear, survivedYear: p }) => {
      // By days that know nothing of each other; the words below the picture say that they do.
      const error = 1.96 * Math.sqrt((p * (1 - p)) / afterYear);
      const name = `said ${Math.round(100 * from)} to ${Math.round(100 * to)} % (${afterYear})`;
      return { name, estimate: p, lower: Math.max(0, p - error), upper: Math.min(1, p + error) };
    }),
    {
      title: 'Labels that a refit a year later still gave',
      subtitle: `By the confidence stated when they were first given; ${walked.folds.length} models of an invented market`,
    },
  );
  return renderSvg(chart, { id: 'survival' });
}

/** Where the returns of the day after lay in what was predicted for them. */
export function drawLevels() {
  const { bins, n } = document.densities.calibration;
  const chart = intervalChart(
    bins.map(({ from, to, share, lower, upper }) => ({
      name: `${Math.round(100 * from)} to ${Math.round(100 * to)} %`,
      estimate: share,
      lower,
      upper,
    })),
    {
      title: 'Returns of the day after, by tenth of what was predicted for them',
      subtitle: `${n} days of an invented market with fat tails, bands of 90 %: a tenth in each is right`,
      upTo: 0.2,
      expected: 0.1,
    },
  );
  return renderSvg(chart, { id: 'levels' });
}
