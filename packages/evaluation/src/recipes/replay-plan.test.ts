import { createRandomStream, MatrixView } from '@regimekit/numerics';
import { describe, expect, it } from 'vitest';
import { learnSeenReturns } from '../quality/next-return-scores.ts';
import { dieboldMariano } from '../tests/diebold-mariano.ts';
import { scoreBlocks } from './loss-blocks.ts';
import { meanByBlocks } from './mean-by-blocks.ts';
import { replayPlan } from './replay-plan.ts';

/** Normal differences around `mean` that remember the day before by `phi`. */
function differences(n: number, phi: number, mean = 0, seed = 1): Float64Array {
  const random = createRandomStream(seed);
  let x = 0;
  return Float64Array.from({ length: n }, () => mean + (x = phi * x + Math.sqrt(1 - phi * phi) * random.normal()));
}

const told = {
  hypothesis: 'B predicts better than A.',
  baseline: { name: 'A', version: '1' },
  candidate: { name: 'B', version: '1' },
};

describe('scoreBlocks(differences)', () => {
  it('takes a quarter where days forget, and a year where they remember', () => {
    expect(scoreBlocks([differences(3000, 0)]).blockDays).toBe(63);
    expect(scoreBlocks([differences(3000, 0), differences(3000, 0.9)])).toEqual({
      blockDays: 250,
      autocorrelation: expect.closeTo(0.9, 1) as number,
    });
  });

  it('never takes more than a quarter of the days, and knows that constants have no memory', () => {
    expect(scoreBlocks([differences(400, 0.9)]).blockDays).toBe(100);
    expect(scoreBlocks([new Float64Array(400)])).toEqual({ blockDays: 63, autocorrelation: null });
  });
});

describe('meanByBlocks(values, blockDays, level)', () => {
  it('is the interval of a t-test of the means of blocks', () => {
    const values = differences(30, 0, 0.3);
    // At the level of one less the p-value the interval just touches zero.
    const daily = meanByBlocks(values, 1, 1 - dieboldMariano(values, { lags: 0 }).pValue!);
    expect(daily.value!).toBeGreaterThan(0);
    expect(daily.lower).toBeCloseTo(0, 8);
    const pairs = Float64Array.from({ length: 15 }, (_, b) => (values[2 * b]! + values[2 * b + 1]!) / 2);
    const [blocks, means] = [meanByBlocks(values, 2, 0.95), meanByBlocks(pairs, 1, 0.95)];
    expect(blocks.lower).toBeCloseTo(means.lower!, 12);
    expect(blocks.upper).toBeCloseTo(means.upper!, 12);
    // Days over are spread over the blocks, not dropped.
    const odd = meanByBlocks([...values, 90], 2, 0.95);
    expect(odd.value).toBeCloseTo((values.reduce((sum, x) => sum + x, 0) + 90) / 31, 12);
    expect(meanByBlocks(new Float64Array(9), 3, 0.9)).toEqual({ value: 0, lower: 0, upper: 0 });
    expect(() => meanByBlocks(values, 16, 0.95)).toThrow('at least 32 values');
  });

  it('leaves out the truth seldom where days remember, and nearly always when it takes them for independent', () => {
    const missed = (blockDays: number) =>
      Array.from({ length: 100 }, (_, seed) => meanByBlocks(differences(2500, 0.9, 0, seed), blockDays, 0.95)).filter(
        ({ lower, upper }) => lower! > 0 || upper! < 0,
      ).length;
    expect(missed(250)).toBeLessThan(12);
    expect(missed(1)).toBeGreaterThan(50);
  });
});

describe('replayPlan(differences, told)', () => {
  it('is made from the first days alone', () => {
    const known = differences(1200, 0.2);
    const other = known.map((difference, t) => (t < 300 ? difference : 10 * difference + 3));
    expect(replayPlan(known, told)).toEqual(replayPlan(other, told));
    expect(replayPlan(known, told).pilotDays).toBe(300);
    expect(replayPlan(differences(9000, 0), told).pilotDays).toBe(504);
    // The control: what lies in the pilot does change it.
    const changed = known.map((difference, t) => (t < 300 ? 10 * difference : difference));
    expect(replayPlan(changed, told).plan.clip).toBeCloseTo(10 * replayPlan(known, told).plan.clip, 8);
  });

  it('judges days where days forget, quarters where they remember, and all that is left', () => {
    expect(replayPlan(differences(2400, 0), told).plan).toMatchObject({
      blockDays: 1,
      stopping: { minDays: 252, maxDays: 1896 },
    });
    expect(replayPlan(differences(2400, 0.9), told).plan.blockDays).toBe(63);
    // Too few quarters to judge by: then months.
    expect(replayPlan(differences(400, 0.9), told).plan.blockDays).toBe(21);
  });

  it('clips at four deviations beyond the mean, and at a nat where the pilot never differs', () => {
    const { clip } = replayPlan(differences(2000, 0, 0.5), told).plan;
    expect(clip).toBeCloseTo(0.5 + 4, 0);
    expect(replayPlan(new Float64Array(500), told).plan.clip).toBe(1);
  });
});

describe('learnSeenReturns(probs, returns)', () => {
  it('gives a regime without days the returns of all of them, and others their own', () => {
    const returns = Float64Array.of(0.01, -0.02, 0.03, 0);
    const probs = MatrixView.from([
      [1, 0, 0],
      [0, 1, 0],
      [1, 0, 0],
      [0, 1, 0],
    ]);
    const { means, deviations } = learnSeenReturns(probs, returns);
    expect([...means]).toEqual([0.02, -0.01, 0.005].map((mean) => expect.closeTo(mean, 12) as number));
    expect([...deviations]).toEqual(
      [0.01, 0.01, Math.sqrt(0.0013 / 3)].map((deviation) => expect.closeTo(deviation, 12) as number),
    );
  });
});
