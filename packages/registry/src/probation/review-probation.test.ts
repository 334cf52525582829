import { describe, expect, it } from 'vitest';
import { meanModel } from '../../test/support/registries.ts';
import { newTeam, type Team } from '../../test/support/team.ts';
import { NoProbationError, NothingToRollBackError, RegistryChangedError } from '../errors.ts';
import type { ModelRegistry } from '../registry.ts';

const policy = { stages: { production: { probationDays: 10 } } };
const holds = { name: 'answers', run: () => undefined };
const fails = { name: 'answers', run: () => Promise.reject(new Error('expected 0.91, received 0.12')) };

/** 1.0.0, 1.0.1, ... promoted in turn, eleven days apart; the last is on probation. */
async function promoted(count: number): Promise<{ team: Team; registry: ModelRegistry }> {
  const team = await newTeam(policy);
  const registry = await team.as('ada');
  for (let mean = 0; mean < count; mean++) {
    team.pass(11);
    const { version } = await registry.register('means', meanModel(mean));
    await registry.promote('means', version);
  }
  return { team, registry };
}

const production = async (registry: ModelRegistry) => (await registry.get('means', 'production')).version;

describe('reviewProbation(name)', () => {
  it('says that it goes on while the checks hold, and records nothing', async () => {
    const { team, registry } = await promoted(2);
    team.pass(9.9);
    const before = (await registry.history()).length;
    expect(await registry.reviewProbation('means', { checks: [holds] })).toEqual({
      name: 'means',
      version: '1.0.1',
      status: 'running',
      until: '2024-02-03T08:00:00.000Z',
      failure: undefined,
      production: '1.0.1',
      whyNotReturned: undefined,
    });
    expect(await registry.history()).toHaveLength(before);
  });

  it('is passed when the checks hold and the time is over', async () => {
    const { team, registry } = await promoted(2);
    team.pass(10);
    expect(await registry.reviewProbation('means', { checks: [holds], reason: 'ten days' })).toMatchObject({
      status: 'passed',
    });
    expect((await registry.history('means')).at(-1)).toMatchObject({
      type: 'probation_passed',
      version: '1.0.1',
      reason: 'ten days',
      details: { checks: ['bundle as registered', 'answers'], event: 6 },
    });
    expect((await registry.get('means', '1.0.1')).probation?.status).toBe('passed');
    await expect(registry.reviewProbation('means')).rejects.toThrow(/that of 1\.0\.1 is over: passed/u);
  });

  it('returns the last good version when a check fails, in one transaction, and says why', async () => {
    const { registry } = await promoted(2);
    expect(await registry.reviewProbation('means', { checks: [fails], reason: 'daily look' })).toMatchObject({
      status: 'failed',
      version: '1.0.1',
      production: '1.0.0',
      failure: { check: 'answers', cause: 'expected 0.91, received 0.12' },
      whyNotReturned: undefined,
    });
    const [failed, restored] = (await registry.history('means')).slice(-2);
    expect(failed).toMatchObject({
      type: 'probation_failed',
      version: '1.0.1',
      from: 'production',
      to: 'archive',
      reason: 'daily look',
      details: { check: 'answers', cause: 'expected 0.91, received 0.12', event: 6, restored: '1.0.0' },
    });
    expect(restored).toMatchObject({ type: 'restored', version: '1.0.0', to: 'production' });
    expect(failed?.at).toBe(restored?.at);
    expect((await registry.get('means', '1.0.1')).probation?.status).toBe('failed');
    await registry.verify();
  });

  it('leaves the first version in production, since there is none to return to', async () => {
    const { registry } = await promoted(1);
    expect(await registry.reviewProbation('means', { checks: [fails] })).toMatchObject({
      status: 'failed',
      production: '1.0.0',
      whyNotReturned: 'no good version was in production before it',
    });
    expect((await registry.history('means')).at(-1)).toMatchObject({
      type: 'probation_failed',
      from: 'production',
      to: 'production',
      details: { restored: null },
    });
    await expect(registry.reviewProbation('means')).rejects.toThrow(/is over: failed/u);
  });

  it('leaves the version when the one before is damaged, and says so', async () => {
    const { team, registry } = await promoted(2);
    const read = team.store.bundles.read.bind(team.store.bundles);
    team.store.bundles.read = async (place) => {
      const files = new Map(await read(place));
      return place.version === '1.0.0' ? files.set('config.json', new TextEncoder().encode('{"a":1}')) : files;
    };
    const review = await registry.reviewProbation('means', { checks: [fails] });
    expect(review).toMatchObject({
      status: 'failed',
      production: '1.0.1',
      whyNotReturned: expect.stringMatching(/config\.json/u),
    });
    expect(await production(registry)).toBe('1.0.1');
  });

  it('notices by itself that the bundle is not as registered any more', async () => {
    const { team, registry } = await promoted(2);
    const read = team.store.bundles.read.bind(team.store.bundles);
    team.store.bundles.read = async (place) => {
      const files = new Map(await read(place));
      if (place.version === '1.0.1') files.delete('config.json');
      return files;
    };
    expect(await registry.reviewProbation('means')).toMatchObject({ status: 'failed', production: '1.0.0' });
  });

  it('decides nothing when the signal is aborted while a check runs', async () => {
    const { registry } = await promoted(2);
    const before = (await registry.history()).length;
    const abort = new AbortController();
    const slow = {
      name: 'slow',
      run: ({ signal }: { signal: AbortSignal | undefined }) => {
        abort.abort(new Error('enough'));
        signal?.throwIfAborted();
      },
    };
    await expect(registry.reviewProbation('means', { checks: [slow], signal: abort.signal })).rejects.toThrow('enough');
    expect(await registry.history()).toHaveLength(before);
  });

  it('decides nothing when somebody else did meanwhile', async () => {
    const { team, registry } = await promoted(2);
    const other = await team.as('bea');
    const meanwhile = (work: () => Promise<unknown>) => ({ name: 'slow', run: async () => void (await work()) });
    const outrun = (work: () => Promise<unknown>, then: object) =>
      registry.reviewProbation('means', { checks: [meanwhile(work), then as never] });
    await expect(outrun(() => other.reviewProbation('means', { checks: [fails] }), fails)).rejects.toThrow(
      RegistryChangedError,
    );
    expect(await production(registry)).toBe('1.0.0');
    await registry.promote('means', '1.0.1');
    team.pass(10);
    await expect(outrun(() => other.reviewProbation('means'), holds)).rejects.toThrow(RegistryChangedError);
    expect((await registry.history('means')).filter(({ type }) => type === 'probation_passed')).toHaveLength(1);
    await registry.verify();
  });

  it('says when there is nothing to review', async () => {
    const team = await newTeam();
    const registry = await team.as('ada');
    await registry.register('means', meanModel(0));
    await expect(registry.reviewProbation('means')).rejects.toThrow(NoProbationError);
    await expect(registry.reviewProbation('means')).rejects.toThrow(/nothing is in production/u);
    await registry.promote('means', '1.0.0');
    await expect(registry.reviewProbation('means')).rejects.toThrow(/1\.0\.0 was promoted without one/u);
  });
});

describe('rollback(name) after a probation', () => {
  it('passes over the version that failed it, until that is promoted again', async () => {
    const { registry } = await promoted(3); // 1.0.0, 1.0.1, then 1.0.2
    await registry.reviewProbation('means', { checks: [fails] });
    expect(await production(registry)).toBe('1.0.1');
    expect((await registry.rollback('means')).version).toBe('1.0.0');
    await expect(registry.rollback('means')).rejects.toThrow(NothingToRollBackError);
    await registry.promote('means', '1.0.2');
    await registry.register('means', meanModel(3));
    await registry.promote('means', '1.0.3');
    expect((await registry.rollback('means')).version).toBe('1.0.2'); // Taken for good again.
  });

  it('never returns to what was rolled back from, however the versions went before', async () => {
    const { registry } = await promoted(2);
    await registry.promote('means', '1.0.0'); // 1.0.1 is replaced
    await registry.promote('means', '1.0.1'); // 1.0.0 is replaced
    expect((await registry.rollback('means')).version).toBe('1.0.0');
    // 1.0.1 was in production before, and was rolled back from.
    await expect(registry.rollback('means')).rejects.toThrow(NothingToRollBackError);
    expect((await registry.get('means', '1.0.1')).probation?.status).toBe('ended');
  });
});
