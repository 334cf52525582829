// Small models for the tests: fitted once, registered as often as wanted.
import { join } from 'node:path';
import { RegimeDetector } from '@regimekit/detector';
import { FeatureCalculator } from '@regimekit/features';
import { createSyntheticMarket } from '@regimekit/features/synthetic';
import type { JsonObject } from '@regimekit/persistence';
import { ModelRegistry, type ModelVersion, type RegistryLocation } from '@regimekit/registry';
import { recordCanary } from '../../src/workflows/canary.ts';

const { inputs } = createSyntheticMarket({ seed: 5, start: '2018-01-02', nDays: 900 });
const features = new FeatureCalculator({ featureSet: 'vol2' }).calculateFeatureHistory(inputs);
const detector = new RegimeDetector({ restarts: 2, seed: 1 }).fit(features);

/** As `train --register` stores them. */
const metadata: JsonObject = {
  trainedAt: '2024-01-31T21:05:00.000Z',
  trainedBy: 'grace',
  performance: { statePersistence: 0.98 },
  versions: { node: '26.0.0', packages: { '@regimekit/cli': '0.1.0' } },
  featureRecipe: { set: 'vol2', lookbackDays: 252, maxCarryDays: 3, lagSessions: {} },
  canary: { ...recordCanary(detector, features) },
};

export interface Registering {
  readonly name?: string;
  readonly reason?: string;
  /** Laid over what `train --register` stores. */
  readonly metadata?: JsonObject;
  readonly promote?: boolean;
  /** Elsewhere than in the home. */
  readonly location?: RegistryLocation;
}

/** Registers the model in a home without the command line, by ada. */
export async function registerModel(home: string, registering: Registering = {}): Promise<ModelVersion> {
  const { name = 'regime-detector', reason, promote = false, location = join(home, 'models') } = registering;
  const registry = await ModelRegistry.open(location, { actor: 'ada' });
  try {
    const options = { reason, metadata: { ...metadata, ...registering.metadata } };
    const { version } = await registry.register(name, detector.toModelData(), options);
    return promote ? await registry.promote(name, version) : await registry.get(name, version);
  } finally {
    await registry.close();
  }
}
