// The picture of regime quality in docs/evaluation.md: probabilities that are meant, and others that are not.
import { built } from './built.mjs';

const { createGaussianHmm, forward, sample } = await built('hmm-core/dist/index.js');
const { calibrationCurve } = await built('evaluation/dist/index.js');
const { renderSvg } = await built('report/dist/index.js');

const ink = {
  muted: ['#586474', '#9ba8b6'],
  grid: ['#e6eaef', '#29323c'],
  calm: ['#2b7f8e', '#63b4c4'],
  alarm: ['#b4544a', '#dd6656'],
};
const axis = (name) => ({
  type: 'value',
  min: 0,
  max: 1,
  interval: 0.2,
  name,
  nameLocation: 'middle',
  nameGap: 32,
  nameTextStyle: { color: ink.muted[0] },
  axisLine: { show: true, lineStyle: { color: ink.muted[0] } },
  axisTick: { show: false },
  axisLabel: { color: ink.muted[0] },
  splitLine: { lineStyle: { color: ink.grid[0] } },
});
const line = (data, color, extra = {}) => ({
  type: 'line',
  data: data.map((point) => point.map((value) => Number(value.toFixed(3)))),
  showSymbol: false,
  silent: true,
  lineStyle: { color, width: 1.6, ...extra },
  itemStyle: { color },
});

/** A model of three states, its variances as they are or smaller than they are. */
const modelWith = (variance) =>
  createGaussianHmm({
    covarianceType: 'diag',
    initialProbs: [0.6, 0.2, 0.2],
    transitionMatrix: [
      [0.985, 0.0075, 0.0075],
      [0.02, 0.96, 0.02],
      [0.02, 0.02, 0.96],
    ],
    means: [
      [0, 0],
      [1.2, 0.8],
      [2.6, 1.8],
    ],
    covariances: Array.from({ length: 3 }, () => [variance, variance]),
  });

/** Said against seen for the most stressed of three states: by the true model, and by one that takes its variances too small. */
export function drawCalibration() {
  const { states, observations } = sample(modelWith(1), 20_000, { seed: 11 });
  const outcomes = Array.from(states, (state) => (state === 2 ? 1 : 0));
  const curveOf = (model) => {
    const { filteredProbs } = forward(model, observations);
    const probs = outcomes.map((_, t) => Math.min(1, filteredProbs.get(t, 2)));
    return calibrationCurve(probs, outcomes, { seed: 1 });
  };
  const honest = curveOf(modelWith(1));
  const bold = curveOf(modelWith(0.4));
  const points = (curve, name) => curve.bins.map((bin) => [bin.meanForecast, bin[name]]);
  const errors = [honest, bold].map(({ expectedError }) => expectedError.toFixed(3));
  const chart = {
    title: 'What was said, and how often it was so',
    subtitle: `Probability of the most stressed of three states, 20,000 invented days. Mean distance from the diagonal ${errors[0]} and ${errors[1]}`,
    description: `The calibration curve of the true model follows the diagonal (mean distance ${errors[0]}); that of a model with variances of 0.4 instead of 1 is flatter (${errors[1]}).`,
    width: 872,
    height: 380,
    legend: [
      { name: 'the true model, 90 % band', color: ink.calm[0], symbol: 'line' },
      { name: 'variances taken too small', color: ink.alarm[0], symbol: 'line' },
    ],
    option: {
      animation: false,
      grid: { left: 64, right: 24, top: 12, bottom: 52 },
      xAxis: axis('said'),
      yAxis: axis('seen'),
      series: [
        line(
          [
            [0, 0],
            [1, 1],
          ],
          ink.muted[0],
          { type: 'dashed', width: 1 },
        ),
        line(points(honest, 'lower'), ink.calm[0], { width: 0.8 }),
        line(points(honest, 'upper'), ink.calm[0], { width: 0.8 }),
        line(points(honest, 'observed'), ink.calm[0]),
        line(points(bold, 'observed'), ink.alarm[0]),
      ],
    },
    darkColors: Object.fromEntries(Object.values(ink)),
  };
  return renderSvg(chart, { id: 'calibration' });
}
