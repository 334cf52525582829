// One story, told to a registry in each of the places it can be kept in. Equal deeds at equal instants must make equal
// records: the chain's last digest covers every event, and through the manifests every byte of every bundle.
import { createKeyPair, trustKey, type TrustPolicy } from '@regimekit/persistence';
import { describe, expect, it, onTestFinished } from 'vitest';
import { applyRetention, ModelRegistry, type RegistryLocation } from '../src/index.ts';
import { placesWithFolder } from './support/places.ts';
import { meanModel, meanSchema } from './support/registries.ts';

const DAY_MS = 86_400_000;

/** Ed25519, because its signatures are the same each time. */
const key = createKeyPair({ algorithm: 'ed25519', name: 'bea' });
const trust: TrustPolicy = { requireSignature: 'off', keys: [trustKey(key.publicKey, { owner: 'bea' })] };

/** @returns the registry as somebody who may do everything, at the end of the story */
async function tell(location: RegistryLocation): Promise<ModelRegistry> {
  let now = Date.parse('2024-03-01T08:00:00.000Z');
  const clock = () => new Date(now);
  const ada = await ModelRegistry.open(location, { actor: 'ada', clock, trust });
  onTestFinished(() => ada.close());
  await ada.setPolicy(
    {
      stages: {
        shadow: { evidence: ['validation'] },
        production: { from: ['shadow'], shadowDays: 20, probationDays: 10 },
      },
    },
    { reason: 'from now on' },
  );
  for (const [version, nStates] of [
    ['1.0.0', 3],
    ['1.1.0', 4],
    ['1.1.1', 4],
  ] as const) {
    const recipe = { identity: { features: 'regime9' }, settings: { nStates } };
    expect((await ada.register('means', meanModel(nStates), { recipe })).version).toBe(version);
    await expect(ada.promote('means', version)).rejects.toMatchObject({ code: 'PROMOTION_REJECTED' });
    await ada.attachEvidence('means', version, {
      kind: 'validation',
      passed: true,
      document: { accuracy: 0.91, ü: '\u2603' },
    });
    await ada.sign('means', version, { key });
    await ada.approve('means', version, { reason: 'fine', key });
    await ada.promote('means', version, { to: 'shadow' });
    now += 20 * DAY_MS;
    expect((await ada.explainMove('means', version, 'production')).requirements.every(({ met }) => met)).toBe(true);
    await ada.promote('means', version);
    now += DAY_MS;
  }
  await ada.setAlias('means', 'champion', '1.1.0');
  await ada.removeAlias('means', 'champion');
  await ada.setAlias('means', 'challenger', '1.1.1');
  const failing = { name: 'canary', run: () => Promise.reject(new Error('nonsense')) };
  expect(await ada.reviewProbation('means', { checks: [failing] })).toMatchObject({
    status: 'failed',
    production: '1.1.0',
  });
  await ada.rollback('means', { reason: 'rather that one' });
  await ada.register('means', meanModel(9));
  now += 400 * DAY_MS;
  const { collected } = await applyRetention(ada, { keepLast: 0, keepDays: 30, stages: { staging: { keepDays: 0 } } });
  expect(collected).toHaveLength(1);
  await expect(ada.load('means', collected[0]!.version, meanSchema)).rejects.toMatchObject({
    name: 'CollectedVersionError',
  });
  return ada;
}

async function outcomeOf(registry: ModelRegistry) {
  const versions = (await registry.list()).map((version) => ({ ...version, folder: undefined }));
  const { model, version } = await registry.loadProduction('means', meanSchema);
  const served = await registry.asOf('means', '2024-04-01T00:00:00.000Z');
  return {
    verified: await registry.verify(),
    versions,
    model,
    production: version.version,
    served: served.summary,
    projections: await registry.projections(),
  };
}

describe('the same deeds at the same instants', () => {
  it.each(placesWithFolder)(
    'make the same record on $title as in memory, to the last digest',
    async ({ missing, locate }) => {
      if (missing) return;
      const expected = await outcomeOf(await tell({ memory: true }));
      const received = await outcomeOf(await tell(await locate()));
      expect(received).toEqual(expected);
      expect(received.verified).toMatchObject({ signatures: 6, versions: 3 });
    },
  );
});
