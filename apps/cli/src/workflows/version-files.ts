import { readBundleFolder, type BundleFiles } from '@regimekit/persistence';
import type { ModelRegistry, ModelVersion } from '@regimekit/registry';

/** The files of a registered version, not verified. */
export async function filesOf(_registry: ModelRegistry, { folder }: ModelVersion): Promise<BundleFiles> {
  return readBundleFolder(folder!);
}
