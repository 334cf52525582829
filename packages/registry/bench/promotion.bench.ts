// What a promotion takes beside the writes and syncs it needs, in the same run and in turns, so that both meet the same disk.
// Files lie in the system's temporary folder.
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ModelRegistry } from '../src/index.ts';
import { data } from './bench-model.ts';
import { createRawPromotion } from './raw-promotion.ts';

const VERSIONS = 40;
const BLOCKS = Number(process.env.BLOCKS ?? 5);
const ROUNDS = 80;

interface Spent {
  /** Milliseconds by the clock. */
  readonly wall: number[];
  /** Milliseconds of the processor, in this process. */
  readonly cpu: number[];
}

async function spend(into: Spent, work: () => unknown): Promise<void> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  await work();
  into.wall.push(performance.now() - start);
  const { user, system } = process.cpuUsage(cpu);
  into.cpu.push((user + system) / 1000);
}

/** @param share 0.5 for the median */
function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(share * values.length)]!;
}

const columns = ['promotion', 'raw', 'ratio', 'ratio, best tenth', 'cpu', 'cpu, raw', 'load'];
const show = (cells: readonly string[]) => console.log(cells.map((cell) => cell.padStart(17)).join(''));
const root = await mkdtemp(join(tmpdir(), 'regimekit-bench-'));
try {
  const registry = await ModelRegistry.open(join(root, 'registry'), { actor: 'bench' });
  for (let i = 0; i < VERSIONS; i++) await registry.register('model', data);
  let promoted = 0;
  const promote = () => registry.promote('model', `1.0.${promoted++ % VERSIONS}`);
  for (let i = 0; i < ROUNDS; i++) await promote(); // Warm: as in a process that has been up for a while.
  await cp(join(root, 'registry'), join(root, 'raw'), { recursive: true });
  const raw = createRawPromotion(join(root, 'raw'));
  for (let i = 0; i < ROUNDS; i++) raw.run();
  show(columns);
  const ratios: number[] = [];
  for (let block = 0; block < BLOCKS; block++) {
    const spent = { promotion: { wall: [], cpu: [] } as Spent, raw: { wall: [], cpu: [] } as Spent };
    for (let round = 0; round < ROUNDS; round++) {
      await spend(spent.promotion, promote);
      await spend(spent.raw, raw.run);
    }
    const of = (kind: keyof Spent, share: number) =>
      [quantile(spent.promotion[kind], share), quantile(spent.raw[kind], share)] as const;
    const [wall, best, cpu] = [of('wall', 0.5), of('wall', 0.1), of('cpu', 0.5)];
    ratios.push(wall[0] / wall[1]);
    const cells = [wall[0], wall[1], wall[0] / wall[1], best[0] / best[1], cpu[0], cpu[1], loadavg()[0]!];
    show(cells.map((cell) => cell.toFixed(2)));
  }
  const sorted = ratios.toSorted((a, b) => a - b).map((ratio) => ratio.toFixed(2));
  console.log(
    `a promotion takes ${sorted[BLOCKS >> 1]} times its raw writes and syncs (${sorted[0]} to ${sorted.at(-1)})`,
  );
  raw.close();
  await registry.close();
} finally {
  await rm(root, { recursive: true, force: true });
}
