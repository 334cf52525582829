// Where a registry is, in all the forms in which one may say so.
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InvalidOptionError } from '@regimekit/persistence';

/**
 * Where a registry is:
 * - the path of a folder, or `{ folder }`: SQLite and bundles as folders
 * - `postgres://…`, or `{ databaseUrl }`: everything in PostgreSQL, bundles as bytes
 * - `{ databaseUrl, bundlesFolder }`: events in PostgreSQL, bundles in a folder that is shared
 * - `{ memory: true }`: nowhere; gone when it is closed
 */
export type RegistryLocation =
  | string
  | URL
  | { readonly folder: string }
  | {
      readonly databaseUrl: string;
      readonly bundlesFolder?: string | undefined;
      /** The schema for the tables, created when missing. */
      readonly schema?: string | undefined;
    }
  | { readonly memory: true };

/** A location in one form. Folders are absolute. */
export type ResolvedLocation =
  | { readonly kind: 'folder'; readonly folder: string }
  | {
      readonly kind: 'database';
      readonly databaseUrl: string;
      readonly bundlesFolder: string | undefined;
      readonly schema: string | undefined;
    }
  | { readonly kind: 'memory' };

const EXPECTED =
  'the path of a folder, a postgres:// URL, { folder }, { databaseUrl, bundlesFolder?, schema? } or { memory: true }';

/** @throws InvalidOptionError for anything else; never repeats a password */
export function resolveLocation(location: RegistryLocation): ResolvedLocation {
  if (typeof location === 'string' && location !== '') {
    // A drive letter is no scheme.
    if (/^[a-z][a-z0-9+.-]+:\/\//iu.test(location)) return resolveUrl(location);
    return { kind: 'folder', folder: resolve(location) };
  }
  if (location instanceof URL) return resolveUrl(location.href);
  if (typeof location !== 'object' || location === null) return refuse(location);
  return resolveObject(location);
}

function resolveUrl(url: string): ResolvedLocation {
  const scheme = url.slice(0, url.indexOf(':')).toLowerCase();
  if (scheme === 'file') return { kind: 'folder', folder: fileURLToPath(url) };
  if (scheme === 'postgres' || scheme === 'postgresql') {
    return { kind: 'database', databaseUrl: url, bundlesFolder: undefined, schema: undefined };
  }
  return refuse(describeAddress(url));
}

function resolveObject(location: Readonly<Record<string, unknown>>): ResolvedLocation {
  const given = Object.keys(location)
    .filter((key) => location[key] !== undefined)
    .sort()
    .join(' ');
  const { folder, databaseUrl, bundlesFolder, schema, memory } = location;
  if (given === 'memory' && memory === true) return { kind: 'memory' };
  if (given === 'folder' && typeof folder === 'string' && folder !== '') {
    return { kind: 'folder', folder: resolve(folder) };
  }
  const known = ['bundlesFolder databaseUrl', 'bundlesFolder databaseUrl schema', 'databaseUrl', 'databaseUrl schema'];
  const url = typeof databaseUrl === 'string' && /^postgres(?:ql)?:\/\//iu.test(databaseUrl) ? databaseUrl : undefined;
  if (!known.includes(given) || url === undefined || !isText(bundlesFolder) || !isText(schema)) {
    const shown = (key: string) => (key === 'databaseUrl' ? `databaseUrl: ${describeAddress(databaseUrl)}` : key);
    return refuse(`{ ${Object.keys(location).map(shown).join(', ')} }`);
  }
  const shared = bundlesFolder === undefined ? undefined : resolve(bundlesFolder);
  return { kind: 'database', databaseUrl: url, bundlesFolder: shared, schema };
}

function isText(value: unknown): value is string | undefined {
  return value === undefined || (typeof value === 'string' && value !== '');
}

/** No more than the scheme: the rest may hold a password. */
function describeAddress(address: unknown): string {
  const scheme = typeof address === 'string' ? /^[a-z][a-z0-9+.-]*:\/\//iu.exec(address)?.[0] : undefined;
  return scheme === undefined ? '…' : `${scheme.toLowerCase()}…`;
}

function refuse(received: unknown): never {
  const hint =
    "Give a text such as 'models'. Of addresses those that begin with postgres://, postgresql:// or file:// are known.";
  throw new InvalidOptionError('location', EXPECTED, received, hint);
}
