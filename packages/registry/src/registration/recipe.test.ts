import { describe, expect, it } from 'vitest';
import { meanModel } from '../../test/support/registries.ts';
import { newTeam } from '../../test/support/team.ts';
import { chooseBump, fingerprintRecipe, type Recipe } from './recipe.ts';

const recipe = (identity: string, settings: number): Recipe => ({
  identity: { features: identity, labels: ['on', 'off'] },
  settings: { nStates: settings },
});

describe('register(name, data, { recipe })', () => {
  it('chooses the version by what has changed', async () => {
    const registry = await (await newTeam()).as('ada');
    const versions: string[] = [];
    for (const [identity, settings] of [
      ['nine', 3],
      ['nine', 3],
      ['nine', 4],
      ['nine', 4],
      ['seven', 4],
      ['nine', 3],
    ] as const) {
      versions.push((await registry.register('means', meanModel(0), { recipe: recipe(identity, settings) })).version);
    }
    expect(versions).toEqual(['1.0.0', '1.0.1', '1.1.0', '1.1.1', '2.0.0', '3.0.0']);
  });

  it('keeps the fingerprints, and does not care for the order of keys', async () => {
    const registry = await (await newTeam()).as('ada');
    const { recipe: kept } = await registry.register('means', meanModel(0), { recipe: recipe('nine', 3) });
    expect(kept).toEqual(fingerprintRecipe(recipe('nine', 3)));
    const reordered = { identity: { labels: ['on', 'off'], features: 'nine' }, settings: { nStates: 3 } };
    expect((await registry.register('means', meanModel(1), { recipe: reordered })).version).toBe('1.0.1');
    expect(JSON.stringify(await registry.history())).not.toContain('nine');
  });

  it('gives way to a version or bump that is given', async () => {
    const registry = await (await newTeam()).as('ada');
    const register = async (options: object) => (await registry.register('means', meanModel(0), options)).version;
    expect(await register({ recipe: recipe('nine', 3), version: '4.0.0' })).toBe('4.0.0');
    expect(await register({ recipe: recipe('seven', 3), bump: 'patch' })).toBe('4.0.1');
    expect(await register({})).toBe('4.0.2');
  });

  it('takes a version of which no recipe is known for another recipe', async () => {
    const registry = await (await newTeam()).as('ada');
    await registry.register('means', meanModel(0));
    expect((await registry.register('means', meanModel(0), { recipe: recipe('nine', 3) })).version).toBe('2.0.0');
  });

  it.each<[unknown, RegExp]>([
    [null, /recipe: expected an object with identity and settings/u],
    [{ identity: 1 }, /recipe: expected/u],
    [{ identity: Number.NaN, settings: {} }, /NaN/u],
  ])('refuses %j', async (wrong, problem) => {
    const registry = await (await newTeam()).as('ada');
    await expect(registry.register('means', meanModel(0), { recipe: wrong as Recipe })).rejects.toThrow(problem);
    expect(await registry.list()).toEqual([]);
  });
});

describe('chooseBump(before, after)', () => {
  it('is major for another identity, whatever the settings', () => {
    const [a, b, c] = [recipe('x', 1), recipe('x', 2), recipe('y', 1)].map(fingerprintRecipe);
    expect([chooseBump(a, a!), chooseBump(a, b!), chooseBump(a, c!), chooseBump(undefined, a!)]).toEqual([
      'patch',
      'minor',
      'major',
      'major',
    ]);
  });
});
