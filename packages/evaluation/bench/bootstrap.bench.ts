// node --conditions=@regimekit/source bench/bootstrap.bench.ts
// 10,000 replications of all headline numbers of one strategy over 5,000 days, in this thread and over two workers.
import { createRandomStream, inlineExecutor } from '@regimekit/numerics';
import { createWorkerPool } from '@regimekit/numerics/workers';
import { bootstrapMetrics } from '../src/resampling/bootstrap-metrics.ts';

const ROUNDS = 5;
const DAYS = 5000;
const random = createRandomStream(1);
const draw = (mean: number, sd: number) => Float64Array.from({ length: DAYS }, () => mean + sd * random.normal());
const benchmark = draw(0.0003, 0.012);
const series = {
  returns: benchmark.map((r) => 0.6 * r + 0.004 * random.normal()),
  benchmark,
  riskFree: 0.0001,
  exposure: draw(0.6, 0.01),
  turnover: draw(0.02, 0.001).map((value) => Math.abs(value)),
};

await using pool = createWorkerPool({ size: 2 });
const table = [];
for (const [name, executor] of [
  ['this thread', inlineExecutor],
  ['two workers', pool],
] as const) {
  const seconds: number[] = [];
  const cpu = process.cpuUsage();
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    await bootstrapMetrics(series, { seed: 42, executor });
    seconds.push((performance.now() - start) / 1000);
  }
  // On a busy machine the time of the processor says more than that of the clock.
  const { user, system } = process.cpuUsage(cpu);
  seconds.sort((a, b) => a - b);
  table.push({
    who: name,
    'median s': seconds[2]!.toFixed(2),
    'best s': seconds[0]!.toFixed(2),
    'processor s': ((user + system) / 1e6 / ROUNDS).toFixed(2),
  });
}
console.table(table);
