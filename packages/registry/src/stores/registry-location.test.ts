import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { resolveLocation, type RegistryLocation } from './registry-location.ts';

const url = 'postgres://ada:secret@localhost/models';

describe('resolveLocation(location)', () => {
  it.each<[RegistryLocation, object]>([
    ['models', { kind: 'folder', folder: resolve('models') }],
    ['/srv/models', { kind: 'folder', folder: resolve('/srv/models') }],
    ['C:\\models', { kind: 'folder', folder: resolve('C:\\models') }],
    [{ folder: 'models' }, { kind: 'folder', folder: resolve('models') }],
    [pathToFileURL(resolve('models')), { kind: 'folder', folder: resolve('models') }],
    [url, { kind: 'database', databaseUrl: url }],
    [new URL(url), { kind: 'database', databaseUrl: url }],
    ['postgresql://localhost/models', { kind: 'database', databaseUrl: 'postgresql://localhost/models' }],
    [{ databaseUrl: url }, { kind: 'database', databaseUrl: url }],
    [
      { databaseUrl: url, bundlesFolder: 'bundles' },
      { kind: 'database', databaseUrl: url, bundlesFolder: resolve('bundles') },
    ],
    [{ memory: true }, { kind: 'memory' }],
  ])('understands %j', (location, resolved) => {
    expect(resolveLocation(location)).toMatchObject(resolved);
  });

  it.each<unknown>([
    null,
    undefined,
    '',
    5,
    {},
    { folder: '' },
    { memory: false },
    { folder: 'models', memory: true },
    { databaseUrl: 'models' },
    { databaseUrl: url, folder: 'models' },
    { bundlesFolder: 'bundles' },
    'mysql://ada:secret@localhost/models',
    new URL('https://ada:secret@example.com/'),
    { databaseUrl: 'mysql://ada:secret@localhost/models' },
  ])('refuses %j, and repeats no password', (location) => {
    const refused = () => resolveLocation(location as RegistryLocation);
    expect(refused).toThrow(/location: expected the path of a folder, a postgres:\/\/ URL/u);
    expect(refused).not.toThrow(/secret/u);
  });

  it.each<RegistryLocation>([
    'mysql://ada:secret@localhost/models',
    { databaseUrl: 'mysql://ada:secret@localhost/models' },
    { databaseUrl: 'mysql://ada:secret@localhost/models', bundlesFolder: 'bundles' },
  ])('names the scheme of %j that is not known, and those that are', (location) => {
    const refused = () => resolveLocation(location);
    expect(refused).toThrow(/received '.*mysql:\/\/….*'\.$/u);
    expect(refused).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('postgres://, postgresql:// or file:// are known') }),
    );
  });
});
