// The demo lives in a folder of its own inside the home, so that it never meets real data or models.
import { lstat, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RegimekitError } from '@regimekit/errors';
import { homeAt, type Home } from '../../frame/home.ts';

/** What tells a demo folder from any other: only a folder that holds this file is ever emptied. */
const MARKER = 'THIS-IS-A-DEMO';

const note = 'Made by "regimekit demo" on an invented market. The next demo empties this folder.\n';

/**
 * Makes `<home>/demo`, or empties it when an earlier demo made it.
 *
 * @throws RegimekitError of kind `conflict` when something else lies there
 */
export async function prepareDemoHome({ folder }: Home): Promise<Home> {
  const demo = homeAt(join(folder, 'demo'));
  if (await isTaken(demo.folder)) {
    throw new RegimekitError(`${demo.folder} exists and was not made by a demo.`, {
      code: 'NO_DEMO_FOLDER',
      kind: 'conflict',
      hint: 'Move it away, or choose another home with --home.',
      details: { folder: demo.folder },
    });
  }
  await rm(demo.folder, { recursive: true, force: true });
  await mkdir(demo.folder, { recursive: true });
  await writeFile(join(demo.folder, MARKER), note);
  return demo;
}

/** Whether the path holds anything but a demo or an empty folder. A link is never followed. */
async function isTaken(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined) return false;
  if (!found.isDirectory()) return true;
  return !existsSync(join(path, MARKER)) && (await readdir(path)).length > 0;
}
