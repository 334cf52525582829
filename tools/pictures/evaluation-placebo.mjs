// The picture of luck in docs/evaluation.md: the same pipeline on markets whose regimes were destroyed.
import { built } from './built.mjs';
import { ink, rowsChart } from './line-chart.mjs';
import { stack } from './stack.mjs';

const { FeatureCalculator } = await built('features/dist/index.js');
const { createSyntheticMarket } = await built('features/dist/synthetic.js');
const evaluation = await built('evaluation/dist/index.js');
const { constantMix, meanExposure, performanceFee, returnsFromCloses, runPlacebo, runStrategy } = evaluation;
const { sharpeRatio, walkForward, zeroOne } = evaluation;
const { formatNumber, renderSvg } = await built('report/dist/index.js');

const RUNS = 30;
const RISK_AVERSION = 5;
const execution = { delay: 1, costBps: 5 };
const { inputs } = createSyntheticMarket({ seed: 11, start: '2006-01-03', nDays: 1800 });
const calculator = new FeatureCalculator({ featureSet: 'vol2' });
const recipe = { windowDays: 500, refitEvery: 126, detector: { nStates: 3, seed: 1, restarts: 1 } };

/** The numbers of the market itself, made as a run of the placebo makes its own. */
async function observe() {
  const { signals } = await walkForward({ features: calculator.calculateFeatureHistory(inputs) }, recipe);
  const { dates, values } = inputs.price;
  const market = returnsFromCloses(dates, { equity: values }, new Float64Array(dates.length));
  const own = runStrategy(zeroOne(signals), market, execution);
  const mix = constantMix(dates, meanExposure(own.exposure));
  const other = runStrategy(mix, market, { ...execution, from: own.dates[0] });
  return {
    sharpe: sharpeRatio(own.returns),
    fee5: performanceFee(own.returns, other.returns, { riskAversion: RISK_AVERSION }),
  };
}

const observed = await observe();
const placebo = await runPlacebo(
  { inputs, calculator, recipe, strategy: (signals) => zeroOne(signals), observed },
  { runs: RUNS, seed: 1, replications: 99, ...execution },
);

function numberChart(name, { title, scale, write, x }) {
  const { values, observed: own, median } = placebo.numbers.find((number) => number.name === name);
  const reached = values.filter((value) => value >= own).length;
  const row = (value, at) => ({ value: scale * value, row: at });
  return rowsChart({
    title,
    subtitle: `${write(own)} on an invented market; of ${RUNS} made of it without regimes ${reached === 0 ? 'none' : reached} got as far, with a median of ${write(median)}`,
    description: `On the market itself ${write(own)}. Without regimes from ${write(Math.min(...values))} to ${write(Math.max(...values))}, median ${write(median)}.`,
    names: ['the market itself', 'without regimes'],
    groups: [
      { color: ink.alarm[0], symbol: 'diamond', values: [row(own, 0)] },
      { color: ink.calm[0], symbol: 'circle', opacity: 0.5, values: values.map((value) => row(value, 1)) },
    ],
    legend: false,
    x,
    left: 150,
  });
}

/** Sharpe ratio and fee on a market, beside those on markets with its spectra and correlations alone. */
export function drawPlacebo() {
  const sharpe = numberChart('sharpe', {
    title: 'Sharpe ratio of all or nothing',
    scale: 1,
    write: (value) => formatNumber(value, 2),
    x: { scale: true },
  });
  const fee = numberChart('fee5', {
    title: 'Its fee over a constant mix of equal mean exposure',
    scale: 100,
    write: (value) => `${formatNumber(100 * value, 1)} %`,
    x: { scale: true, axisLabel: { color: ink.muted[0], formatter: '{value} %' } },
  });
  return stack([renderSvg(sharpe, { id: 'placebo-sharpe' }), renderSvg(fee, { id: 'placebo-fee' })]);
}
