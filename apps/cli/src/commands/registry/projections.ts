import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { RegimekitError } from '@regimekit/errors';
import type { Answer } from '../../frame/answer.ts';
import type { Context } from '../../frame/context.ts';
import { fromHere } from '../../frame/paths.ts';
import { readConfiguration } from '../../workflows/configuration.ts';
import { registryPlace } from '../../workflows/registry.ts';
import { readRegistry, withRegistry } from '../../workflows/with-registry.ts';
import { writeNewFile } from '../../workflows/write-new-file.ts';

/** `regimekit registry projections`: the record as files. A registry in a folder keeps its own, and mends them on opening. */
export async function projections(context: Context, { to }: { readonly to?: string }): Promise<Answer> {
  const configuration = await readConfiguration(context.home);
  const place = registryPlace(context, configuration);
  const own = place.kind === 'folder' ? place.folder : place.bundlesFolder;
  if (to === undefined && own === undefined) {
    throw new RegimekitError('This registry is in a database and has no folder for them.', {
      code: 'NO_FOLDER',
      kind: 'input',
      hint: 'Name one with --to.',
    });
  }
  const folder = to === undefined ? own! : resolve(to);
  const files = ['registry.json', 'events.jsonl'].map((file) => join(folder, file));
  if (to === undefined) await withRegistry(context, configuration, async () => undefined);
  else {
    const { registryJson, eventsJsonl } = await readRegistry(context, configuration, (registry) =>
      registry.projections(),
    );
    await mkdir(folder, { recursive: true });
    await writeNewFile(files[0]!, registryJson, '--to');
    await writeNewFile(files[1]!, eventsJsonl, '--to');
  }
  return { document: { folder, files }, text: () => `Up to date: ${files.map(fromHere).join(', ')}` };
}
