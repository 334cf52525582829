// Features over 10,000 days, whole and day by day. Run: pnpm bench
import { createMarketSeries, FeatureCalculator, regimeFeatureSet, type MarketInputs } from '../src/index.ts';
import { createSyntheticMarket } from '../src/synthetic/index.ts';

const DAYS = 10_000;
const ROUNDS = 31;

/** Milliseconds: the median and the best of several rounds, after a few to warm up. */
function measure(work: () => void): { median: number; best: number } {
  for (let i = 0; i < 5; i++) work();
  const times = Array.from({ length: ROUNDS }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  }).sort((a, b) => a - b);
  return { median: times[ROUNDS >> 1]!, best: times[0]! };
}

const { inputs } = createSyntheticMarket({ seed: 1, start: '1984-01-03', nDays: DAYS });
const checkSeries = (): MarketInputs => ({
  price: createMarketSeries('price', inputs.price),
  vix: createMarketSeries('vix', inputs.vix),
  treasury: {
    twoYear: createMarketSeries('treasury_2y', inputs.treasury.twoYear),
    tenYear: createMarketSeries('treasury_10y', inputs.treasury.tenYear),
  },
  hySpread: createMarketSeries('hy_spread', inputs.hySpread),
});
const regime9 = new FeatureCalculator();
const longLookback = new FeatureCalculator({ lookbackDays: 1260 });
const state = regime9.createState(inputs);
const newRow = { ...regime9.sessionRows(inputs).at(-1)!, date: '2199-01-01' };
const repeat = (times: number, work: () => void) => () => {
  for (let i = 0; i < times; i++) work();
};

const results = {
  [`nine features, ${DAYS} days`]: measure(() => regime9.calculateFeatureHistory(inputs)),
  [`the same with lookbackDays 1260`]: measure(() => longLookback.calculateFeatureHistory(inputs)),
  [`checking the five series`]: measure(checkSeries),
  [`1,000 incremental updates`]: measure(repeat(1000, () => regime9.update(state, newRow))),
  [`1,000 through JSON and back`]: measure(
    repeat(1000, () => regime9.update(JSON.parse(JSON.stringify(state)) as typeof state, newRow)),
  ),
  [`100 fingerprints of regime9`]: measure(repeat(100, () => regimeFeatureSet().fingerprint())),
};

console.log(`Node ${process.version}, milliseconds, ${ROUNDS} rounds`);
console.table(
  Object.fromEntries(
    Object.entries(results).map(([name, { median, best }]) => [
      name,
      { median: median.toFixed(2), best: best.toFixed(2) },
    ]),
  ),
);
