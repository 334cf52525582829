import { signModel, type SigningKey } from '@regimekit/persistence';
import type { Answer } from '../../frame/answer.ts';
import type { Context } from '../../frame/context.ts';
import { bold, dim } from '../../frame/terminal.ts';
import { readConfiguration, type Configuration } from '../../workflows/configuration.ts';
import { findBundle, readFound, type FoundBundle, type ModelOption } from '../../workflows/find-bundle.ts';
import { withRegistry } from '../../workflows/with-registry.ts';
import { keysOf } from '../../workflows/keys.ts';

/** `regimekit model sign MODEL --key NAME`: adds a signature; the model itself does not change. */
export async function sign(
  context: Context,
  options: ModelOption & { readonly key: string },
  asked: string,
): Promise<Answer> {
  const configuration = await readConfiguration(context.home);
  const key = await keysOf(context.home).signingKey(options.key);
  const found = await findBundle(context, configuration, asked, options);
  // Nobody should sign what is not as it was registered.
  readFound(found);
  const file = await addSignature(context, configuration, found, key);
  const { keyId, algorithm } = key;
  const signed = found.version === undefined ? asked : `${found.version.name} ${found.version.version}`;
  return {
    document: { model: signed, folder: found.folder ?? null, file, key: { name: options.key, keyId, algorithm } },
    text: () =>
      [
        `${bold(signed)} is signed by the key ${bold(options.key)} (${algorithm}).`,
        dim(`${file}; whoever trusts key ${keyId} can check it.`),
      ].join('\n'),
  };
}

/** In a folder beside the registry; in the registry with an event that says so. */
async function addSignature(
  context: Context,
  configuration: Configuration,
  { version, folder }: FoundBundle,
  key: SigningKey,
): Promise<string> {
  if (version === undefined) return signModel(folder!, key);
  const { name } = version;
  const signed = await withRegistry(context, configuration, (registry) =>
    registry.sign(name, version.version, { key }),
  );
  return signed.signatures.find(({ keyId }) => keyId === key.keyId)!.file;
}
