// Run as a process of its own: opens a DuckDB file for writing and keeps it until stdin ends.
import { createRequire } from 'node:module';

interface DuckDb {
  readonly DuckDBInstance: { create: (path: string) => Promise<{ connect: () => Promise<unknown> }> };
}

const require = createRequire(import.meta.url);
// The command line itself does not depend on DuckDB; the package that does knows where it is.
const beside = createRequire(require.resolve('@regimekit/market-data/package.json'));
const { DuckDBInstance } = beside('@duckdb/node-api') as DuckDb;
const instance = await DuckDBInstance.create(process.argv[2]!);
await instance.connect();
process.stdout.write('held\n');
process.stdin.resume().on('end', () => process.exit(0));
