import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  folderOf,
  meanModel,
  meanSchema,
  newRegistry,
  openRegistry,
  promoteInTurn,
} from '../../test/support/registries.ts';
import {
  InvalidStageError,
  NothingToRollBackError,
  PromotionRejectedError,
  RegistryChangedError,
  VersionNotFoundError,
} from '../errors.ts';
import type { ModelRegistry } from '../registry.ts';

const stagesOf = async (registry: ModelRegistry) =>
  Object.fromEntries((await registry.list('means')).map(({ version, stage }) => [version, stage]));

describe('promote(name, version)', () => {
  it('moves a version to production and archives the one before, in one step of the clock', async () => {
    const { registry } = await newRegistry();
    await promoteInTurn(registry, 'means', 2);
    expect(await stagesOf(registry)).toEqual({ '1.0.1': 'production', '1.0.0': 'archive' });
    const [replaced, promoted] = (await registry.history('means')).slice(-2);
    expect(replaced).toMatchObject({ type: 'replaced', version: '1.0.0', details: { by: '1.0.1' } });
    expect(promoted).toMatchObject({ type: 'promoted', actor: 'ada', details: { checks: ['bundle as registered'] } });
    expect(replaced?.at).toBe(promoted?.at);
  });

  it('moves to shadow and archive when asked, and leaves production alone', async () => {
    const { registry } = await newRegistry();
    await promoteInTurn(registry, 'means', 1);
    await registry.register('means', meanModel(1));
    expect(await registry.promote('means', '1.0.1', { to: 'shadow', reason: 'a week beside it' })).toMatchObject({
      version: '1.0.1',
      stage: 'shadow',
    });
    expect((await registry.history('means')).at(-1)).toMatchObject({ reason: 'a week beside it', from: 'staging' });
    await registry.promote('means', '1.0.1', { to: 'archive' });
    expect(await stagesOf(registry)).toEqual({ '1.0.0': 'production', '1.0.1': 'archive' });
    expect((await registry.history('means')).at(-1)).toMatchObject({ type: 'archived', from: 'shadow', to: 'archive' });
  });

  it('takes a stage for the version, and brings back what was archived', async () => {
    const { registry } = await newRegistry();
    await registry.register('means', meanModel(0));
    expect((await registry.promote('means', 'staging')).version).toBe('1.0.0');
    await registry.promote('means', 'production', { to: 'archive' });
    await expect(registry.get('means', 'production')).rejects.toMatchObject({ code: 'NO_PRODUCTION_MODEL' });
    expect(await registry.promote('means', '1.0.0')).toMatchObject({ stage: 'production' });
  });

  it('refuses a move that the rules do not know, records nothing and changes nothing', async () => {
    const { registry } = await newRegistry();
    await promoteInTurn(registry, 'means', 1);
    const before = await registry.history('means');
    const again = registry.promote('means', '1.0.0');
    await expect(again).rejects.toThrow(PromotionRejectedError);
    await expect(again).rejects.toThrow(
      /1\.0\.0 was not moved to production: it is in production already, since 2024/u,
    );
    await expect(registry.promote('means', '1.0.0', { to: 'staging' })).rejects.toThrow(/moves only to archive/u);
    await expect(registry.promote('means', '1.0.0', { to: 'prod' as 'shadow' })).rejects.toThrow(InvalidStageError);
    await expect(registry.promote('means', '7.0.0')).rejects.toThrow(VersionNotFoundError);
    expect(await registry.history('means')).toEqual(before);
  });

  it('runs the checks in order before anything moves, with the version and its folder', async () => {
    const { registry } = await newRegistry();
    await promoteInTurn(registry, 'means', 1);
    const { version, folder } = await registry.register('means', meanModel(1));
    const seen: unknown[] = [];
    const look = (name: string) => ({
      name,
      run: async (context: { version: { version: string }; folder: string | undefined }) => {
        seen.push([name, context.version.version, context.folder, await stagesOf(registry)]);
      },
    });
    await registry.promote('means', version, { checks: [look('load'), look('predict')] });
    const stages = { '1.0.0': 'production', '1.0.1': 'staging' };
    expect(seen).toEqual([
      ['load', '1.0.1', folder, stages],
      ['predict', '1.0.1', folder, stages],
    ]);
    expect((await registry.history('means')).at(-1)?.details).toMatchObject({
      checks: ['bundle as registered', 'load', 'predict'],
    });
  });

  it('keeps the previous production when a check fails, names the check, and records why', async () => {
    const { registry } = await newRegistry();
    await promoteInTurn(registry, 'means', 1);
    await registry.register('means', meanModel(1));
    const cause = new Error('expected 0.91, received 0.12');
    const canary = { name: 'canary row', run: () => Promise.reject(cause) };
    const never = { name: 'never', run: () => expect.unreachable('a check after one that failed was run') };
    const promoting = registry.promote('means', '1.0.1', { checks: [canary, never], reason: 'new data' });
    await expect(promoting).rejects.toThrow(PromotionRejectedError);
    await expect(promoting).rejects.toThrow(
      /'canary row' failed: expected 0\.91, received 0\.12 1\.0\.0 stays in production/u,
    );
    await expect(promoting).rejects.toMatchObject({ kind: 'state', cause, details: { check: 'canary row' } });

    expect(await stagesOf(registry)).toEqual({ '1.0.0': 'production', '1.0.1': 'staging' });
    expect((await registry.history('means')).at(-1)).toMatchObject({
      type: 'promotion_rejected',
      version: '1.0.1',
      from: 'staging',
      to: 'production',
      reason: 'new data',
      details: { check: 'canary row', cause: 'expected 0.91, received 0.12' },
    });
    await registry.verify();
    await registry.promote('means', '1.0.1');
  });

  it('records a failure that is no error, endless or ill-formed', async () => {
    const { registry } = await newRegistry();
    await registry.register('means', meanModel(1));
    const run = (): never => {
      // oxlint-disable-next-line typescript/only-throw-error -- A check of somebody else may do so.
      throw `\uD800${'x'.repeat(10_000)}`;
    };
    await expect(registry.promote('means', '1.0.0', { checks: [{ name: 'odd', run }] })).rejects.toThrow(
      PromotionRejectedError,
    );
    expect(JSON.stringify((await registry.history('means')).at(-1)?.details).length).toBeLessThan(2_100);
    await registry.verify();
  });

  it('does not promote a bundle that is not as registered, without being told to check', async () => {
    const { registry } = await newRegistry();
    await promoteInTurn(registry, 'means', 1);
    const version = await registry.register('means', meanModel(1));
    await writeFile(join(folderOf(version), 'config.json'), '{"a":1}');
    await expect(registry.promote('means', '1.0.1')).rejects.toThrow(
      /check 'bundle as registered' failed: config\.json/u,
    );
    expect((await registry.loadProduction('means', meanSchema)).model).toBe(0);
    // Out of the way it may always go.
    expect(await registry.promote('means', '1.0.1', { to: 'archive' })).toMatchObject({ stage: 'archive' });
  });

  it('tells the slower of two promoters that the ground has moved, and loses neither', async () => {
    const { registry, folder } = await newRegistry();
    const other = await openRegistry(folder, { actor: 'bob' });
    await promoteInTurn(registry, 'means', 1);
    await registry.register('means', meanModel(1));
    await registry.register('means', meanModel(2));
    // Bob promotes 1.0.2 while Ada's checks for 1.0.1 run: her decision to replace 1.0.0 is out of date.
    const meanwhile = { name: 'slow', run: async () => void (await other.promote('means', '1.0.2')) };
    const slower = registry.promote('means', '1.0.1', { checks: [meanwhile] });
    await expect(slower).rejects.toThrow(RegistryChangedError);
    await expect(slower).rejects.toMatchObject({ kind: 'conflict' });
    expect(await stagesOf(registry)).toEqual({ '1.0.2': 'production', '1.0.1': 'staging', '1.0.0': 'archive' });
    await registry.verify();
    expect(await registry.rollback('means')).toMatchObject({ version: '1.0.0' });
  });

  it('is not disturbed by a registration or another model meanwhile', async () => {
    const { registry, folder } = await newRegistry();
    const other = await openRegistry(folder);
    await registry.register('means', meanModel(0));
    const run = async (): Promise<void> => {
      await other.register('means', meanModel(1));
      await promoteInTurn(other, 'others', 1);
    };
    expect(await registry.promote('means', '1.0.0', { checks: [{ name: 'slow', run }] })).toMatchObject({
      stage: 'production',
    });
  });

  it('lets one of many win who promote at the same moment; one version is in production afterwards', async () => {
    const { registry, folder } = await newRegistry();
    const other = await openRegistry(folder, { actor: 'bob' });
    for (let mean = 0; mean < 6; mean++) await registry.register('means', meanModel(mean));
    const results = await Promise.allSettled(
      Array.from({ length: 6 }, (_, i) => (i % 2 === 0 ? registry : other).promote('means', `1.0.${i}`)),
    );
    const lost = results.filter((result) => result.status === 'rejected');
    expect(lost.length).toBeLessThan(6);
    expect(lost.every(({ reason }) => reason instanceof RegistryChangedError)).toBe(true);
    expect(Object.values(await stagesOf(registry)).filter((stage) => stage === 'production')).toHaveLength(1);
    const promotions = (await registry.history('means')).filter(({ type }) => type === 'promoted');
    expect(promotions).toHaveLength(6 - lost.length);
    await registry.verify();
  });
});

describe('rollback(name)', () => {
  it('walks back through production: C, B, A, and then says that there is nothing before', async () => {
    const { registry } = await newRegistry();
    await promoteInTurn(registry, 'means', 3);
    expect(await registry.rollback('means', { reason: 'strange answers' })).toMatchObject({
      version: '1.0.1',
      stage: 'production',
    });
    expect((await registry.loadProduction('means', meanSchema)).model).toBe(1);
    expect(await registry.rollback('means')).toMatchObject({ version: '1.0.0', stage: 'production' });
    const third = registry.rollback('means');
    await expect(third).rejects.toThrow(NothingToRollBackError);
    await expect(third).rejects.toThrow(/nothing was in production before 1\.0\.0/u);
    expect(await stagesOf(registry)).toEqual({ '1.0.2': 'archive', '1.0.1': 'archive', '1.0.0': 'production' });
    const [out, back] = (await registry.history('means')).slice(-4, -2);
    expect(out).toMatchObject({
      type: 'rolled_back',
      version: '1.0.2',
      reason: 'strange answers',
      details: { by: '1.0.1' },
    });
    expect(back).toMatchObject({ type: 'restored', version: '1.0.1', from: 'archive', to: 'production' });
  });

  it('goes on from where a later promotion began', async () => {
    const { registry } = await newRegistry();
    await promoteInTurn(registry, 'means', 3);
    await registry.rollback('means');
    await registry.register('means', meanModel(3), { version: '2.0.0' });
    await registry.promote('means', '2.0.0');
    expect((await registry.rollback('means')).version).toBe('1.0.1');
    expect((await registry.rollback('means')).version).toBe('1.0.0');
  });

  it('returns to the one before when production was emptied', async () => {
    const { registry } = await newRegistry();
    await promoteInTurn(registry, 'means', 2);
    await registry.promote('means', 'production', { to: 'archive' });
    expect((await registry.rollback('means')).version).toBe('1.0.0');
    await expect(registry.rollback('means')).rejects.toThrow(NothingToRollBackError);
  });

  it('never returns to the version it leaves', async () => {
    const { registry } = await newRegistry();
    await promoteInTurn(registry, 'means', 2);
    await registry.promote('means', '1.0.1', { to: 'archive' });
    await registry.promote('means', '1.0.0');
    await expect(registry.rollback('means')).rejects.toThrow(NothingToRollBackError);
  });

  it('says that nothing was ever in production', async () => {
    const { registry } = await newRegistry();
    await registry.register('means', meanModel(0));
    await expect(registry.rollback('means')).rejects.toThrow(/no version was in production/u);
  });

  it('verifies what it returns to; when that is gone, production stays', async () => {
    const { registry } = await newRegistry();
    await promoteInTurn(registry, 'means', 2);
    await rm(folderOf(await registry.get('means', '1.0.0')), { recursive: true });
    await expect(registry.rollback('means')).rejects.toThrow(
      /1\.0\.0 was not moved to production: .*1\.0\.1 stays in production/u,
    );
    expect((await registry.loadProduction('means', meanSchema)).model).toBe(1);
    expect((await registry.history('means')).at(-1)).toMatchObject({ type: 'promotion_rejected', version: '1.0.0' });
  });
});
