import { MatrixView } from '@regimekit/numerics';
import { Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { DimensionMismatchError } from '../errors.ts';
import { broadcast, flatten, nest } from './nested-numbers.ts';

describe('flatten', () => {
  it('flatten(nested, shape) keeps row-major order, and passes flat arrays of the right size', () => {
    const nested = [
      [
        [1, 2],
        [3, 4],
      ],
      [
        [5, 6],
        [7, 8],
      ],
    ];
    expect([...flatten(nested, [2, 2, 2], 'x')]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect([...flatten([1, 2, 3, 4], [2, 2], 'x')]).toEqual([1, 2, 3, 4]);
    expect([
      ...flatten(
        [
          Matrix.eye(2),
          MatrixView.from([
            [5, 6],
            [7, 8],
          ]),
        ],
        [2, 2, 2],
        'x',
      ),
    ]).toEqual([1, 0, 0, 1, 5, 6, 7, 8]);
    expect(nest(flatten(nested, [2, 2, 2], 'x'), [2, 2, 2])).toEqual(nested);
  });

  it('flatten(value, shape, name) names what came and what was expected', () => {
    expect(() => flatten([[1, 2], [3]], [2, 2], 'means')).toThrow('means must be 2 x 2, received 2 x ragged.');
    expect(() => flatten(5, [2], 'means')).toThrow(DimensionMismatchError);
  });
});

describe('broadcast', () => {
  it('broadcast(value, shape) repeats as numpy does', () => {
    expect([...broadcast(7, [2, 2], 'x')]).toEqual([7, 7, 7, 7]);
    expect([...broadcast([1, 2], [2, 2], 'x')]).toEqual([1, 2, 1, 2]);
    expect([...broadcast([[1], [2]], [2, 2], 'x')]).toEqual([1, 1, 2, 2]);
    expect([
      ...broadcast(
        [
          [1, 2],
          [3, 4],
        ],
        [2, 2, 2],
        'x',
      ),
    ]).toEqual([1, 2, 3, 4, 1, 2, 3, 4]);
    expect([...broadcast([[[5]], [[6]]], [2, 2, 1], 'x')]).toEqual([5, 5, 6, 6]);
  });

  it('broadcast(value, shape, name) refuses shapes that do not go together', () => {
    expect(() => broadcast([1, 2, 3], [2, 2], 'priors.means')).toThrow('priors.means must be 2 x 2, received 3.');
    expect(() => broadcast([[[1]]], [2, 2], 'x')).toThrow(DimensionMismatchError);
  });
});
