// A disk without room, as far as a test can have one: the system refuses to let a file of the process grow beyond a limit.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ModelRegistry } from '../src/index.ts';
import { meanModel, meanSchema, temporaryFolder } from './support/registries.ts';

const FILL_DISK = fileURLToPath(new URL('./support/fill-disk.ts', import.meta.url));
const HAS_LIMITS = process.platform !== 'win32' && spawnSync('bash', ['-c', 'ulimit -f 100']).status === 0;

describe.skipIf(!HAS_LIMITS)('a registry in a folder without room', () => {
  // Blocks of 1024 bytes for any one file. SQLite's own files are the first to meet them; with the smallest, at opening.
  it.each([2, 40, 90, 150, 300])(
    'fails with a typed error when no file may have more than %i KiB, and has lost nothing that it acknowledged',
    async (limit) => {
      const folder = await temporaryFolder();
      const command = `ulimit -f ${limit}; exec "$0" --conditions=@regimekit/source "$1" "$2"`;
      const task = JSON.stringify({ folder });
      const child = spawnSync('bash', ['-c', command, process.execPath, FILL_DISK, task], { encoding: 'utf8' });
      expect(child.stderr).toBe('');
      const { done, kind } = JSON.parse(child.stdout) as { done: number; kind: string };
      expect(kind).toBe('unavailable');

      // With room again: all that was acknowledged is there, and whole.
      const registry = await ModelRegistry.open(folder, { actor: 'ada' });
      await registry.verify();
      const versions = done === 0 ? [] : await registry.list('means');
      expect(versions.length - done).toBeGreaterThanOrEqual(0);
      expect(versions.length - done).toBeLessThanOrEqual(1);
      expect(versions.filter(({ stage }) => stage === 'production')).toHaveLength(Math.min(1, versions.length));
      const { version } = await registry.register('means', meanModel(-1));
      await registry.promote('means', version);
      expect((await registry.loadProduction('means', meanSchema)).model).toBe(-1);
      await registry.verify();
      await registry.close();
    },
  );
});
