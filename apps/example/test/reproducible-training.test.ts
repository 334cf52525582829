import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { digests, trainOnce } from './train-once.ts';

describe('a training run that is repeated', () => {
  const first = digests(trainOnce());

  it('gives the same bundle, byte for byte', () => {
    expect(digests(trainOnce())).toEqual(first);
  });

  it('gives it in another process too', () => {
    const script = fileURLToPath(new URL('./train-once.ts', import.meta.url));
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['--conditions=@regimekit/source', '--no-warnings', script],
      {
        encoding: 'utf8',
        env: { ...process.env, NODE_OPTIONS: '' },
      },
    );
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual(first);
  });

  it('gives other arrays from other data, and another record from another seed', () => {
    const otherData = digests(trainOnce({ marketSeed: 8 }));
    expect(otherData['arrays.safetensors']).not.toBe(first['arrays.safetensors']);
    const otherSeed = digests(trainOnce({ seed: 43 }));
    expect(otherSeed['config.json']).not.toBe(first['config.json']);
  });
});
