import packageJson from '../package.json' with { type: 'json' };

/** Name and version of this package, as a manifest records its writer. */
export const writer = { package: packageJson.name, version: packageJson.version } as const;
