import { resolve } from 'node:path';
import { writeBundleFolder } from '@regimekit/persistence';
import type { Answer } from '../../frame/answer.ts';
import type { Context } from '../../frame/context.ts';
import { fromHere } from '../../frame/paths.ts';
import { bold, dim } from '../../frame/terminal.ts';
import { readConfiguration } from '../../workflows/configuration.ts';
import { readFound, readVersion, type ModelOption } from '../../workflows/find-bundle.ts';
import { readRegistry } from '../../workflows/with-registry.ts';

/** `regimekit model save VERSION --to FOLDER`: byte for byte what was registered, signatures included. */
export async function save(
  context: Context,
  options: ModelOption & { readonly to: string },
  asked: string,
): Promise<Answer> {
  const configuration = await readConfiguration(context.home);
  const { model = configuration.model.name } = options;
  const found = await readRegistry(context, configuration, (registry) => readVersion(registry, model, asked));
  readFound(found);
  const folder = resolve(options.to);
  await writeBundleFolder(folder, found.files);
  const { name, version, stage, manifestDigest } = found.version!;
  const files = [...found.files.keys()].toSorted();
  return {
    document: { name, version, stage, manifestDigest, folder, files },
    text: () =>
      [
        `${bold(`${name} ${version}`)} is in ${fromHere(folder)}, as registered.`,
        dim(`Digest of its manifest: ${manifestDigest}`),
        dim(
          `To check it where it arrives: regimekit model verify ${options.to}   or, without regimekit: sha256sum -c SHA256SUMS`,
        ),
      ].join('\n'),
  };
}
