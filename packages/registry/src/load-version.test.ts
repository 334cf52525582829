import { encodeModel, readBundleFiles } from '@regimekit/persistence';
import { describe, expect, it } from 'vitest';
import { meanModel } from '../test/support/registries.ts';
import { VersionNotFoundError } from './errors.ts';
import { ModelRegistry } from './registry.ts';

describe('files(name, versionOrStage)', () => {
  it('gives what was registered, from a registry without folders', async () => {
    const registry = await ModelRegistry.open({ memory: true }, { actor: 'ada' });
    const { manifestDigest } = await registry.register('means', meanModel(7));
    const { version, files } = await registry.files('means', 'staging');
    expect(version.version).toBe('1.0.0');
    expect([...files.keys()].toSorted()).toEqual([...encodeModel(meanModel(7)).files.keys()].toSorted());
    expect(readBundleFiles(files, { manifestDigest }).data.arrays).toEqual(meanModel(7).arrays);
    await expect(registry.files('means', '9.9.9')).rejects.toThrow(VersionNotFoundError);
    await registry.close();
  });
});
