// Verdicts of daily looks over two years: how often one is wrong where nothing is, how often right where something is.
//   node --conditions=@regimekit/source bench/verdict.bench.ts [runs]
import { createRandomStreams, type RandomStream } from '@regimekit/numerics';
import { checkPlan, comparisonPlan, createConfidenceSequence } from '../src/index.ts';
import { assessGuardrails } from '../src/comparison/guardrails.ts';
import { dependenceOf, sequenceOf } from '../src/comparison/observe-differences.ts';
import { judge } from '../src/comparison/verdict.ts';

const RUNS = Number(process.argv[2] ?? 10_000);
const times = { createdAt: '2024-01-01T00:00:00Z', firstObservation: '2024-01-02' };

type Draw = (random: RandomStream) => () => number;
const each =
  (draw: (random: RandomStream) => number): Draw =>
  (random) =>
  () =>
    draw(random);
const persistent =
  (phi: number, gain = 0): Draw =>
  (random) => {
    let level = random.normal();
    return () => gain + (level = phi * level + Math.sqrt(1 - phi * phi) * random.normal());
  };

/** Name, clip of an observation, days in a block, days in all, law of the daily differences. */
const cases: [string, number, number, number, Draw][] = [
  ['normal', 3, 1, 252, each((random) => random.normal())],
  ['5 % large losses', 5, 1, 252, each((random) => (random.uniform() < 0.05 ? -Math.sqrt(19) : 1 / Math.sqrt(19)))],
  ['5 % large gains', 5, 1, 252, each((random) => (random.uniform() < 0.05 ? Math.sqrt(19) : -1 / Math.sqrt(19)))],
  ['1 % large losses', 10, 1, 252, each((random) => (random.uniform() < 0.01 ? -Math.sqrt(99) : 1 / Math.sqrt(99)))],
  ['Student t, 3', 5, 1, 252, each((random) => random.normal() / Math.sqrt(random.gamma(1.5) / 1.5))],
  ['AR(1) .2', 3, 1, 252, persistent(0.2)],
  ['AR(1) .5', 3, 1, 252, persistent(0.5)],
  ['AR(1) .5, blocks of 10', 1.6, 10, 504, persistent(0.5)],
  ['AR(1) .9, blocks of 63', 1.6, 63, 2520, persistent(0.9)],
  ['normal, gain .2', 3, 1, 252, each((random) => 0.2 + random.normal())],
  ['normal, gain .3', 3, 1, 252, each((random) => 0.3 + random.normal())],
  ['AR(1) .5, blocks of 10, gain .3', 1.6, 10, 504, persistent(0.5, 0.3)],
];

console.log(
  `${RUNS} runs, a look after every observation; bounds alone -> with the guardrail on dependence (promoted, rejected)`,
);
for (const [name, clip, blockDays, maxDays, draw] of cases) {
  const plan = comparisonPlan({
    hypothesis: 'B predicts better than A.',
    baseline: { name: 'm', version: '1.0.0' },
    candidate: { name: 'm', version: '1.1.0' },
    clip,
    blockDays,
    stopping: { minDays: Math.min(60, maxDays), maxDays, lookEveryDays: 1 },
  });
  const check = checkPlan(plan, times);
  const counts = { bounds: 0, promote: 0, reject: 0 };
  for (const random of createRandomStreams(2026, RUNS)) {
    const next = draw(random);
    const sequence = createConfidenceSequence(sequenceOf(plan, 2));
    const seen: number[] = [];
    let shown = false;
    for (let block = 0; block < Math.floor(maxDays / blockDays); block++) {
      let sum = 0;
      for (let t = 0; t < blockDays; t++) sum += next();
      seen.push(sum / blockDays);
      const bounds = sequence.update(sum / blockDays);
      if (!bounds.above && !bounds.below) continue;
      shown = true;
      const dependence = dependenceOf(Float64Array.from(seen), clip);
      const others = { coverage: 1, clippedShare: 0, relabelRate: 0, cutoverTurnover: 0, latencyMs: 1 };
      const { verdict } = judge(plan, check, bounds, assessGuardrails(plan.guardrails, { ...others, dependence }));
      if (verdict !== 'promote' && verdict !== 'reject') continue;
      counts[verdict]++;
      break;
    }
    if (shown) counts.bounds++;
  }
  const decided = (counts.promote + counts.reject) / RUNS;
  const alone = (counts.bounds / RUNS).toFixed(4);
  console.log(`${name.padEnd(34)} ${alone} -> ${decided.toFixed(4)} (${counts.promote}, ${counts.reject})`);
}
