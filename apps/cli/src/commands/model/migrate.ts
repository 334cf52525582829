import { resolve } from 'node:path';
import { manifestDigest, migrateModel } from '@regimekit/persistence';
import type { Answer } from '../../frame/answer.ts';
import type { Context } from '../../frame/context.ts';
import { fromHere } from '../../frame/paths.ts';
import { bold, dim } from '../../frame/terminal.ts';

/** `regimekit model migrate FOLDER --to NEW`: the same model in the newest format; the old folder is only read. */
export async function migrate(_context: Context, options: { readonly to: string }, folder: string): Promise<Answer> {
  const to = resolve(options.to);
  const manifest = await migrateModel(resolve(folder), to);
  return {
    document: {
      from: resolve(folder),
      to,
      formatVersion: manifest.formatVersion,
      manifestDigest: manifestDigest(manifest),
    },
    text: () =>
      [
        `${bold(fromHere(to))} holds the same model in format ${manifest.formatVersion}. ${folder} stays as it is.`,
        dim('Signatures vouch for the old files: sign the new ones with regimekit model sign.'),
      ].join('\n'),
  };
}
