import { createRandomStream } from '@regimekit/numerics';
import { describe, expect, it } from 'vitest';
import {
  createFixedLagSmoother,
  createGaussianHmm,
  createOnlineFilter,
  expectedTransitionCounts,
  forward,
  forwardBackward,
  logLikelihood,
  logScores,
  pathEntropy,
  samplePaths,
  smoothFixedLag,
  type GaussianHmm,
} from '../src/index.ts';
import { relativeError } from './support/closeness.ts';
import { covarianceTypes, randomModel, randomRows, removeAtRandom } from './support/models.ts';
import { pathTable, type PathTable } from './support/path-table.ts';

const RTOL = 1e-12;
/** Share of draws may differ from a probability by this many standard errors; about one in a million would by chance. */
const STANDARD_ERRORS = 5;
const N_PATHS = 20_000;
const [K, T, D] = [3, 6, 2];
const states = [0, 1, 2];

const leftRight = createGaussianHmm({
  initialProbs: [1, 0, 0],
  transitionMatrix: [
    [0.6, 0.4, 0],
    [0, 0.7, 0.3],
    [0, 0, 1],
  ],
  means: [
    [-1, 0],
    [0.5, 1],
    [2, -1],
  ],
  covariances: [
    [1, 2],
    [0.5, 1],
    [2, 0.7],
  ],
});

const cases: [string, GaussianHmm][] = [
  ...covarianceTypes.map((type, i): [string, GaussianHmm] => [type, randomModel(type, K, D, 10 + i)]),
  ['diag with structural zeros', leftRight],
];
const x = randomRows(T, D, 3);
const lengths = [2, 1, 3];

/** The tables of the sequences, each by itself. */
function parts(model: GaussianHmm): PathTable[] {
  return [pathTable(model, x.slice(0, 2)), pathTable(model, x.slice(2, 3)), pathTable(model, x.slice(3))];
}

function entropyOf({ probs }: PathTable): number {
  return probs.reduce((sum, p) => (p > 0 ? sum - p * Math.log(p) : sum), 0);
}

function transitionsOf({ mass, paths }: PathTable): number[][] {
  const steps = paths[0]!.slice(1).map((_, t) => t);
  return states.map((i) =>
    states.map((j) => steps.reduce((sum, t) => sum + mass((path) => path[t] === i && path[t + 1] === j), 0)),
  );
}

function switchesOf({ mass, paths }: PathTable): number[] {
  return paths[0]!.map((_, t) => (t === 0 ? 0 : mass((path) => path[t] !== path[t - 1])));
}

describe.each(cases)('against the table of all paths, %s', (_, model) => {
  const table = pathTable(model, x);
  const prefixes = x.map((_row, t) => pathTable(model, x.slice(0, t + 1)));

  it.each([0, 1, 2, 4, 5, 9])('smoothFixedLag(model, x, { lag: %i }) sees the rows up to t + lag', (lag) => {
    const expected = x.map((_row, t) => {
      const seen = prefixes[Math.min(t + lag, T - 1)]!;
      return states.map((k) => seen.mass((path) => path[t] === k));
    });
    const result = smoothFixedLag(model, x, { lag });
    expect(relativeError(result.laggedProbs.to2DArray(), expected)).toBeLessThanOrEqual(RTOL);
    expect(relativeError(result.logLikelihood, table.logLikelihood)).toBeLessThanOrEqual(RTOL);
  });

  it('logScores(model, x) is what each row adds to the log-likelihood', () => {
    const expected = prefixes.map((prefix, t) => prefix.logLikelihood - (prefixes[t - 1]?.logLikelihood ?? 0));
    expect(relativeError(logScores(model, x), expected)).toBeLessThanOrEqual(RTOL);
  });

  it('pathEntropy(model, x) is the entropy of the table', () => {
    expect(relativeError(pathEntropy(model, x).entropy, entropyOf(table))).toBeLessThanOrEqual(RTOL);
  });

  it('pathEntropy(model, x, { lengths }) adds the sequences', () => {
    const result = pathEntropy(model, x, { lengths });
    expect(relativeError(result.perSequence, parts(model).map(entropyOf))).toBeLessThanOrEqual(RTOL);
    expect(result.entropy).toBeCloseTo(
      result.perSequence.reduce((a, b) => a + b),
      12,
    );
  });

  it('expectedTransitionCounts(model, x) counts the table, row by row too', () => {
    const { total, switchProbs } = expectedTransitionCounts(model, x);
    expect(relativeError(total.to2DArray(), transitionsOf(table))).toBeLessThanOrEqual(RTOL);
    expect(relativeError(switchProbs, switchesOf(table))).toBeLessThanOrEqual(RTOL);
  });

  it('expectedTransitionCounts(model, x, { lengths }) counts each sequence by itself', () => {
    const { total, perSequence, switchProbs } = expectedTransitionCounts(model, x, { lengths });
    const expected = parts(model);
    expect(
      relativeError(
        perSequence.map((counts) => counts.to2DArray()),
        expected.map(transitionsOf),
      ),
    ).toBeLessThanOrEqual(RTOL);
    expect(relativeError(switchProbs, expected.flatMap(switchesOf))).toBeLessThanOrEqual(RTOL);
    const { expectedTransitions } = forwardBackward(model, x, { lengths });
    expect(relativeError(total.data, expectedTransitions.data)).toBeLessThanOrEqual(RTOL);
  });

  it('samplePaths(model, x) draws each path as often as the table says', () => {
    const counts = new Map<string, number>();
    for (const path of samplePaths(model, x, { nPaths: N_PATHS, seed: 5 })) {
      counts.set(path.join(), (counts.get(path.join()) ?? 0) + 1);
    }
    expect(worstZ(table, counts)).toBeLessThan(STANDARD_ERRORS);
    for (const key of counts.keys())
      expect(table.probs[table.paths.findIndex((p) => p.join() === key)]).toBeGreaterThan(0);
  });

  it('samplePaths(model, x) agrees with smoothed and pair probabilities', () => {
    const draws = samplePaths(model, x, { nPaths: N_PATHS, seed: 6 });
    const { smoothedProbs } = forwardBackward(model, x);
    const single = x.flatMap((_row, t) =>
      states.map((i) => distance(draws, (path) => path[t] === i, smoothedProbs.get(t, i))),
    );
    const pairs = x.slice(1).flatMap((_row, t) =>
      states.flatMap((i) =>
        states.map((j) => {
          const both = (path: ArrayLike<number>) => path[t] === i && path[t + 1] === j;
          return distance(draws, both, table.mass(both));
        }),
      ),
    );
    expect(Math.max(...single, ...pairs)).toBeLessThan(STANDARD_ERRORS);
  });
});

/** The largest distance of a path's share from its probability, in standard errors. */
function worstZ({ paths, probs }: PathTable, counts: ReadonlyMap<string, number>): number {
  return paths.reduce((worst, path, i) => {
    const p = probs[i]!;
    const count = counts.get(path.join()) ?? 0;
    const error = Math.sqrt(N_PATHS * p * (1 - p));
    // A path so rare that none is expected may come once.
    return Math.max(worst, Math.max(Math.abs(count - N_PATHS * p) - 1, 0) / Math.max(error, 1e-9));
  }, 0);
}

/** Distance of the share of the draws that pass the test from its probability, in standard errors. */
function distance(draws: readonly Int32Array[], holds: (path: Int32Array) => boolean, p: number): number {
  const share = draws.filter(holds).length / draws.length;
  return Math.abs(share - p) / (Math.sqrt((p * (1 - p)) / draws.length) + 1 / draws.length);
}

describe.each(covarianceTypes)('against the table of all paths with missing values, %s', (type) => {
  const model = randomModel(type, K, 4, 60);
  const rows = removeAtRandom(randomRows(T, 4, 71), 0.4, 81).with(3, [NaN, NaN, NaN, NaN]);
  const missing = 'marginalise' as const;
  const table = pathTable(model, rows);

  it("every question takes { missing: 'marginalise' }", () => {
    const expected = rows.map((_row, t) => {
      const seen = pathTable(model, rows.slice(0, Math.min(t + 3, T)));
      return states.map((k) => seen.mass((path) => path[t] === k));
    });
    const { laggedProbs } = smoothFixedLag(model, rows, { lag: 2, missing });
    expect(relativeError(laggedProbs.to2DArray(), expected)).toBeLessThanOrEqual(RTOL);
    const smoother = createFixedLagSmoother(model, { lag: 2, missing });
    const online = rows.map((row) => smoother.update(row).laggedProbs);
    expect(online.slice(2)).toEqual([0, 1, 2, 3].map((t) => laggedProbs.row(t)));
    expect(relativeError(pathEntropy(model, rows, { missing }).entropy, entropyOf(table))).toBeLessThanOrEqual(RTOL);
    const { total } = expectedTransitionCounts(model, rows, { missing });
    expect(relativeError(total.to2DArray(), transitionsOf(table))).toBeLessThanOrEqual(RTOL);
    const scores = logScores(model, rows, { missing });
    expect(
      relativeError(
        scores.reduce((sum, score) => sum + score, 0),
        table.logLikelihood,
      ),
    ).toBeLessThanOrEqual(RTOL);
    expect(scores[3]).toBeCloseTo(0, 14);
    const draws = samplePaths(model, rows, { nPaths: N_PATHS, seed: 2, missing });
    const ends = states.map((k) =>
      distance(
        draws,
        (path) => path[3] === k,
        table.mass((path) => path[3] === k),
      ),
    );
    expect(Math.max(...ends)).toBeLessThan(STANDARD_ERRORS);
  });
});

describe('coherence', () => {
  const model = randomModel('full', K, D, 21);
  const long = randomRows(400, D, 8);

  it('smoothFixedLag(model, x, { lag }) is forwardBackward of the rows up to t + lag', () => {
    const { laggedProbs } = smoothFixedLag(model, long, { lag: 7, lengths: [250, 150] });
    const errors = [0, 1, 100, 243, 249].map((t) => {
      const { smoothedProbs } = forwardBackward(model, long.slice(0, Math.min(t + 8, 250)));
      return relativeError(laggedProbs.row(t), smoothedProbs.row(t));
    });
    expect(Math.max(...errors)).toBeLessThanOrEqual(RTOL);
  });

  it('smoothFixedLag(model, x, { lag: 0 }) is forward, to the bit, and with a lag of T it is forwardBackward', () => {
    expect(smoothFixedLag(model, long, { lag: 0 }).laggedProbs.data).toEqual(forward(model, long).filteredProbs.data);
    const all = smoothFixedLag(model, long, { lag: 400 }).laggedProbs;
    expect(relativeError(all.data, forwardBackward(model, long).smoothedProbs.data)).toBeLessThanOrEqual(RTOL);
  });

  it('logScores(model, x) sums to the log-likelihood, and each is that of the online filter to the bit', () => {
    const scores = logScores(model, long, { lengths: [250, 150], initialProbs: 'stationary' });
    const total = scores.reduce((sum, score) => sum + score, 0);
    const whole = logLikelihood(model, long, { lengths: [250, 150], initialProbs: 'stationary' });
    expect(relativeError(total, whole)).toBeLessThanOrEqual(RTOL);
    const filter = createOnlineFilter(model, { initialProbs: 'stationary' });
    const online = long.map((row, t) => {
      if (t === 250) filter.reset();
      return filter.update(row).logPredictive;
    });
    expect(Array.from(scores)).toEqual(online);
  });

  it('samplePaths(model, x, { seed }) repeats itself, and the first paths do not depend on how many follow', () => {
    const few = samplePaths(model, long, { nPaths: 3, seed: 4 });
    expect(samplePaths(model, long, { nPaths: 5, seed: 4 }).slice(0, 3)).toEqual(few);
    expect(samplePaths(model, long, { nPaths: 3, seed: 5 })).not.toEqual(few);
  });

  it('samplePaths(model, x, { lengths }) draws sequences that do not know each other', () => {
    // State 1 is for ever, so a path that carried over the border could not go back.
    const absorbing = createGaussianHmm({
      initialProbs: [1, 0],
      transitionMatrix: [
        [0.5, 0.5],
        [0, 1],
      ],
      means: [[0], [4]],
      covariances: [[1], [1]],
    });
    const [path] = samplePaths(absorbing, [[0], [4], [0], [4]], { nPaths: 1, seed: 1, lengths: [2, 2] });
    expect([...path!]).toEqual([0, 1, 0, 1]);
  });
});

describe('rows that nothing can explain, and states that cannot be reached', () => {
  it('a row beyond every density tells nothing, and all answers stay finite but its score', () => {
    const model = randomModel('diag', K, D, 12);
    const rows = [
      [0, 0],
      [1e200, 0],
      [0.5, 1],
      [1, 1],
    ];
    expect([...logScores(model, rows)].map((score) => Number.isFinite(score))).toEqual([true, false, true, true]);
    expect(Number.isFinite(pathEntropy(model, rows).entropy)).toBe(true);
    for (const [t, row] of smoothFixedLag(model, rows, { lag: 2 }).laggedProbs.to2DArray().entries()) {
      expect(
        row.reduce((sum, p) => sum + p, 0),
        `row ${t}`,
      ).toBeCloseTo(1, 12);
    }
    expect(expectedTransitionCounts(model, rows).total.data.reduce((sum, n) => sum + n, 0)).toBeCloseTo(3, 12);
    expect(samplePaths(model, rows, { nPaths: 10, seed: 1 })).toHaveLength(10);
  });

  it('pathEntropy(model whose path is certain, x) is zero', () => {
    const certain = createGaussianHmm({
      initialProbs: [1, 0],
      transitionMatrix: [
        [0, 1],
        [1, 0],
      ],
      means: [[0], [1]],
      covariances: [[1], [1]],
    });
    expect(pathEntropy(certain, [[5], [-5], [3]]).entropy).toBe(0);
    expect([...expectedTransitionCounts(certain, [[5], [-5], [3]]).switchProbs]).toEqual([0, 1, 1]);
  });
});

describe('controls', () => {
  const model = randomModel('diag', K, D, 11);
  const table = pathTable(model, x);

  it('the smoother instead of a fixed lag does not match, so the comparison can fail', () => {
    const { laggedProbs } = smoothFixedLag(model, x, { lag: 1 });
    expect(relativeError(forwardBackward(model, x).smoothedProbs.data, laggedProbs.data)).toBeGreaterThan(1e-3);
  });

  it('the sum of the entropies of the rows is larger than that of the path', () => {
    const rows = forwardBackward(model, x).smoothedProbs.data.reduce(
      (sum, p) => (p > 0 ? sum - p * Math.log(p) : sum),
      0,
    );
    expect(rows).toBeGreaterThan(1.01 * pathEntropy(model, x).entropy);
  });

  it('paths drawn row by row from the smoothed probabilities do not match the table', () => {
    const { smoothedProbs } = forwardBackward(model, x);
    const random = createRandomStream(5);
    const counts = new Map<string, number>();
    for (let n = 0; n < N_PATHS; n++) {
      const key = x.map((_row, t) => random.categorical(smoothedProbs.row(t))).join();
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect(worstZ(table, counts)).toBeGreaterThan(STANDARD_ERRORS);
  });
});
