// The picture of docs/choosing.md: one invented market, and what an HMM and jump models of three penalties say of it.
import { built } from './built.mjs';
import { stack } from './stack.mjs';

const { FeatureCalculator } = await built('features/dist/index.js');
const { createSyntheticMarket } = await built('features/dist/synthetic.js');
const { RegimeDetector } = await built('detector/dist/index.js');
const { bandsFromLabels, priceWithBands, probabilityChart, renderSvg } = await built('report/dist/index.js');

// As in the demo: trained on the first 70 % of the days, then every day by what was known at its close.
const SEED = 42;
const TRAINING_SHARE = 0.7;

export function drawHmmAndJump() {
  const { inputs, regimes } = createSyntheticMarket({ seed: SEED });
  const features = new FeatureCalculator().calculateFeatureHistory(inputs);
  const { dates } = features;
  const trainedTo = dates[Math.floor(features.rows * TRAINING_SHARE) - 1];
  const truthOn = new Map(regimes.map(({ date, regime }) => [date, regime]));
  const truth = dates.map((date) => truthOn.get(date));
  const said = (options) => {
    const detector = new RegimeDetector({ nStates: 3, seed: SEED, ...options });
    return detector.fit(features.slice({ to: trainedTo })).predictRegimes(features);
  };
  const labelsOf = (predictions) => predictions.map(({ regime }) => regime);
  const closes = new Map(inputs.price.dates.map((date, i) => [date, inputs.price.values[i]]));
  const names = ['risk_on', 'neutral', 'risk_off'];
  const price = priceWithBands(
    { dates, values: dates.map((date) => closes.get(date)), bands: bandsFromLabels(dates, truth) },
    {
      title: 'An invented market, shaded by the regimes that made it',
      subtitle: `Below: what the models said of each day at its close; trained to ${trainedTo}`,
      valueName: 'invented index',
      regimes: names,
      maxPoints: 900,
    },
  );
  const ribbon = (labels, title) => ribbonOf({ dates, labels, names }, title);
  const jump = (penalty) => labelsOf(said({ model: 'jump', jump: { penalty } }));
  const rows = [
    ribbon(labelsOf(said({})), 'Hidden Markov model'),
    ribbon(jump(0), 'Jump model, penalty 0: plain clustering'),
    ribbon(jump(20), 'Jump model, penalty 20'),
    ribbon(jump(200), 'Jump model, penalty 200: too few switches'),
  ];
  const bare = (chart, i) => renderSvg({ ...chart, legend: [] }, { id: `ribbon-${i}` });
  return stack([renderSvg(price, { id: 'price' }), ...rows.map(bare)]);
}

/** A ribbon of one colour a day: steps instead of slopes, and no axis of percentages. */
function ribbonOf({ dates, labels, names }, title) {
  const chart = probabilityChart(
    { dates, series: names.map((name) => ({ name, values: labels.map((label) => (label === name ? 1 : 0)) })) },
    { title, height: 64, maxPoints: 500 },
  );
  const { yAxis, series } = chart.option;
  const option = {
    ...chart.option,
    yAxis: { ...yAxis, axisLabel: { show: false }, splitLine: { show: false } },
    series: series.map((area) => ({ ...area, step: 'end' })),
  };
  return { ...chart, option };
}
