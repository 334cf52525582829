import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { meanModel, meanSchema, newRegistry, temporaryFolder } from '../../test/support/registries.ts';
import { ModelRegistry } from '../registry.ts';

describe('ModelRegistry.open(folder, { readOnly })', () => {
  it('reads, verifies and loads, and leaves files that lag as they are', async () => {
    const { registry, folder } = await newRegistry();
    await registry.register('means', meanModel(0.5));
    await registry.promote('means', '1.0.0');
    await registry.close();
    rmSync(join(folder, 'registry.json'));
    const reader = await ModelRegistry.open(folder, { actor: 'bea', readOnly: true });
    onTestFinished(() => reader.close());
    expect((await reader.list()).map(({ version }) => version)).toEqual(['1.0.0']);
    expect((await reader.loadProduction('means', meanSchema)).model).toBe(0.5);
    expect(await reader.verify()).toMatchObject({ events: 2 });
    expect(readdirSync(folder)).not.toContain('registry.json');
  });

  it('refuses every change, and a registry that is not there', async () => {
    const { registry, folder } = await newRegistry();
    await registry.register('means', meanModel(0.5));
    await registry.close();
    const reader = await ModelRegistry.open(folder, { actor: 'bea', readOnly: true, onWarning: () => undefined });
    onTestFinished(() => reader.close());
    await expect(reader.setAlias('means', 'champion', '1.0.0')).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    await expect(reader.register('means', meanModel(0.7))).rejects.toThrow(/access is denied/u);
    expect(await reader.history('means')).toHaveLength(1);

    const empty = await temporaryFolder();
    await expect(ModelRegistry.open(join(empty, 'none'), { readOnly: true })).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
    });
    expect(readdirSync(empty)).toEqual([]);
  });
});

describe('setPolicy(change)', () => {
  it('setPolicy(function) makes the rules to come of those that hold', async () => {
    const { registry } = await newRegistry();
    await registry.setPolicy({ stages: { shadow: { evidence: ['validation'] } } });
    await registry.setPolicy((present) => ({ ...present, people: { ada: { roles: ['operator'] } } }));
    expect(await registry.policy()).toEqual({
      stages: { shadow: { evidence: ['validation'] } },
      people: { ada: { roles: ['operator'] } },
    });
    await expect(registry.setPolicy((present) => ({ ...present, people: {} }))).rejects.toMatchObject({
      code: 'INVALID_POLICY',
    });
    expect((await registry.policy()).people).toEqual({ ada: { roles: ['operator'] } });
  });
});
