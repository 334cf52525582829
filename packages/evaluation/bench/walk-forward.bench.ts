// Walk-forward over 23 years of days, nine features, three states, a refit every 21 sessions after ten years, two workers.
// node --conditions=@regimekit/source bench/walk-forward.bench.ts
import { FeatureCalculator } from '@regimekit/features';
import { createSyntheticMarket } from '@regimekit/features/synthetic';
import { createWorkerPool } from '@regimekit/numerics/workers';
import { walkForward, type WalkForwardRecipe } from '../src/index.ts';

const { inputs } = createSyntheticMarket({ seed: 42, start: '1997-01-02', nDays: 23 * 252 });
const features = new FeatureCalculator().calculateFeatureHistory(inputs);
const recipes: Record<string, WalkForwardRecipe> = {
  'fresh, 10 restarts each, rolling': { refit: 'fresh', detector: { restarts: 10 } },
  'fresh, 10 restarts each, expanding': { refit: 'fresh', window: 'expanding', detector: { restarts: 10 } },
  'warm, rolling': { detector: { restarts: 10 } },
  'warm, expanding': { window: 'expanding', detector: { restarts: 10 } },
};

await using pool = createWorkerPool({ size: 2 });
console.log(`${features.rows} days, ${features.columns} features`);
console.log('recipe                              folds  seconds  relabelled a refit: mean  worst');
for (const [name, recipe] of Object.entries(recipes)) {
  const start = performance.now();
  const { folds } = await walkForward({ features }, recipe, { executor: pool });
  const seconds = (performance.now() - start) / 1000;
  const shares = folds.flatMap(({ relabelledShare }) => (relabelledShare === null ? [] : [relabelledShare]));
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  console.log(
    `${name.padEnd(35)} ${String(folds.length).padStart(5)} ${seconds.toFixed(1).padStart(8)} ${(100 * mean).toFixed(2).padStart(23)} % ${(100 * Math.max(...shares)).toFixed(1).padStart(5)} %`,
  );
}
