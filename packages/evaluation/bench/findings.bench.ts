// The recipes of docs/findings.md over the same days of the real files, which lie beside the repository.
// node --conditions=@regimekit/source bench/findings.bench.ts ['2 states' ...]
import { FeatureCalculator, type FeatureSetName, type MarketSeries } from '@regimekit/features';
import { createWorkerPool } from '@regimekit/numerics/workers';
import {
  panel,
  probabilityWeighted,
  returnsFromCloses,
  runBacktest,
  volatilityTarget,
  walkForward,
  zeroOne,
  type AssetReturns,
  type DetectorRecipe,
  type SignalHistory,
  type WalkForwardRecipe,
} from '../src/index.ts';
import { readSeries, realInputs } from '../test/support/real-market.ts';

interface Tried extends Pick<WalkForwardRecipe, 'window' | 'refit'> {
  readonly set?: FeatureSetName;
  readonly detector?: DetectorRecipe;
  readonly strategy?: 'probability' | 'volatility';
}

const FIRST_DAY = '2007-02-07';
/** Sessions before the first day, for the averages of the panel. */
const WARM_UP = 260;
const fullWith = (weight: number): DetectorRecipe => ({ covarianceType: 'full', shrinkage: { weight } });
const sticky = (K: number): DetectorRecipe['priors'] => ({
  transitionMatrix: Array.from({ length: K }, (_, i) => Array.from({ length: K }, (_row, j) => (i === j ? 501 : 1))),
});
const two: DetectorRecipe = { nStates: 2 };
const jump = (penalty: number): DetectorRecipe => ({ model: 'jump', jump: { penalty } });
const recipes: Readonly<Record<string, Tried>> = {
  default: {},
  full: { detector: { covarianceType: 'full' } },
  'full 50': { detector: fullWith(50) },
  'full 250': { detector: fullWith(250) },
  'full 1000': { detector: fullWith(1000) },
  tied: { detector: { covarianceType: 'tied' } },
  sticky: { detector: { priors: sticky(3) } },
  clipped: { detector: { clip: 3 } },
  fresh: { refit: 'fresh' },
  expanding: { window: 'expanding' },
  'expanding fresh': { window: 'expanding', refit: 'fresh' },
  '4 states': { detector: { nStates: 4 } },
  '2 states': { detector: two },
  '2 fresh': { detector: two, refit: 'fresh' },
  '2 expanding': { detector: two, window: 'expanding' },
  '2 expanding fresh': { detector: two, window: 'expanding', refit: 'fresh' },
  '2 sticky': { detector: { ...two, priors: sticky(2) } },
  '2 full 250': { detector: { ...two, ...fullWith(250) } },
  '2 full 250 expanding': { detector: { ...two, ...fullWith(250) }, window: 'expanding' },
  stress7: { set: 'stress7' },
  'no-credit7': { set: 'no-credit7' },
  vol2: { set: 'vol2' },
  '2 stress7': { set: 'stress7', detector: two },
  '2 no-credit7': { set: 'no-credit7', detector: two },
  '2 vol2': { set: 'vol2', detector: two },
  'jump 10': { set: 'jump9', detector: jump(10) },
  'jump 50': { set: 'jump9', detector: jump(50) },
  'jump 200': { set: 'jump9', detector: jump(200) },
  'jump 50 expanding': { set: 'jump9', detector: jump(50), window: 'expanding' },
  'jump 50 regime9': { detector: jump(50) },
  probability: { strategy: 'probability' },
  volatility: { strategy: 'volatility' },
  '2 probability': { detector: two, strategy: 'probability' },
  '2 volatility': { detector: two, strategy: 'volatility' },
};

const inputs = realInputs();
const bonds = readSeries('tlt_total_return.csv', 'adj_close');
const bills = readSeries('risk_free.csv', 'rate');

function newestOn({ dates, values }: MarketSeries, days: readonly string[]): number[] {
  let [next, newest] = [0, Number.NaN];
  return days.map((day) => {
    for (; next < dates.length && dates[next]! <= day; next++) {
      if (!Number.isNaN(values[next]!)) newest = values[next]!;
    }
    return newest;
  });
}

function marketOf({ dates: signalDays }: SignalHistory): AssetReturns {
  const { price } = inputs;
  const days = price.dates.slice(price.dates.indexOf(signalDays[0]!) - WARM_UP);
  const rates = newestOn(bills, days);
  const cash = Float64Array.from(days, (_, t) => (t === 0 ? 0 : rates[t - 1]! / 100 / 252));
  return returnsFromCloses(days, { equity: newestOn(price, days), bonds: newestOn(bonds, days) }, cash);
}

function weightsOf(strategy: Tried['strategy'], signals: SignalHistory, market: AssetReturns) {
  if (strategy === 'probability') return probabilityWeighted(signals);
  return strategy === 'volatility' ? volatilityTarget(signals, market) : zeroOne(signals);
}

const wanted = process.argv.slice(2);
const trials = Object.keys(recipes).length;
await using pool = createWorkerPool({ size: 2 });
console.log('recipe                 Sharpe (95 %)          fee over the mix %      DSR  relabelled: mean, worst %');
for (const [name, { set = 'regime9', detector, strategy, ...schedule }] of Object.entries(recipes)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const features = new FeatureCalculator({ featureSet: set }).calculateFeatureHistory(inputs);
  const recipe = {
    ...schedule,
    testFrom: FIRST_DAY,
    detector: { seed: 42, restarts: 10, skipSampleValidation: true, ...detector },
  };
  const walked = await walkForward({ features }, recipe, { executor: pool });
  const market = marketOf(walked.signals);
  const document = await runBacktest(
    {
      signals: walked.signals,
      market,
      strategy: { name, rule: name, weights: weightsOf(strategy, walked.signals, market) },
      panel: panel(market, { bonds: 'bonds', vix: Float64Array.from(newestOn(inputs.vix!, market.dates)) }),
      walkForward: walked,
      history: { features, models: walked.models, price: inputs.price, vix: inputs.vix },
    },
    { seed: 42, trials, executor: pool },
  );
  const { sharpe, fee5 } = document.strategies[0]!.metrics;
  const { meanRelabelledShare: mean, worstRelabelledShare: worst } = document.walkForward;
  const show = (x: number | null, scale = 1, digits = 2): string => (x === null ? '-' : (scale * x).toFixed(digits));
  const ratio = `${show(sharpe.value)} (${show(sharpe.lower)} to ${show(sharpe.upper)})`;
  const fee = `${show(fee5.value, 100, 1)} (${show(fee5.lower, 100, 1)} to ${show(fee5.upper, 100, 1)})`;
  console.log(
    `${name.padEnd(22)} ${ratio.padEnd(22)} ${fee.padEnd(23)} ${show(document.trials.deflatedSharpe)}  ${show(mean, 100, 1)}, ${show(worst, 100, 0)}`,
  );
}
