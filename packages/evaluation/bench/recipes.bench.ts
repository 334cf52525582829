// Two regimes against the true three on several invented markets: the lead of the true number, and how long comparing takes.
//   node --conditions=@regimekit/source bench/recipes.bench.ts
import { FeatureCalculator } from '@regimekit/features';
import { createSyntheticMarket } from '@regimekit/features/synthetic';
import { compareRecipes, returnsFromCloses, walkForward, zeroOne, type RecipeScores } from '../src/index.ts';

const leadOf = ({ rows }: RecipeScores): string => {
  const { value, lower, upper } = rows[1]!.lead!;
  return [value, lower, upper].map((each) => each!.toFixed(4).padStart(8)).join(' ');
};

console.log(
  'market window  lead: features, interval     next return, interval       verdict        walk, compare in s',
);
for (const seed of [1, 2, 3, 4, 5, 42]) {
  for (const windowDays of [756, 1260]) {
    const { inputs } = createSyntheticMarket({ seed, start: '2005-01-03', nDays: 2600 });
    const features = new FeatureCalculator({ featureSet: 'vol2' }).calculateFeatureHistory(inputs);
    const walk = async (name: string, nStates: number) => {
      const recipe = { windowDays, refitEvery: 126, detector: { nStates, seed: 1, restarts: 3 } };
      const walked = await walkForward({ features }, recipe);
      const strategy = { name: 'zero-one', rule: 'out in stress', weights: zeroOne(walked.signals) };
      return { name, walked, features, latencyMs: 1, strategy };
    };
    const { dates, values } = inputs.price;
    const market = returnsFromCloses(dates, { equity: values }, new Float64Array(dates.length));
    const started = performance.now();
    const recipes = [await walk('two', 2), await walk('three', 3)];
    const walked = performance.now();
    const { scores, pairs } = await compareRecipes({ recipes, market, price: inputs.price }, { seed: 1 });
    const times = [walked - started, performance.now() - walked].map((ms) => (ms / 1000).toFixed(1)).join(', ');
    const leads = `${leadOf(scores.features!)}  ${leadOf(scores.nextReturn)}`;
    console.log(
      `${String(seed).padEnd(6)} ${String(windowDays).padEnd(6)} ${leads}  ${pairs[0]!.record.verdict.padEnd(13)}  ${times}`,
    );
  }
}
