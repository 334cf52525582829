import { readBundleFiles, type JsonObject } from '@regimekit/persistence';
import type { ModelRegistry, ModelVersion } from '@regimekit/registry';
import type { Answer } from '../../frame/answer.ts';
import type { Context } from '../../frame/context.ts';
import { readConfiguration } from '../../workflows/configuration.ts';
import { readRegistry } from '../../workflows/with-registry.ts';
import { versionPage } from './version-page.ts';

/** Whether the bundle is, to the byte, what was registered, and if so what kind of model it configures. */
export type BundleState =
  | { readonly sound: true; readonly bytes: number; readonly config: JsonObject }
  | { readonly sound: false; readonly problem: string };

/** `regimekit registry show VERSION|STAGE`: all that is known of one version, a damaged one included. */
export async function show(context: Context, options: { model?: string }, versionOrStage: string): Promise<Answer> {
  const configuration = await readConfiguration(context.home);
  const model = options.model ?? configuration.model.name;
  const { version, events, bundle } = await readRegistry(context, configuration, async (registry) => {
    const found = await registry.get(model, versionOrStage);
    const history = await registry.history(model);
    const ofVersion = history.filter((event) => event.version === found.version);
    return { version: found, events: ofVersion, bundle: await examineBundle(registry, found) };
  });
  return { document: { ...version, bundle, events }, text: () => versionPage(version, bundle, events) };
}

async function examineBundle(
  registry: ModelRegistry,
  { name, version, manifestDigest }: ModelVersion,
): Promise<BundleState> {
  try {
    const { files } = await registry.files(name, version);
    const { manifest, data } = readBundleFiles(files, { manifestDigest });
    const bytes = Object.values(manifest.files).reduce((sum, { size }) => sum + size, 0);
    return { sound: true, bytes, config: data.config };
  } catch (error) {
    return { sound: false, problem: (error as Error).message };
  }
}
