// Node, our packages, and the two databases with their native parts.
import { createRequire } from 'node:module';
import { MarketWarehouse } from '@regimekit/market-data';
import { PredictionLog } from '@regimekit/monitoring';
import { ownManifest, packageVersions, readManifest } from '../../workflows/software.ts';
import type { Finding, InstallationCheck } from './installation-check.ts';

const require = createRequire(import.meta.url);

export function softwareChecks(): InstallationCheck[] {
  return [
    { name: 'node', run: async () => checkNode(process.versions.node, ownManifest().engines.node) },
    { name: 'packages', run: checkPackages },
    { name: 'duckdb', run: checkDuckdb },
    { name: 'sqlite', run: checkSqlite },
  ];
}

/** @param wanted such as `>=24.11` */
export function checkNode(version: string, wanted: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = wanted.replace('>=', '').split('.').map(Number);
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) {
    return { status: 'ok', found: `${version} (${process.platform} ${process.arch})` };
  }
  return {
    status: 'failed',
    found: `${version}, needed ${wanted}`,
    hint: 'Install a newer Node, or run it from a clone with npm run regimekit, which brings its own.',
  };
}

async function checkPackages(): Promise<Finding> {
  const byVersion = Map.groupBy(Object.entries(packageVersions()), ([, version]) => version);
  const found = [...byVersion].map(
    ([version, same]) => `${version} of ${same.map(([name]) => shortName(name)).join(', ')}`,
  );
  return { status: 'ok', found: found.join('; ') };
}

function shortName(name: string): string {
  return name.replace('@regimekit/', '');
}

/** A database in memory proves that the native binding of this platform is there and loads. */
async function checkDuckdb(): Promise<Finding> {
  const warehouse = await MarketWarehouse.open(':memory:');
  await warehouse.close();
  const { version } = readManifest(
    '@duckdb/node-api',
    createRequire(require.resolve('@regimekit/market-data/package.json')),
  );
  return { status: 'ok', found: version };
}

async function checkSqlite(): Promise<Finding> {
  const log = await PredictionLog.open(':memory:');
  await log.close();
  return { status: 'ok', found: process.versions.sqlite ?? 'an unknown version' };
}
