// Where the models are, who acts, and the registry opened for them.
import { constants, existsSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { RegimekitError } from '@regimekit/errors';
import { ModelRegistry, type RegistryLocation } from '@regimekit/registry';
import type { Context } from '../frame/context.ts';
import type { Configuration } from './configuration.ts';
import { trustPolicyOf } from './trust.ts';
import { keysOf } from './keys.ts';

/** The record of events of a registry in a folder. */
export const RECORD = 'registry.sqlite';

/** Where a registry is. */
export type RegistryPlace =
  | { readonly kind: 'folder'; readonly folder: string }
  | { readonly kind: 'database'; readonly databaseUrl: string; readonly bundlesFolder: string | undefined };

/**
 * The environment goes before the configuration, and that before `<home>/models`. A relative folder is one in the home.
 *
 * @throws RegimekitError of kind `input` for a shared folder without a database, and an address of something else
 */
export function registryPlace({ home, databaseUrl }: Context, { registry }: Configuration): RegistryPlace {
  const url = databaseUrl === undefined ? registry.databaseUrl : expectPostgres('REGIMEKIT_DATABASE_URL', databaseUrl);
  const { bundlesFolder } = registry;
  if (url !== undefined) {
    const shared = bundlesFolder === undefined ? undefined : resolve(home.folder, bundlesFolder);
    return { kind: 'database', databaseUrl: url, bundlesFolder: shared };
  }
  if (bundlesFolder === undefined) return { kind: 'folder', folder: home.models };
  throw new RegimekitError(`${home.config} names a bundlesFolder and no databaseUrl.`, {
    code: 'INVALID_CONFIGURATION',
    kind: 'input',
    hint: 'Add registry.databaseUrl, or set REGIMEKIT_DATABASE_URL; without a database models lie in <home>/models.',
  });
}

/**
 * The address, if it is one that can be meant. No more than its scheme is shown: the rest may be secret.
 *
 * @param whose what it came from, as the error calls it
 * @throws RegimekitError of kind `input`
 */
export function expectPostgres(whose: string, address: string): string {
  if (/^postgres(?:ql)?:\/\//iu.test(address)) return address;
  const scheme = /^[a-z][a-z0-9+.-]*:(?=\/\/)/iu.exec(address)?.[0];
  const received = scheme === undefined ? 'what has no scheme' : `one that begins with ${scheme.toLowerCase()}`;
  throw new RegimekitError(`${whose} must be the address of a PostgreSQL database, received ${received}.`, {
    code: 'UNKNOWN_DATABASE',
    kind: 'input',
    hint: 'Known schemes are postgres:// and postgresql://; write postgres://user:password@host:5432/database.',
  });
}

export function locationOf(place: RegistryPlace): RegistryLocation {
  if (place.kind === 'folder') return place.folder;
  const { databaseUrl, bundlesFolder } = place;
  return { databaseUrl, bundlesFolder };
}

/** The place in words. Of a database no more than host and name: the rest may be secret. */
export function describePlace(place: RegistryPlace): string {
  if (place.kind === 'folder') return place.folder;
  const url = URL.parse(place.databaseUrl);
  return url === null ? 'PostgreSQL' : `PostgreSQL ${url.pathname.slice(1)} on ${url.host}`;
}

export interface OpenRegistry {
  /** Open it to look only. @default false */
  readonly readOnly?: boolean;
}

/** Opens the registry, and creates it when it is missing. It loads what the configuration trusts. */
export async function openRegistry(
  context: Context,
  configuration: Configuration,
  { readOnly = false }: OpenRegistry = {},
): Promise<ModelRegistry> {
  const place = registryPlace(context, configuration);
  expectRecord(place);
  const location = locationOf(place);
  const trust = await trustPolicyOf(context, configuration);
  return ModelRegistry.open(location, {
    ...(await identify(context, configuration)),
    trust,
    clock: context.now,
    readOnly,
    onWarning: ({ message, hint }) => process.stderr.write(`Warning: ${message}\n${hint ? `  ${hint}\n` : ''}`),
  });
}

/**
 * A folder that remembers a record and has none is a copy that lacks it, or a loss: nothing may begin anew over it.
 *
 * @throws RegimekitError of kind `integrity`
 */
export function expectRecord(place: RegistryPlace): void {
  if (place.kind !== 'folder' || existsSync(join(place.folder, RECORD))) return;
  const found = ['registry.json', 'events.jsonl'].find((file) => existsSync(join(place.folder, file)));
  if (found === undefined) return;
  throw new RegimekitError(`The record of ${place.folder} is missing: ${found} is there, ${RECORD} is not.`, {
    code: 'RECORD_MISSING',
    kind: 'integrity',
    hint: `Restore ${RECORD} from a copy. To begin anew, move the folder away.`,
  });
}

/** Who acts, and what proves it. */
export async function identify(
  context: Context,
  configuration: Configuration,
): Promise<Pick<Parameters<typeof ModelRegistry.open>[1] & object, 'actor' | 'token' | 'key'>> {
  const { token, keyName } = context.identity;
  const key = keyName === undefined ? undefined : await keysOf(context.home).signingKey(keyName);
  return { actor: namedActor(context, configuration), token, key };
}

/**
 * Who acts: the option or the environment's word, the configuration's, the owner of the token (whom the registry finds:
 * undefined), the account.
 */
function namedActor({ identity }: Context, { actor }: Configuration): string | undefined {
  return identity.actor ?? actor ?? (identity.token === undefined ? userInfo().username : undefined);
}

/** Who acts, where no registry is asked. */
export function actorOf(context: Context, configuration: Configuration): string {
  return namedActor(context, configuration) ?? userInfo().username;
}

/** Whether a registry in a folder, or another file of the home, can be changed by this user and on this disk. */
export async function isWritable(folder: string, file: string): Promise<boolean> {
  try {
    await access(folder, constants.W_OK);
    await access(join(folder, file), constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
