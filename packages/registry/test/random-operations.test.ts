// Random sequences of operations on a real registry, against a model of a few lines that knows nothing of events.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { ModelRegistry, RegistryChangedError, type Stage } from '../src/index.ts';
import { meanModel, meanSchema, temporaryFolder, tickingClock } from './support/registries.ts';

const SEED = 20240202;
const NAMES = ['a', 'b'] as const;

type Operation =
  | { readonly do: 'register'; readonly name: string }
  | {
      readonly do: 'promote';
      readonly name: string;
      readonly pick: number;
      readonly to: Stage;
      readonly fails: boolean;
    }
  | { readonly do: 'rollback'; readonly name: string };

const name = fc.constantFrom(...NAMES);
const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('register' as const), name }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('promote' as const),
      name,
      pick: fc.nat(5),
      to: fc.constantFrom<Stage>('production', 'production', 'production', 'shadow', 'archive', 'staging'),
      fails: fc.integer({ min: 0, max: 5 }).map((value) => value === 0),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('rollback' as const), name }) },
);

/** What should be: stages by version, and the versions that were in production, the present one apart. */
class Expected {
  readonly stages: Stage[] = [];
  earlier: number[] = [];
  current: number | undefined;

  /** Whether the operation should succeed; the state after it. */
  apply(step: Operation): boolean {
    if (step.do === 'register') return this.stages.push('staging') > 0;
    return step.do === 'promote' ? this.#promote(step.pick % Math.max(1, this.stages.length), step) : this.#rollback();
  }

  #promote(index: number, { to, fails }: { to: Stage; fails: boolean }): boolean {
    const from = this.stages[index];
    const legal =
      from !== undefined &&
      from !== to &&
      to !== 'staging' &&
      !(from === 'production' && to === 'shadow') &&
      !(fails && to !== 'archive');
    if (!legal) return false;
    if (to === 'production' && this.current !== undefined) {
      this.stages[this.current] = 'archive';
      this.earlier.push(this.current);
    }
    if (from === 'production') this.current = undefined;
    if (to === 'production') this.current = index;
    this.stages[index] = to;
    return true;
  }

  #rollback(): boolean {
    const way = [...this.earlier];
    while (way.length > 0 && way.at(-1) === this.current) way.pop();
    const target = way.pop();
    if (target === undefined) return false;
    if (this.current !== undefined) this.stages[this.current] = 'archive';
    this.earlier = way;
    this.current = target;
    this.stages[target] = 'production';
    return true;
  }
}

async function perform(registry: ModelRegistry, step: Operation, count: number): Promise<boolean> {
  const checks =
    step.do === 'promote' && step.fails ? [{ name: 'no', run: () => Promise.reject(new Error('no')) }] : [];
  try {
    if (step.do === 'register') await registry.register(step.name, meanModel(count));
    else if (step.do === 'rollback') await registry.rollback(step.name);
    else await registry.promote(step.name, `1.0.${step.pick % Math.max(1, count)}`, { to: step.to, checks });
    return true;
  } catch (error) {
    if (error instanceof RegistryChangedError) throw error; // Nobody else is here.
    return false;
  }
}

it(`random operations keep one production version at most, and go where the rules say (seed ${SEED})`, async () => {
  const root = await temporaryFolder();
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: 5, maxLength: 25 }), async (operations) => {
      const folder = join(root, `run-${run++}`);
      let registry = await ModelRegistry.open(folder, { actor: 'ada', clock: tickingClock() });
      const expected = new Map<string, Expected>(NAMES.map((key) => [key, new Expected()]));
      for (const [index, step] of operations.entries()) {
        const model = expected.get(step.name)!;
        const count = model.stages.length;
        const should = model.apply(step);
        expect({ step, succeeds: await perform(registry, step, count) }).toEqual({ step, succeeds: should });
        if (index % 7 === 6) {
          await registry.close();
          registry = await ModelRegistry.open(folder, { actor: 'ada', clock: tickingClock() });
        }
      }
      for (const [key, model] of expected) await compare(registry, key, model);
      await registry.verify();
      await registry.close();
      await rm(folder, { recursive: true });
    }),
    { seed: SEED, numRuns: 20 },
  );
});

async function compare(registry: ModelRegistry, key: string, model: Expected): Promise<void> {
  const versions = model.stages.length === 0 ? [] : await registry.list(key);
  expect(versions.map(({ stage }) => stage).reverse()).toEqual(model.stages);
  expect(versions.filter(({ stage }) => stage === 'production').length).toBe(model.current === undefined ? 0 : 1);
  if (model.current === undefined) return;
  expect((await registry.loadProduction(key, meanSchema)).model).toBe(model.current);
}
