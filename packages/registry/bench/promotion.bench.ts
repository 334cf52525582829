// What a promotion takes beside the writes and syncs it needs: in the same run and in turns, so that both meet the same disk.
// Files lie in the system's temporary folder.
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ModelRegistry } from '../src/index.ts';
import { data } from './bench-model.ts';
import { createRawPromotion } from './raw-promotion.ts';

const VERSIONS = 40;
const BLOCKS = 5;
const ROUNDS = 80;
/** Promotions before the first that counts: until then the engine is still compiling. */
const WARM = 400;

class Spent {
  /** Milliseconds by the clock. */
  readonly wall: number[] = [];
  /** Milliseconds of the processor, in this process. */
  readonly cpu: number[] = [];

  async add(work: () => unknown): Promise<void> {
    const cpu = process.cpuUsage();
    const start = performance.now();
    await work();
    this.wall.push(performance.now() - start);
    const { user, system } = process.cpuUsage(cpu);
    this.cpu.push((user + system) / 1000);
  }
}

/** @param share 0.5 for the median */
function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(share * values.length)]!;
}

const show = (cells: readonly string[]) => console.log(cells.map((cell) => cell.padStart(12)).join(''));
const root = await mkdtemp(join(tmpdir(), 'regimekit-bench-'));
try {
  const registry = await ModelRegistry.open(join(root, 'registry'), { actor: 'bench' });
  for (let i = 0; i < VERSIONS; i++) await registry.register('model', data);
  let promoted = 0;
  const promote = () => registry.promote('model', `1.0.${promoted++ % VERSIONS}`);
  for (let i = 0; i < WARM; i++) await promote();
  const [turns, once] = await Promise.all(
    ['raw', 'raw-at-once'].map(async (name) => {
      await cp(join(root, 'registry'), join(root, name), { recursive: true });
      return createRawPromotion(join(root, name));
    }),
  );
  for (let i = 0; i < ROUNDS; i++) {
    turns!.inTurn();
    await once!.atOnce();
  }
  console.log('Medians in ms; ratios of the medians, and of the best tenths.');
  show(['promotion', 'raw', 'ratio', 'best tenth', 'at once', 'ratio', 'best tenth', 'cpu', 'raw cpu', 'load']);
  const ratios: number[] = [];
  for (let block = 0; block < BLOCKS; block++) {
    const [promotion, raw, atOnce] = [new Spent(), new Spent(), new Spent()];
    for (let round = 0; round < ROUNDS; round++) {
      await promotion.add(promote);
      await raw.add(turns!.inTurn);
      await atOnce.add(once!.atOnce);
    }
    const ratio = (to: Spent, share: number) => quantile(promotion.wall, share) / quantile(to.wall, share);
    ratios.push(ratio(raw, 0.5));
    const cells = [
      quantile(promotion.wall, 0.5),
      ...[raw, atOnce].flatMap((to) => [quantile(to.wall, 0.5), ratio(to, 0.5), ratio(to, 0.1)]),
      ...[promotion, raw].map(({ cpu }) => quantile(cpu, 0.5)),
      loadavg()[0]!,
    ];
    show(cells.map((cell) => cell.toFixed(2)));
  }
  const sorted = ratios.toSorted((a, b) => a - b).map((ratio) => ratio.toFixed(2));
  console.log(
    `A promotion takes ${sorted[BLOCKS >> 1]} times its raw writes and syncs (${sorted[0]} to ${sorted.at(-1)}).`,
  );
  for (const raw of [turns, once]) raw!.close();
  await registry.close();
} finally {
  await rm(root, { recursive: true, force: true });
}
