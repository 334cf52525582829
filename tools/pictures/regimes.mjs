// The README's picture: the demo's market and what its model says of it.
import { built } from './built.mjs';
import { stack } from './stack.mjs';

const { FeatureCalculator } = await built('features/dist/index.js');
const { createSyntheticMarket } = await built('features/dist/synthetic.js');
const { RegimeDetector } = await built('detector/dist/index.js');
const { bandsFromLabels, priceWithBands, probabilityChart, renderSvg } = await built('report/dist/index.js');

// As the demo does it: trained on the first 70 % of the days, then every day filtered.
const SEED = 42;
const TRAINING_SHARE = 0.7;

export function drawRegimes() {
  const { inputs } = createSyntheticMarket({ seed: SEED });
  const features = new FeatureCalculator().calculateFeatureHistory(inputs);
  const trainedTo = features.dates[Math.floor(features.rows * TRAINING_SHARE) - 1];
  const detector = new RegimeDetector({ seed: SEED }).fit(features.slice({ to: trainedTo }));
  const predictions = detector.predictRegimes(features);

  const { dates } = features;
  const closes = new Map(inputs.price.dates.map((date, i) => [date, inputs.price.values[i]]));
  const bands = bandsFromLabels(
    dates,
    predictions.map(({ regime }) => regime),
  );
  const price = priceWithBands(
    { dates, values: dates.map((date) => closes.get(date)), bands },
    {
      title: 'An invented market and its regimes',
      subtitle: `Close, shaded by the most probable regime of each day by what was known at its close; trained to ${trainedTo}`,
      valueName: 'invented index',
      regimes: detector.regimes,
      maxPoints: 900,
    },
  );
  const probabilities = probabilityChart(
    {
      dates,
      series: detector.regimes.map((name) => ({
        name,
        values: predictions.map((prediction) => prediction.probabilities[name]),
      })),
    },
    { title: 'Filtered probabilities', height: 160, maxPoints: 600 },
  );
  // Two pictures in one: the legend of the first serves both.
  return stack([renderSvg(price, { id: 'price' }), renderSvg({ ...probabilities, legend: [] }, { id: 'probs' })]);
}
