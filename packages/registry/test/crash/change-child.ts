// One change of a registry, acknowledged once it has resolved. Killed by the test somewhere on the way.
import { writeSync } from 'node:fs';
import { ModelRegistry } from '../../src/index.ts';
import { NAME, numberModel } from './models.ts';

const changes: Record<string, (registry: ModelRegistry) => Promise<unknown>> = {
  register: (registry) => registry.register(NAME, numberModel(3), { reason: 'a newer one' }),
  promote: (registry) => registry.promote(NAME, '1.0.2', { reason: 'better' }),
};

const [, , location = '', change = ''] = process.argv;
const registry = await ModelRegistry.open(location, { actor: 'child' });
await changes[change]!(registry);
writeSync(1, 'acknowledged\n');
await registry.close();
