import { MatrixView } from '@regimekit/numerics';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { historyDigest } from './history-digest.ts';

const SEED = 20_260_114;
const value = fc.double({ noNaN: true });
const view = (columns: number, data: readonly number[]) =>
  new MatrixView(data.length / columns, columns, Float64Array.from(data));

describe('historyDigest', () => {
  it(`historyDigest(matrix, rows, lengths) differs when one bit of one value differs (seed ${SEED})`, () => {
    const cases = fc.record({
      data: fc.array(value, { minLength: 1, maxLength: 9 }),
      at: fc.nat(8),
      bit: fc.nat(63),
    });
    fc.assert(
      fc.property(cases, ({ data, at, bit }) => {
        const matrix = view(1, data);
        const changed = view(1, data);
        new Uint8Array(changed.data.buffer)[8 * (at % data.length) + (bit >> 3)]! ^= 1 << (bit & 7);
        const digest = historyDigest(matrix, data.length, [data.length]);
        expect(digest).toMatch(/^[0-9a-f]{32}$/);
        expect(historyDigest(view(1, data), data.length, [data.length])).toBe(digest);
        expect(historyDigest(changed, data.length, [data.length])).not.toBe(digest);
      }),
      { seed: SEED, numRuns: 500 },
    );
  });

  it('historyDigest(matrix, rows, lengths) tells apart histories that differ in shape, order or borders alone', () => {
    const digests = [
      historyDigest(view(1, [1, 2, 3, 4]), 4, [4]),
      historyDigest(view(2, [1, 2, 3, 4]), 2, [2]),
      historyDigest(view(4, [1, 2, 3, 4]), 1, [1]),
      historyDigest(view(1, [1, 2, 4, 3]), 4, [4]),
      historyDigest(view(1, [1, 2, 3, 4]), 3, [3]),
      historyDigest(view(1, [1, 2, 3, 0]), 4, [4]),
      historyDigest(view(1, [1, 2, 3, -0]), 4, [4]),
      historyDigest(view(1, [1, 2, 3, 4]), 4, [2, 2]),
      historyDigest(view(1, [1, 2, 3, 4]), 4, [1, 3]),
      historyDigest(view(1, [1, 2, 3, 4]), 4, [1, 1, 2]),
    ];
    expect(new Set(digests).size).toBe(digests.length);
  });

  it('historyDigest(matrix, rows, lengths) looks at the first rows only, wherever the matrix lies in its buffer', () => {
    const data = Float64Array.of(9, 9, 1, 2, 3, 4, 5, 6);
    const inside = new MatrixView(3, 2, data.subarray(2));
    expect(historyDigest(inside, 2, [2])).toBe(historyDigest(view(2, [1, 2, 3, 4]), 2, [2]));
  });

  it('historyDigest(matrix, rows, lengths) of 20,000 histories one step apart does not repeat', () => {
    const digests = new Set(Array.from({ length: 20_000 }, (_, i) => historyDigest(view(1, [i, 0, i % 7]), 3, [3])));
    expect(digests.size).toBe(20_000);
  });
});
