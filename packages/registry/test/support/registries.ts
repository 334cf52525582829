import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ModelData, ModelSchema } from '@regimekit/persistence';
import { onTestFinished } from 'vitest';
import { ModelRegistry, type ModelVersion, type OpenRegistryOptions, type RegistryLocation } from '../../src/index.ts';

/** A folder of its own for one test, removed when the test ends. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'regimekit-registry-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A clock that is a minute later at every look. */
export function tickingClock(start = '2024-01-02T08:00:00.000Z'): () => Date {
  let now = Date.parse(start);
  return () => new Date((now += 60_000));
}

export async function openRegistry(
  folder: RegistryLocation,
  options: OpenRegistryOptions = {},
): Promise<ModelRegistry> {
  const registry = await ModelRegistry.open(folder, { actor: 'ada', clock: tickingClock(), ...options });
  onTestFinished(() => registry.close());
  return registry;
}

/** An empty registry in a folder of its own. */
export async function newRegistry(
  options: OpenRegistryOptions = {},
): Promise<{ registry: ModelRegistry; folder: string }> {
  const folder = await temporaryFolder();
  return { registry: await openRegistry(folder, options), folder };
}

/** Where the bundle of a version lies; only for registries that keep folders. */
export function folderOf({ folder }: Pick<ModelVersion, 'folder'>): string {
  if (folder === undefined) throw new Error('This version has no folder.');
  return folder;
}

/** A model that is told from others by one number. */
export function meanModel(mean: number, metadata: ModelData['metadata'] = {}): ModelData {
  return { kind: 'mean', config: {}, arrays: { mean: { shape: [], data: Float64Array.of(mean) } }, metadata };
}

export const meanSchema: ModelSchema<number> = {
  kind: 'mean',
  arrayNames: ['mean'],
  parse: ({ arrays }) => arrays['mean']!.data[0]!,
};

/** Registers and promotes 1.0.0, 1.0.1, ... (with means 0, 1, ...) in turn. */
export async function promoteInTurn(registry: ModelRegistry, name: string, count: number): Promise<string[]> {
  const versions: string[] = [];
  for (let mean = 0; mean < count; mean++) {
    const { version } = await registry.register(name, meanModel(mean));
    await registry.promote(name, version);
    versions.push(version);
  }
  return versions;
}

/** An empty registry that lives as long as the test. */
export async function openMemoryRegistry(options: OpenRegistryOptions = {}): Promise<ModelRegistry> {
  const registry = await ModelRegistry.open({ memory: true }, { actor: 'ada', clock: tickingClock(), ...options });
  onTestFinished(() => registry.close());
  return registry;
}
