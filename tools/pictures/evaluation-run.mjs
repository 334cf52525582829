// One walk-forward on an invented market with its backtest, for all pictures of docs/evaluation.md that show one.
import { built } from './built.mjs';

const { FeatureCalculator } = await built('features/dist/index.js');
const { createSyntheticMarket } = await built('features/dist/synthetic.js');
const { constantMix, returnsFromCloses, runBacktest, walkForward, zeroOne } = await built('evaluation/dist/index.js');

const { inputs, regimes: truth } = createSyntheticMarket({ seed: 11, start: '2006-01-03', nDays: 3200 });
const features = new FeatureCalculator({ featureSet: 'vol2' }).calculateFeatureHistory(inputs);
/** The regime that each day truly had. */
export { truth };
export const walked = await walkForward(
  { features },
  { windowDays: 756, refitEvery: 63, detector: { nStates: 3, seed: 1, restarts: 3 } },
);
const { dates, values } = inputs.price;
const market = returnsFromCloses(dates, { equity: values }, new Float64Array(dates.length));
const strategy = { name: 'zero-one', rule: 'out in stress', weights: zeroOne(walked.signals) };
export const document = await runBacktest(
  {
    signals: walked.signals,
    market,
    strategy,
    panel: [{ name: 'buy and hold', rule: 'always', weights: constantMix(dates, 1) }],
    walkForward: walked,
    history: { features, models: walked.models, price: inputs.price, vix: inputs.vix },
    truth,
  },
  { seed: 1, trials: 1, replications: 200 },
);

/** What one unit of money becomes, after each return. */
export const wealthOf = (returns) => {
  let wealth = 1;
  return Array.from(returns, (r) => (wealth *= 1 + r));
};
