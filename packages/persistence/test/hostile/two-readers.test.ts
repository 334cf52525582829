// What our reader lets through, a reader that was written from the specification alone lets through too, and reads the
// same; on the whole corpus and on random changes. (Ours refuses more: other types, other names, more arrays.)
import { createRandomStream } from '@regimekit/numerics';
import { describe, expect, it } from 'vitest';
import { readSafetensors } from '../../src/safetensors/read-safetensors.ts';
import { writeSafetensors } from '../../src/safetensors/write-safetensors.ts';
import { readIndependently } from '../support/independent-safetensors.ts';
import { gaussData, gaussFiles } from '../support/gauss-model.ts';
import { contentCorpus } from './content-corpus.ts';
import { mutate } from './mutations.ts';

const SEED = 7;
const RUNS = 12_000;

/** Shapes and numbers as text (which tells -0 from 0 and shows NaN), or 'refused'. */
function readOurs(bytes: Uint8Array): string {
  try {
    return show(Object.entries(readSafetensors(bytes)).map(([name, { shape, data }]) => [name, shape, [...data]]));
  } catch {
    return 'refused';
  }
}

function readTheirs(bytes: Uint8Array): string {
  try {
    return show([...readIndependently(Buffer.from(bytes))].map(([name, { shape, values }]) => [name, shape, values]));
  } catch {
    return 'refused';
  }
}

function show(arrays: [string, readonly number[], readonly number[]][]): string {
  const lines = arrays.map(
    ([name, shape, values]) =>
      `${name} [${shape.join()}] ${values.map((v) => (Object.is(v, -0) ? '-0' : String(v))).join()}`,
  );
  return lines.sort((a, b) => (a < b ? -1 : 1)).join('\n');
}

describe('readSafetensors(bytes) and a reader written from the specification', () => {
  it('read the same from what writeSafetensors writes', () => {
    const bytes = writeSafetensors(gaussData.arrays);
    expect(readTheirs(bytes)).not.toBe('refused');
    expect(readTheirs(bytes)).toBe(readOurs(bytes));
  });

  it('agree on the corpus: what only the specification forbids, both refuse', () => {
    const files = contentCorpus
      .filter(({ code }) => code === 'INVALID_SAFETENSORS' || code === 'ARRAY_SHAPE')
      .map(({ name, change }) => ({ name, bytes: change(gaussFiles()).get('arrays.safetensors')! }));
    expect(files.length).toBeGreaterThan(40);
    const ours = files.filter(({ bytes }) => readOurs(bytes) !== 'refused').map(({ name }) => name);
    expect(ours).toEqual([]);
    // Rules of ours alone: the cap of the header, names, types, numbers of arrays and of sizes.
    const theirs = files.filter(({ bytes }) => readTheirs(bytes) !== 'refused').map(({ name }) => name);
    expect(theirs).toEqual([
      'arrays: a header above the cap',
      'arrays: named __proto__',
      'arrays: named constructor',
      'arrays: without a name',
      'arrays: a name without end',
      'arrays: 65',
      'arrays: ten thousand',
      'arrays: a shape of a hundred thousand sizes',
    ]);
  });

  it(`agree on what is let through after random changes (seed ${SEED}, ${RUNS} changes)`, () => {
    const random = createRandomStream(SEED);
    const original = gaussFiles();
    let accepted = 0;
    const differences: string[] = [];
    for (let run = 0; run < RUNS; run++) {
      const bytes = mutate(random, original).files.get('arrays.safetensors')!;
      const ours = readOurs(bytes);
      if (ours === 'refused') continue;
      accepted += 1;
      if (readTheirs(bytes) !== ours)
        differences.push(`run ${run}: ${Buffer.from(bytes).toString('latin1').slice(0, 400)}`);
    }
    expect(differences).toEqual([]);
    expect(accepted).toBeGreaterThan(500);
  });
});
