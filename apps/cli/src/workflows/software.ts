// Which of our packages run, in which version.
import { createRequire } from 'node:module';

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly engines: { readonly node: string };
  readonly dependencies: Readonly<Record<string, string>>;
}

const require = createRequire(import.meta.url);

export function ownManifest(): Manifest {
  return readManifest('@regimekit/cli');
}

/** The package.json of an installed package. */
export function readManifest(name: string, from: NodeJS.Require = require): Manifest {
  return from(`${name}/package.json`) as Manifest;
}

/** Version of this command line and of each package of ours that it stands on, by name. */
export function packageVersions(): Record<string, string> {
  const { name: own, dependencies } = ownManifest();
  const names = [own, ...Object.keys(dependencies)].filter((name) => name.startsWith('@regimekit/'));
  return Object.fromEntries(names.map((name) => [name, readManifest(name).version]));
}
