// How often two recipes that are equally good are told apart, and two that are not, by how long their differences remember.
//   node --conditions=@regimekit/source bench/recipe-scores.bench.ts [runs]
import { createRandomStream } from '@regimekit/numerics';
import { dieboldMariano } from '../src/index.ts';
import { scoreRecipes } from '../src/recipes/score-recipes.ts';

const RUNS = Number(process.argv[2] ?? 400);
const DAYS = 2500;
const dates = Array.from({ length: DAYS }, (_, t) => new Date(Date.UTC(2010, 0, 1 + t)).toISOString().slice(0, 10));

/** Scores of two recipes whose daily differences are AR(1) of variance 1 around `gain`. */
function draw(phi: number, gain: number, seed: number) {
  const random = createRandomStream(seed);
  let x = random.normal();
  const first = Float64Array.from(dates, () => random.normal());
  const other = first.map((score) => {
    x = phi * x + Math.sqrt(1 - phi * phi) * random.normal();
    return score + gain + x;
  });
  return { first, other };
}

console.log('phi   gain  blocks  interval leaves out 0  dropped from the set  DM, 7 lags  DM, lags of a block');
for (const [phi, gain] of [
  [0, 0],
  [0.5, 0],
  [0.9, 0],
  [0.98, 0],
  [0.5, 0.2],
  [0.9, 0.5],
] as const) {
  let [interval, dropped, short, long, blocks] = [0, 0, 0, 0, 0];
  for (let seed = 0; seed < RUNS; seed++) {
    const { first, other } = draw(phi, gain, seed);
    const options = { seed, replications: 199, level: 0.95 };
    const { rows, confidenceSet, blockDays } = scoreRecipes(
      { kind: 'features', dates, scores: { first, other } },
      options,
    );
    const { lower, upper } = rows[1]!.lead!;
    if (lower! > 0 || upper! < 0) interval++;
    if (confidenceSet.included.length < 2) dropped++;
    const differences = other.map((score, t) => score - first[t]!);
    if (dieboldMariano(differences).pValue! < 0.05) short++;
    if (dieboldMariano(differences, { lags: blockDays }).pValue! < 0.05) long++;
    blocks = Math.max(blocks, blockDays);
  }
  const share = (count: number) => `${(count / RUNS).toFixed(3)} (${count})`.padEnd(20);
  console.log(
    `${phi.toFixed(2)}  ${gain.toFixed(1)}   ${String(blocks).padEnd(6)}  ${[interval, dropped, short, long].map(share).join('')}`,
  );
}
