import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeModel, readBundleFiles, type ModelData } from '../src/index.ts';
import { SAVED_AT, savedModel } from './support/bundles.ts';
import { readIndependently } from './support/independent-safetensors.ts';

const SEED = 20240201;

const clock = () => SAVED_AT;

const key = fc.string({ minLength: 1, maxLength: 8, unit: 'grapheme' }).filter((text) => {
  return text.isWellFormed() && !['__proto__', 'constructor', 'prototype', '__metadata__'].includes(text);
});
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small' },
    fc.constant(null),
    fc.boolean(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0), // JSON has no -0.
    fc.string({ unit: 'grapheme' }).filter((text) => text.isWellFormed()),
    fc.array(tie('json'), { maxLength: 4 }),
    fc.dictionary(key, tie('json'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));
const config = fc.dictionary(key, json, { maxKeys: 6, noNullPrototype: true });
const array = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 }).chain((shape) => {
  const length = shape.reduce((a, b) => a * b, 1);
  return fc
    .float64Array({ minLength: length, maxLength: length, noNaN: true, noDefaultInfinity: true })
    .map((data) => ({ shape, data }));
});
const model = fc.record({
  kind: fc.constant('chain'),
  config,
  arrays: fc.dictionary(key, array, { maxKeys: 6, noNullPrototype: true }),
  metadata: fc.record({ seed: fc.integer(), note: json }),
}) as fc.Arbitrary<ModelData>;

describe('a bundle', () => {
  it(`gives back any model to the bit, and in the same bytes again (seed ${SEED})`, () => {
    fc.assert(
      fc.property(model, (data) => {
        const { files } = encodeModel(data, { clock });
        const read = readBundleFiles(files).data;
        expect({ ...read, arrays: { ...read.arrays } }).toEqual(data);
        expect(encodeModel(read, { clock }).files).toEqual(files);
      }),
      { seed: SEED, numRuns: 200 },
    );
  });

  it(`holds arrays that a second reader reads alike (seed ${SEED})`, () => {
    fc.assert(
      fc.property(model, (data) => {
        const file = encodeModel(data, { clock }).files.get('arrays.safetensors');
        const read = readIndependently(Buffer.from(file ?? []));
        expect(read.size).toBe(Object.keys(data.arrays).length);
        for (const [name, { shape, data: values }] of Object.entries(data.arrays)) {
          expect(read.get(name)).toEqual({ dtype: 'F64', shape, values: [...values] });
        }
      }),
      { seed: SEED, numRuns: 200 },
    );
  });

  const hasTool = spawnSync('sha256sum', ['--version']).status === 0;
  it.skipIf(!hasTool)('is verified by the tool sha256sum (skipped where it is not installed)', async () => {
    const folder = await savedModel();
    const check = () =>
      spawnSync('sha256sum', ['--check', '--strict', 'SHA256SUMS'], { cwd: folder, encoding: 'utf8' });
    expect(check()).toMatchObject({ status: 0 });
    expect(check().stdout.match(/: OK$/gmu)).toHaveLength(4);
    await writeFile(join(folder, 'config.json'), '{}');
    expect(check().status).toBe(1);
    expect(check().stdout).toContain('config.json: FAILED');
  });
});
