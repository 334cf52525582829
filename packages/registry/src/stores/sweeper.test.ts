import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { meanModel, newRegistry, openRegistry } from '../../test/support/registries.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** A folder as a killed process leaves it, last touched so long ago. */
async function leave(folder: string, age: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'config.json'), '{}');
  const then = new Date(Date.now() - age);
  await utimes(join(folder, 'config.json'), then, then);
  await utimes(folder, then, then);
}

describe('what killed processes have left', () => {
  it('stays while it may be in use, and goes with the next change once nobody has touched it for a day', async () => {
    const { registry, folder } = await newRegistry();
    await registry.register('means', meanModel(0));
    await registry.close();
    const versions = join(folder, 'means', 'versions');
    await leave(join(versions, '.incoming-0123456789ab'), DAY_MS / 2);
    await leave(join(versions, '.incoming-old123456789'), 2 * DAY_MS);
    await leave(join(versions, '.incoming-old123456789.tmp-0123456789ab'), 2 * DAY_MS);
    await leave(join(versions, '.removed-1.0.7-0123456789ab'), 2 * DAY_MS);
    await leave(join(versions, '.orphan-1.0.8-0123456789ab'), 2 * DAY_MS);
    await leave(join(folder, 'registry.json.tmp-0123456789ab'), 2 * DAY_MS);
    await leave(join(folder, 'somebody-elses.tmp-thing'), 2 * DAY_MS);

    // Looking alone changes nothing.
    const again = await openRegistry(folder);
    await again.list();
    expect(await readdir(versions)).toHaveLength(6);

    await again.register('means', meanModel(1));
    expect((await readdir(versions)).sort()).toEqual([
      '.incoming-0123456789ab',
      '.orphan-1.0.8-0123456789ab',
      '1.0.0',
      '1.0.1',
    ]);
    const left = (await readdir(folder)).filter((name) => name.includes('.tmp-'));
    expect(left).toEqual(['somebody-elses.tmp-thing']);
    await again.verify();
  });
});
