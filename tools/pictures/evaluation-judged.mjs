// Pictures in docs/evaluation.md of how one backtest is judged: its deepest fall, what could be had, and what was predicted.
import { built } from './built.mjs';
import { document, truth, walked, wealthOf } from './evaluation-run.mjs';
import { dotsOf, ink, lineChart, lineOf, rowsChart } from './line-chart.mjs';
import { stack } from './stack.mjs';

const { maximumDrawdown } = await built('evaluation/dist/index.js');
const { formatNumber, renderSvg } = await built('report/dist/index.js');

const label = (point, text, position) => ({
  ...dotsOf([point], ink.alarm[0]),
  label: { show: true, formatter: text, position, distance: 8, color: ink.muted[0], fontSize: 12 },
});

/** Wealth of buy and hold with its deepest fall: how deep, and how long until the peak was reached again. */
export function drawDrawdown() {
  const returns = Float64Array.from(document.daily.returns['buy and hold']);
  const wealth = [1, ...wealthOf(returns)];
  const { depth, peak, trough, recovery, length, timeUnderWater } = maximumDrawdown(returns);
  if (recovery === undefined) throw new Error('The deepest fall of this market never ends; show another one.');
  const path = (from, to) => wealth.slice(from, to + 1).map((value, i) => [from + i, value]);
  const deep = `${Math.round(-100 * depth)} %`;
  const days = formatNumber(length, 0);
  const chart = lineChart({
    title: 'One maximum drawdown: how deep, and how long',
    subtitle: `Buy and hold of an invented market: ${deep} below its peak after ${formatNumber(trough - peak, 0)} days, back after ${days}. Below some peak on ${Math.round(100 * timeUnderWater)} % of all days`,
    description: `Wealth falls by ${deep} from day ${peak} to day ${trough} and is back at its peak on day ${recovery}, ${days} days after it.`,
    x: { min: 0, max: wealth.length - 1, name: 'days', axisLabel: { color: ink.muted[0], showMaxLabel: false } },
    y: { min: 0 },
    series: [
      lineOf(path(0, wealth.length - 1), ink.calm[0], { width: 1.2 }),
      lineOf(path(peak, recovery), ink.alarm[0], { width: 1.2 }),
      lineOf(
        [
          [peak, wealth[peak]],
          [recovery, wealth[peak]],
        ],
        ink.muted[0],
        { width: 1, type: 'dashed' },
      ),
      lineOf(
        [
          [trough, wealth[peak]],
          [trough, wealth[trough]],
        ],
        ink.muted[0],
        { width: 1, type: 'dashed' },
      ),
      dotsOf([[peak, wealth[peak]]], ink.alarm[0]),
      label([trough, wealth[trough]], `\u2212${deep}`, 'bottom'),
      label([recovery, wealth[peak]], `${days} days`, 'top'),
    ],
  });
  return renderSvg(chart, { id: 'drawdown' });
}

/** How often the signals are right, beside a filter that was told the truth of all days and one name for all days. */
export function drawCeiling() {
  const { signals, ceiling, days } = document.truth;
  const tested = new Set(walked.signals.dates);
  const names = truth.filter(({ date }) => tested.has(date)).map(({ regime }) => regime);
  const counts = [...new Set(names)].map((name) => names.filter((each) => each === name).length);
  const rows = {
    'always the commonest': { accuracy: Math.max(...counts) / names.length, balancedAccuracy: 1 / counts.length },
    'walk-forward signals': signals,
    'ceiling, no correlations': ceiling.diag,
    'ceiling, correlations': ceiling.full,
  };
  const percent = (share) => `${Math.round(100 * share)} %`;
  const of = (name) => Object.values(rows).map((row) => ({ value: 100 * row[name] }));
  const chart = rowsChart({
    title: 'Right as often as could be?',
    subtitle: `${formatNumber(days, 0)} days of an invented market with ${counts.length} regimes: right on ${percent(signals.accuracy)} of them; a filter that was told the truth on ${percent(ceiling.diag.accuracy)}`,
    description: Object.entries(rows)
      .map(
        ([name, row]) => `${name}: ${percent(row.accuracy)}, mean over the regimes ${percent(row.balancedAccuracy)}.`,
      )
      .join(' '),
    names: Object.keys(rows),
    groups: [
      { name: 'share of the days', color: ink.calm[0], symbol: 'circle', values: of('accuracy') },
      { name: 'mean over the regimes', color: ink.alarm[0], symbol: 'diamond', values: of('balancedAccuracy') },
    ],
    x: { min: 0, max: 100, interval: 25, axisLabel: { color: ink.muted[0], formatter: '{value} %' } },
  });
  return renderSvg(chart, { id: 'ceiling' });
}

/** Log scores of one table, the regimes below their baselines; what tells them apart is in the subtitle. */
function scoresChart({ rows, days }, { title, digits }) {
  const write = (value) => formatNumber(value, digits);
  const { against } = rows.find(({ isBaseline }) => !isBaseline);
  const leads = Object.entries(against).map(
    ([name, { mean, lower, upper }]) => `less ${name} ${write(mean)} (${write(lower)} to ${write(upper)})`,
  );
  return rowsChart({
    title,
    subtitle: `Nats a day, ${formatNumber(days, 0)} days, 95 % intervals. The regimes ${leads.join(', ')}`,
    description: rows
      .map(({ name, score }) => `${name}: ${write(score.mean)}, from ${write(score.lower)} to ${write(score.upper)}.`)
      .join(' '),
    names: rows.map(({ name, isBaseline }) => (isBaseline ? `${name} (baseline)` : name)),
    groups: [
      {
        color: ink.calm[0],
        symbol: 'circle',
        values: rows.map(({ score: { mean, lower, upper } }) => ({ value: mean, lower, upper })),
      },
    ],
    x: { scale: true },
    left: 150,
  });
}

/** Log scores of the features and of the next return, with 95 % intervals, beside their baselines. */
export function drawScores() {
  const { features, nextReturn } = document.densities;
  const ofFeatures = scoresChart(features, { title: 'Log score of the features a day ahead', digits: 2 });
  const ofReturns = scoresChart(nextReturn, { title: 'Log score of the next return', digits: 3 });
  return stack([renderSvg(ofFeatures, { id: 'scores-features' }), renderSvg(ofReturns, { id: 'scores-return' })]);
}
