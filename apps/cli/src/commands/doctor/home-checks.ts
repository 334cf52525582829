// The folder that holds everything: writable, with room, with a configuration that is understood.
import { constants, existsSync } from 'node:fs';
import { access, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { RegimekitError } from '@regimekit/errors';
import type { Context } from '../../frame/context.ts';
import type { Home } from '../../frame/home.ts';
import { readConfiguration } from '../../workflows/configuration.ts';
import { describePlace, registryPlace } from '../../workflows/registry.ts';
import type { Finding, InstallationCheck } from './installation-check.ts';

const GIB = 1024 ** 3;
/** Below this a training may fail to keep its model. */
const TOO_LITTLE = 0.1 * GIB;
/** Below this somebody should make room. */
const LITTLE = GIB;

export function homeChecks(context: Context): InstallationCheck[] {
  const { home } = context;
  return [
    { name: 'home', run: async () => checkHome(home) },
    { name: 'disk', run: async () => checkDisk(await freeBytes(nearestFolder(home.folder))) },
    { name: 'configuration', run: async () => checkConfiguration(context) },
  ];
}

/** An existing home is written to, since permissions alone do not tell of a disk that is mounted read-only. */
async function checkHome({ folder }: Home): Promise<Finding> {
  const exists = existsSync(folder);
  try {
    if (exists) await writeProbe(folder);
    else await access(nearestFolder(folder), constants.W_OK);
  } catch (cause) {
    throw new RegimekitError(`${folder} cannot be written: ${(cause as Error).message}`, {
      code: 'HOME_NOT_WRITABLE',
      kind: 'permission',
      hint: 'Choose another folder with --home or REGIMEKIT_HOME, or change its permissions.',
      cause,
    });
  }
  return { status: 'ok', found: exists ? `${folder} is writable` : `${folder} is not there yet and can be made` };
}

async function writeProbe(folder: string): Promise<void> {
  if (!(await stat(folder)).isDirectory()) throw new Error('it is no folder');
  const probe = join(folder, `.doctor-${process.pid}`);
  await writeFile(probe, '', { flag: 'wx' });
  await rm(probe);
}

function nearestFolder(folder: string): string {
  return existsSync(folder) || folder === dirname(folder) ? folder : nearestFolder(dirname(folder));
}

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

export function checkDisk(free: number): Finding {
  const found = `${(free / GIB).toFixed(1)} GiB free`;
  const hint = 'Make room: data, models and predictions are only ever added to.';
  if (free < TOO_LITTLE) return { status: 'failed', found: `${(free / 1024 ** 2).toFixed(0)} MiB free`, hint };
  return free < LITTLE ? { status: 'warning', found, hint } : { status: 'ok', found };
}

async function checkConfiguration(context: Context): Promise<Finding> {
  const { home } = context;
  const configuration = await readConfiguration(home);
  const { features, model } = configuration;
  const source = existsSync(home.config) ? 'config.json' : 'no config.json, so the defaults';
  const place = registryPlace(context, configuration);
  const where = place.kind === 'folder' ? '' : `, in ${describePlace(place)}`;
  return { status: 'ok', found: `${source}: ${model.name} on ${features.set}${where}` };
}
