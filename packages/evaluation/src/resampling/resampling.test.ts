import { createRandomStream } from '@regimekit/numerics';
import { describe, expect, it } from 'vitest';
import { gap, ROUNDING } from '../../test/support/gap.ts';
import { reference } from '../../test/support/statistics-reference.ts';
import {
  blockIndices,
  bootstrapInterval,
  bootstrapStatistic,
  meanWithError,
  optimalBlockLength,
  type BlockMethod,
} from '../index.ts';

describe('blockIndices(n, blockLength, method, random)', () => {
  it('circular: blocks of the length asked for, going on with the first day after the last', () => {
    const indices = blockIndices(10, 4, 'circular', createRandomStream(3));
    expect(indices).toHaveLength(10);
    const follows = Array.from(indices, (index, t) => t > 0 && index === (indices[t - 1]! + 1) % 10);
    expect(follows.map((one, t) => one || t % 4 === 0)).not.toContain(false);
  });

  it('stationary: a new block begins with probability 1 / blockLength, on any day alike', () => {
    const n = 50;
    const random = createRandomStream(4);
    const counts = new Float64Array(n);
    let breaks = 0;
    const runs = 4000;
    for (let run = 0; run < runs; run++) {
      const indices = blockIndices(n, 5, 'stationary', random);
      indices.forEach((index, t) => {
        counts[index]! += 1;
        if (t > 0 && index !== (indices[t - 1]! + 1) % n) breaks++;
      });
    }
    // A block that by chance goes on where the last one ended does not show: 1 / 5 * 49 / 50.
    expect(breaks / (runs * (n - 1))).toBeCloseTo((1 / 5) * (49 / 50), 2);
    // Each day is drawn 4,000 times on average, with a variance of about 2 * 5 - 1 that of independent draws.
    for (const count of counts) expect(Math.abs(count - runs)).toBeLessThan(5 * Math.sqrt(9 * runs));
  });

  it('a length of 1 draws day by day, and the same seed draws the same', () => {
    const draw = () => blockIndices(1000, 1, 'stationary', createRandomStream(7));
    expect(draw()).toEqual(draw());
    const follows = draw().filter((index, t, all) => t > 0 && index === (all[t - 1]! + 1) % 1000).length;
    expect(follows).toBeLessThan(10);
  });

  it.each([
    ['a length below 1', () => blockIndices(10, 0.5, 'stationary', createRandomStream(1)), /blockLength must be/u],
    ['no days', () => blockIndices(0, 2, 'stationary', createRandomStream(1)), /n must be a whole number/u],
    [
      'another method',
      () => blockIndices(9, 2, 'moving' as never, createRandomStream(1)),
      /one of stationary, circular/u,
    ],
  ])('refuses %s', (_what, call, message) => {
    expect(call).toThrow(message);
  });
});

describe('optimalBlockLength(values)', () => {
  it.each(reference.blocks)('agrees with arch 8.0.0: $name', ({ values, stationary, circular }) => {
    const lengths = optimalBlockLength(values);
    expect(gap(lengths.stationary, Math.max(1, stationary))).toBeLessThanOrEqual(1e-10);
    expect(gap(lengths.circular, Math.max(1, circular))).toBeLessThanOrEqual(1e-10);
  });

  it('does not depend on unit or level, is 1 for a constant, and at the limit for a walk', () => {
    const { values, stationary } = reference.blocks[1]!;
    expect(gap(optimalBlockLength(values.map((x) => 100 + 7 * x)).stationary, stationary)).toBeLessThanOrEqual(1e-9);
    expect(optimalBlockLength(Array.from({ length: 50 }, () => 0.1))).toMatchObject({ stationary: 1, circular: 1 });
    expect(() => optimalBlockLength([1, 2, 3])).toThrow(/at least 20 values, received 3/u);
  });

  it('grows with persistence (the control: .9 needs more than .5, and that more than noise)', () => {
    const [noise, half, nine] = reference.blocks.map(({ values }) => optimalBlockLength(values).stationary);
    expect(noise!).toBeLessThan(half!);
    expect(half!).toBeLessThan(nine!);
  });
});

describe('bootstrapInterval(estimate, replications, options)', () => {
  const replications = Array.from({ length: 101 }, (_, i) => i / 100);

  it('percentile, basic and studentised by hand', () => {
    const percentile = bootstrapInterval(0.6, replications, { level: 0.9 });
    expect(gap(percentile.lower, 0.05)).toBeLessThanOrEqual(ROUNDING);
    expect(gap(percentile.upper, 0.95)).toBeLessThanOrEqual(ROUNDING);
    const basic = bootstrapInterval(0.6, replications, { level: 0.9, method: 'basic' });
    expect(gap(basic.lower, 0.25)).toBeLessThanOrEqual(ROUNDING);
    expect(gap(basic.upper, 1.15)).toBeLessThanOrEqual(ROUNDING);
    const studentised = bootstrapInterval(0.5, replications, {
      level: 0.9,
      method: 'studentised',
      standardError: 0.2,
      standardErrors: replications.map(() => 0.1),
    });
    expect(gap(studentised.lower, 0.5 - 0.2 * 4.5)).toBeLessThanOrEqual(ROUNDING);
    expect(gap(studentised.upper, 0.5 + 0.2 * 4.5)).toBeLessThanOrEqual(ROUNDING);
  });

  it.each([
    ['no standard errors', { method: 'studentised' }, /standardError and standardErrors must be given/u],
    ['a level of 95', { level: 95 }, /level must be a number above 0 and below 1, received 95/u],
    ['an unknown method', { method: 'bca' }, /one of percentile, basic, studentised/u],
    ['a misspelt option', { levl: 0.9 }, /received levl/u],
    ['an error of zero', { method: 'studentised', standardError: 1, standardErrors: [0, 1] }, /standardErrors\[0\]/u],
  ])('refuses %s', (_what, options, message) => {
    expect(() => bootstrapInterval(0, [0, 1], options as never)).toThrow(message);
  });
});

/** AR(1) noise around zero. */
function persistent(n: number, phi: number, random: { normal(): number }): Float64Array {
  let state = random.normal() / Math.sqrt(1 - phi * phi);
  return Float64Array.from({ length: n }, () => (state = phi * state + random.normal()));
}

describe('bootstrapStatistic(series, statistic, options)', () => {
  const RUNS = 200;

  /** Share of samples whose 90 % interval of the mean holds the true mean of zero. */
  function coverage(interval: 'percentile' | 'studentised', blockLength: number | undefined, method: BlockMethod) {
    const random = createRandomStream(11);
    let held = 0;
    for (let run = 0; run < RUNS; run++) {
      const x = persistent(300, 0.5, random);
      const length = blockLength ?? optimalBlockLength(x)[method];
      const made = bootstrapStatistic([x], ([sample]) => meanWithError(sample!, length), {
        seed: run,
        replications: 199,
        level: 0.9,
        method,
        blockLength: length,
        interval,
      }).interval;
      if (made.lower <= 0 && made.upper >= 0) held++;
    }
    return held / RUNS;
  }

  // 200 runs: one standard deviation of a share of .86 is .025. Over more runs (bench/size-power.bench.ts) the shares are .85
  // and .88: short samples of persistent data stay below the level, as they must with blocks.
  it.each([
    ['percentile', 'stationary'],
    ['studentised', 'stationary'],
    ['percentile', 'circular'],
  ] as const)(
    '%s, %s: the 90 percent interval of the mean of persistent data holds it in .76 to .96',
    (interval, method) => {
      const share = coverage(interval, undefined, method);
      expect(share).toBeGreaterThan(0.78);
      expect(share).toBeLessThan(0.95);
    },
  );

  it('day by day it would hold it far less often (the control)', () => {
    expect(coverage('percentile', 1, 'stationary')).toBeLessThan(0.75);
  });

  it('draws the same days of all series, so a difference that is constant stays so', () => {
    const x = persistent(100, 0.3, createRandomStream(1));
    const y = x.map((value) => value + 2);
    const difference = ([a, b]: readonly Float64Array[]) => ({
      value: b!.reduce((sum, value, t) => sum + value - a![t]!, 0) / 100,
    });
    const { replications } = bootstrapStatistic([x, y], difference, { seed: 1, replications: 50 });
    for (const value of replications) expect(value).toBeCloseTo(2, 12);
  });

  it('its replications of a mean spread as the closed form of the stationary bootstrap says', () => {
    const x = persistent(200, 0.5, createRandomStream(2));
    const mean = ([sample]: readonly Float64Array[]) => ({ value: sample!.reduce((a, b) => a + b, 0) / 200 });
    const { replications } = bootstrapStatistic([x], mean, { seed: 3, replications: 4000, blockLength: 6 });
    const centre = replications.reduce((a, b) => a + b, 0) / 4000;
    const variance = replications.reduce((sum, value) => sum + (value - centre) ** 2, 0) / 4000;
    const average = x.reduce((a, b) => a + b, 0) / 200;
    let expected = 0;
    for (let i = 0; i < 200; i++) {
      // Circular autocovariance with weight (1 - 1 / 6)^i: Politis and Romano (1994), lemma 1, as a circular sum.
      let circular = 0;
      for (let t = 0; t < 200; t++) circular += ((x[t]! - average) * (x[(t + i) % 200]! - average)) / 200;
      expected += (i === 0 ? 1 : 2 * (1 - i / 200) * (5 / 6) ** i) * circular;
    }
    expect(variance / (expected / 200)).toBeGreaterThan(0.9);
    expect(variance / (expected / 200)).toBeLessThan(1.1);
  });

  it.each([
    ['no series', () => bootstrapStatistic([], () => ({ value: 0 }), { seed: 1 }), /at least one series/u],
    [
      'a statistic that is NaN',
      () => bootstrapStatistic([[1, 2]], () => ({ value: Number.NaN }), { seed: 1, blockLength: 1 }),
      /finite number, received NaN/u,
    ],
    [
      'a statistic without errors, studentised',
      () => bootstrapStatistic([[1, 2]], () => ({ value: 1 }), { seed: 1, blockLength: 1, interval: 'studentised' }),
      /standardErrors? /u,
    ],
    [
      'a misspelt option',
      () => bootstrapStatistic([[1, 2]], () => ({ value: 1 }), { sed: 1 } as never),
      /received sed/u,
    ],
  ])('refuses %s', (_what, call, message) => {
    expect(call).toThrow(message);
  });

  it('meanWithError(values, 1) is the mean and its ordinary error', () => {
    const { value, standardError } = meanWithError([1, 2, 3, 6], 1);
    expect(value).toBe(3);
    expect(gap(standardError, Math.sqrt(14 / 4 / 4))).toBeLessThanOrEqual(ROUNDING);
  });
});
