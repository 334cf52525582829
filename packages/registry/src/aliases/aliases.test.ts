import { describe, expect, it } from 'vitest';
import { meanModel, meanSchema } from '../../test/support/registries.ts';
import { newTeam } from '../../test/support/team.ts';
import { AliasNotFoundError, InvalidAliasError, VersionNotFoundError } from '../errors.ts';
import type { ModelRegistry } from '../registry.ts';

async function withVersions(): Promise<ModelRegistry> {
  const registry = await (await newTeam()).as('ada');
  for (const mean of [0, 1]) await registry.register('means', meanModel(mean));
  return registry;
}

describe('setAlias(name, alias, version)', () => {
  it('lets a name point to a version, and move', async () => {
    const registry = await withVersions();
    expect((await registry.setAlias('means', 'champion', '1.0.0')).aliases).toEqual(['champion']);
    expect((await registry.get('means', 'champion')).version).toBe('1.0.0');
    await registry.setAlias('means', 'champion', '1.0.1', { reason: 'better' });
    expect((await registry.load('means', 'champion', meanSchema)).model).toBe(1);
    expect((await registry.list('means')).map(({ aliases }) => aliases)).toEqual([['champion'], []]);
    expect((await registry.history('means')).at(-1)).toMatchObject({
      type: 'alias_set',
      version: '1.0.1',
      reason: 'better',
      details: { alias: 'champion', previous: '1.0.0' },
    });
  });

  it('follows no stage: it stays with its version', async () => {
    const registry = await withVersions();
    await registry.promote('means', '1.0.0');
    await registry.setAlias('means', 'paper', 'production');
    await registry.promote('means', '1.0.1');
    expect((await registry.get('means', 'paper')).version).toBe('1.0.0');
  });

  it('records nothing when it points there already', async () => {
    const registry = await withVersions();
    await registry.setAlias('means', 'champion', '1.0.0');
    await registry.setAlias('means', 'champion', 'champion');
    expect(await registry.history('means')).toHaveLength(3);
  });

  it.each(['production', 'staging', '1.0.0', '', 'Champion', 'a b', '../x', '1', null as never])(
    'refuses the name %j',
    async (alias) => {
      const registry = await withVersions();
      await expect(registry.setAlias('means', alias, '1.0.0')).rejects.toThrow(InvalidAliasError);
    },
  );

  it('refuses a version that does not exist', async () => {
    const registry = await withVersions();
    await expect(registry.setAlias('means', 'champion', '9.9.9')).rejects.toThrow(VersionNotFoundError);
  });
});

describe('removeAlias(name, alias)', () => {
  it('removes it, and says when there is none', async () => {
    const registry = await withVersions();
    await registry.setAlias('means', 'champion', '1.0.0');
    expect(await registry.removeAlias('means', 'champion')).toMatchObject({ version: '1.0.0', aliases: [] });
    await expect(registry.get('means', 'champion')).rejects.toThrow(VersionNotFoundError);
    await registry.setAlias('means', 'other', '1.0.0');
    await expect(registry.removeAlias('means', 'champion')).rejects.toThrow(AliasNotFoundError);
    await expect(registry.removeAlias('means', 'champion')).rejects.toThrow(/it has other/u);
    await registry.verify();
  });
});
