import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { stepThrough, type CrashStep } from '../src/index.ts';

const root = await mkdtemp(join(tmpdir(), 'regimekit-test-crash-'));
afterAll(() => rm(root, { recursive: true, force: true }));

const script = new URL('./three-files-child.ts', import.meta.url);

async function prepare(): Promise<{ world: string; args: string[] }> {
  const world = await mkdtemp(join(root, 'world-'));
  return { world, args: [world] };
}

const contentOf = (world: string, name: string) => readFile(join(world, name), 'utf8').catch(() => undefined);

describe('stepThrough(plan)', () => {
  it('kills at each change once, at each writing of bytes also half way, and at nothing else', async () => {
    const steps: CrashStep[] = [];
    const seen = new Set<string>();
    const inspect = async (world: string, step: CrashStep): Promise<void> => {
      steps.push(step);
      seen.add(`a: ${await contentOf(world, 'a')}`);
      seen.add(`b: ${await contentOf(world, 'b')}`);
      seen.add(`c: ${await contentOf(world, 'c')}`);
    };
    const { kills, operations } = await stepThrough({ script, prepare, inspect });
    const names = operations.map((operation) => operation.split(' ')[0]);
    expect(names).toEqual([
      'fs.mkdir',
      'fs.open',
      'handle.writeFile',
      'handle.sync',
      'fs.rename',
      'fs.writeFile',
      'fs.writeSync',
      'fs.fsyncSync',
      'fs.fsync',
      'sqlite.exec',
      'sqlite.statement',
    ]);
    expect(kills).toBe(names.length + 3);
    expect(steps.filter(({ acknowledged }) => acknowledged)).toHaveLength(2); // The first run and the last.
    expect([...seen].sort((a, b) => (a < b ? -1 : 1))).toEqual([
      'a: first', // Renamed into place, so never half of it.
      'a: undefined',
      'b: sec',
      'b: second',
      'b: undefined',
      'c: ', // Opened, and nothing written yet.
      'c: th',
      'c: third',
      'c: undefined',
    ]);
  });

  it('says after which operation the world was not as it must be', async () => {
    const inspect = async (world: string): Promise<void> => {
      expect([undefined, 'second']).toContain(await contentOf(world, 'b'));
    };
    await expect(stepThrough({ script, prepare, inspect })).rejects.toThrow(
      /^After a crash half way through operation 6, fs\.writeFile .*\/b: /u,
    );
  });

  it('takes a script that fails by itself for no crash', async () => {
    const failing = new URL('./failing-child.ts', import.meta.url);
    await expect(stepThrough({ script: failing, prepare, inspect: () => Promise.resolve() })).rejects.toThrow(
      /failed by itself/u,
    );
  });
});
