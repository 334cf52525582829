import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { filterRowsOfThree } from './filter-rows-of-three.ts';
import { filterRows, filterRowsOfAny } from './forward.ts';

const SEED = 20_261_120;
const K = 3;

// Zeros, probabilities about the threshold of what counts as reachable, and densities that underflow or vanish.
const probability = fc.oneof(
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.constantFrom(0, 1, 1e-280, 1.1e-280, 1e-300, 1e-140),
);
const logDensity = fc.oneof(
  // Where no state is sure, the order of a sum shows.
  { arbitrary: fc.double({ min: -3, max: 0, noNaN: true }), weight: 6 },
  fc.double({ min: -900, max: 300, noNaN: true }),
  fc.constantFrom(-Infinity, 0, -1e300, -745, -746),
);
const cases = fc.record({
  initialProbs: fc.array(probability, { minLength: K, maxLength: K }),
  transitionMatrix: fc.array(probability, { minLength: K * K, maxLength: K * K }),
  logDensities: fc.array(fc.array(logDensity, { minLength: K, maxLength: K }), { minLength: 2, maxLength: 40 }),
  keepsPredicted: fc.boolean(),
  cut: fc.nat(39),
});
type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never;

/** All rows, in two calls: up to the cut, and on from there. */
function run(filter: typeof filterRows, drawn: Case, initialProbs = drawn.initialProbs) {
  const rows = drawn.logDensities.length;
  const cut = 1 + (drawn.cut % (rows - 1));
  const chain = {
    nStates: K,
    initialProbs: Float64Array.from(initialProbs),
    transitionMatrix: Float64Array.from(drawn.transitionMatrix),
  };
  const densities = Float64Array.from(drawn.logDensities.flat());
  const filtered = new Float64Array(rows * K);
  const predicted = new Float64Array(drawn.keepsPredicted ? rows * K : K);
  const stride = drawn.keepsPredicted ? K : 0;
  const first = filter(filtered, predicted, stride, chain, densities, 0, cut, true);
  const second = filter(filtered, predicted, stride, chain, densities, cut, rows, false);
  return { first, second, filtered, predicted, densities };
}

it(`filterRowsOfThree(...) is filterRowsOfAny(...) to the bit, whatever cannot be reached or explained (seed ${SEED})`, () => {
  fc.assert(
    fc.property(cases, (drawn) => {
      expect(run(filterRowsOfThree, drawn)).toEqual(run(filterRowsOfAny, drawn));
      expect(run(filterRows, drawn)).toEqual(run(filterRowsOfAny, drawn));
    }),
    { seed: SEED, numRuns: 500 },
  );
});

it('control: the least change of the start is seen', () => {
  const drawn: Case = {
    initialProbs: [0.5, 0.3, 0.2],
    transitionMatrix: [0.9, 0.05, 0.05, 0.1, 0.8, 0.1, 0.2, 0.2, 0.6],
    logDensities: [
      [-1, -2, -3],
      [-3, -1, -2],
    ],
    keepsPredicted: true,
    cut: 0,
  };
  const other = run(filterRowsOfThree, drawn, [0.5 + 2 ** -53, 0.3, 0.2]);
  expect(other).not.toEqual(run(filterRowsOfAny, drawn));
});
