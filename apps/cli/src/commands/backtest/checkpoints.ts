// Finished folds in the home: one small JSON file each, named by what it was computed from.
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckpointStore } from '@regimekit/evaluation';

/** A store in `folder`, which is made when the first fold is finished. */
export function checkpointsIn(folder: string): CheckpointStore {
  return {
    async get(key) {
      try {
        return JSON.parse(await readFile(join(folder, `${key}.json`), 'utf8')) as unknown;
      } catch {
        // Missing or cut short: the fold is computed anew.
        return undefined;
      }
    },
    async set(key, value) {
      await mkdir(folder, { recursive: true });
      const temporary = join(folder, `.${key}.${process.pid}.tmp`);
      await writeFile(temporary, JSON.stringify(value));
      await rename(temporary, join(folder, `${key}.json`));
    },
  };
}
