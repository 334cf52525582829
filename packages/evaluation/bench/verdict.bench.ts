// Verdicts of daily looks over a year: how often one is wrong where nothing is, how often right where something is.
//   node --conditions=@regimekit/source bench/verdict.bench.ts [runs]
import { createRandomStreams, type RandomStream } from '@regimekit/numerics';
import { checkPlan, comparisonPlan, createConfidenceSequence } from '../src/index.ts';
import { sequenceOf } from '../src/comparison/plan-power.ts';
import { judge } from '../src/comparison/verdict.ts';

const RUNS = Number(process.argv[2] ?? 10_000);
const DAYS = 252;
const times = { createdAt: '2024-01-01T00:00:00Z', firstObservation: '2024-01-02' };

type Draw = (random: RandomStream) => () => number;
const each =
  (draw: (random: RandomStream) => number): Draw =>
  (random) =>
  () =>
    draw(random);
const persistent: Draw = (random) => {
  let level = random.normal();
  return () => (level = 0.5 * level + Math.sqrt(0.75) * random.normal());
};
const laws: [string, number, Draw][] = [
  ['normal', 3, each((random) => random.normal())],
  ['5 % large losses', 5, each((random) => (random.uniform() < 0.05 ? -Math.sqrt(19) : 1 / Math.sqrt(19)))],
  ['5 % large gains', 5, each((random) => (random.uniform() < 0.05 ? Math.sqrt(19) : -1 / Math.sqrt(19)))],
  ['1 % large losses', 10, each((random) => (random.uniform() < 0.01 ? -Math.sqrt(99) : 1 / Math.sqrt(99)))],
  ['Student t, 3', 5, each((random) => random.normal() / Math.sqrt(random.gamma(1.5) / 1.5))],
  ['AR(1), phi .5', 3, persistent],
  ['normal, gain of .2', 3, each((random) => 0.2 + random.normal())],
  ['normal, gain of .3', 3, each((random) => 0.3 + random.normal())],
];

console.log(`${RUNS} runs of ${DAYS} daily looks; promoted, rejected`);
for (const [name, clip, draw] of laws) {
  const plan = comparisonPlan({
    hypothesis: 'B predicts better than A.',
    baseline: { name: 'm', version: '1.0.0' },
    candidate: { name: 'm', version: '1.1.0' },
    clip,
    stopping: { minDays: 1, maxDays: DAYS, lookEveryDays: 1 },
  });
  const check = checkPlan(plan, times);
  const counts = { promote: 0, reject: 0 };
  for (const random of createRandomStreams(2026, RUNS)) {
    const next = draw(random);
    const sequence = createConfidenceSequence(sequenceOf(plan, 2));
    for (let day = 0; day < DAYS; day++) {
      const { verdict } = judge(plan, check, sequence.update(next()), []);
      if (verdict !== 'promote' && verdict !== 'reject') continue;
      counts[verdict]++;
      break;
    }
  }
  const wrong = (counts.promote + counts.reject) / RUNS;
  console.log(`${name.padEnd(20)} ${counts.promote} ${counts.reject}  ${wrong.toFixed(4)}`);
}
