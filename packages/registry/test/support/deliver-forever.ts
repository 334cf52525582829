// Registers two versions, promotes one, and delivers webhooks until it is killed. Given: the location, and the instant at
// which its clock stands.
import { deliverWebhooks, ModelRegistry, type RegistryLocation } from '../../src/index.ts';

const { location, at } = JSON.parse(process.argv[2] ?? '') as { location: RegistryLocation; at: string };
const now = new Date(at);
const registry = await ModelRegistry.open(location, { actor: 'child', clock: () => now });
const model = (mean: number) => ({
  kind: 'mean',
  config: {},
  arrays: { mean: { shape: [], data: Float64Array.of(mean) } },
  metadata: {},
});
await registry.register('means', model(1));
await registry.register('means', model(2));
await registry.promote('means', '1.0.0');
await deliverWebhooks(registry, { allowHttp: true, allowPrivateNetworks: true, timeoutMs: 60_000 });
