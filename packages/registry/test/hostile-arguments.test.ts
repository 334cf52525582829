import { RegimekitError } from '@regimekit/errors';
import { describe, expect, it } from 'vitest';
import { ModelRegistry } from '../src/index.ts';
import { meanModel, newRegistry } from './support/registries.ts';

/** What a caller without types might hand over. */
const untyped = (value: unknown) => value as never;

/** The message and hint of an error of ours; what else happened is told, and matches no message of ours. */
async function refusal(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    if (RegimekitError.isInstance(error) && error.kind === 'input') return `${error.message} ${error.hint ?? ''}`;
    return error instanceof Error ? `${error.name}: ${error.message}` : 'something else';
  }
  return 'nothing was thrown';
}

describe('arguments that cannot be meant', () => {
  it.each<[string, (registry: ModelRegistry, folder: string) => unknown]>([
    ['location: expected the path of a folder', () => ModelRegistry.open(untyped(null))],
    ['options: expected an object', (_, folder) => ModelRegistry.open(folder, untyped(null))],
    ['Did you mean actor?', (_, folder) => ModelRegistry.open(folder, untyped({ actr: 'ada' }))],
    ['The model cannot be saved', (registry) => registry.register('means', untyped(null))],
    ['must be 1 to 64', (registry) => registry.register(untyped(null), meanModel(1))],
    ['options: expected an object', (registry) => registry.register('means', meanModel(1), untyped(null))],
    ['Did you mean reason?', (registry) => registry.register('means', meanModel(1), untyped({ reasn: 'x' }))],
    ['options: expected an object', (registry) => registry.promote('means', '1.0.0', untyped(null))],
    ['Did you mean checks?', (registry) => registry.promote('means', '1.0.0', untyped({ check: [] }))],
    ['checks: expected an array of checks', (r) => r.promote('means', '1.0.0', { checks: untyped([() => true]) })],
    ['checks: expected an array of checks', (registry) => registry.rollback('means', { checks: untyped('all') })],
    ['options: expected an object', (registry) => registry.rollback('means', untyped(null))],
    ['schema: expected an object', (registry) => registry.load('means', '1.0.0', untyped(null))],
    ['means', (registry) => registry.get('means', untyped(null))],
    ['Expected a registered model', (registry) => registry.history(untyped('none'))],
    ['must be 1 to 64', (registry) => registry.history(untyped(null))],
    ['options: expected an object', (registry) => registry.history('means', untyped(null))],
    ['reason: expected a text', (registry) => registry.promote('means', '1.0.0', { reason: untyped(5) })],
    ['reason: expected a text', (registry) => registry.approve('means', '1.0.0', { reason: 'x'.repeat(10_001) })],
    ['reason: expected a text', (registry) => registry.setAlias('means', 'a', '1.0.0', { reason: '\ud800' })],
    ['none of which controls a terminal', (r) => r.promote('means', '1.0.0', { reason: '\u001B[2Jnothing here' })],
    ['none of which controls a terminal', (_, folder) => ModelRegistry.open(folder, { actor: 'a\u001B]0;b\u0007da' })],
    ["xxx…'", (registry) => registry.promote('means', '1.0.0', { reason: 'x'.repeat(20_000) })],
    ['signal: expected an AbortSignal', (registry) => registry.rollback('means', { signal: untyped({}) })],
    ['signal: expected an AbortSignal', (r) => r.reviewProbation('means', { signal: untyped('now') })],
    ['key: expected a SigningKey', (registry) => registry.approve('means', '1.0.0', { key: untyped('pem') })],
    ['key: expected a SigningKey', (_, folder) => ModelRegistry.open(folder, { key: untyped({ keyId: 'a' }) })],
    ['token: expected a text', (_, folder) => ModelRegistry.open(folder, { token: untyped(5) })],
    ['trust: expected a trust policy', (_, folder) => ModelRegistry.open(folder, { trust: untyped({ keys: [] }) })],
    ['Did you mean approver?', (r) => r.withdrawApproval('means', '1.0.0', untyped({ aprover: 'ada' }))],
    ['The policy cannot be used', (registry) => registry.setPolicy(untyped(null))],
    ['options: expected an object', (registry) => registry.setPolicy({}, untyped(null))],
    ['options: expected an object', (r) => r.attachEvidence('means', '1.0.0', untyped(null))],
    ['A stage must be one of', (registry) => registry.explainMove('means', '1.0.0', untyped('prod'))],
    ['instant must be an instant in UTC', (registry) => registry.asOf('means', untyped(undefined))],
    ['recipe: expected an object', (r) => r.register('means', meanModel(1), { recipe: untyped([]) })],
    ['cannot be an alias', (registry) => registry.setAlias('means', untyped({}), '1.0.0')],
    ['has no version or stage', (registry) => registry.approve('means', untyped(undefined))],
  ])('%s', async (message, work) => {
    const { registry, folder } = await newRegistry();
    await registry.register('means', meanModel(0));
    expect(await refusal(() => work(registry, folder))).toContain(message);
  });
});
