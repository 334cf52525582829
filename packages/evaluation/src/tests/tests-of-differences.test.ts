import { createRandomStream, type RandomStream } from '@regimekit/numerics';
import { describe, expect, it } from 'vitest';
import { gap, ROUNDING } from '../../test/support/gap.ts';
import { reference } from '../../test/support/statistics-reference.ts';
import { benjaminiHochberg, cohensKappa, dieboldMariano, ledoitWolf, mcNemarExact, sharpeRatio } from '../index.ts';

/** MA(2) differences around zero: what forecasts three steps ahead leave. */
function overlapping(n: number, random: RandomStream): Float64Array {
  const z = Float64Array.from({ length: n + 2 }, () => random.normal());
  return Float64Array.from({ length: n }, (_, t) => z[t]! + 0.7 * z[t + 1]! + 0.4 * z[t + 2]!);
}

/** Share of `runs` in which the call says yes. */
function shareOf(runs: number, call: (random: RandomStream) => boolean): number {
  const random = createRandomStream(21);
  let count = 0;
  for (let run = 0; run < runs; run++) if (call(random)) count++;
  return count / runs;
}

describe('dieboldMariano(differences, options)', () => {
  const { differences, cases } = reference.dieboldMariano;

  it.each(cases)('agrees with statsmodels: horizon $horizon, lags $lags', ({ horizon, lags, statistic, pValue }) => {
    const result = dieboldMariano(differences, lags === null ? { horizon } : { horizon, lags });
    expect(gap(result.statistic, statistic)).toBeLessThanOrEqual(1e-10);
    expect(gap(result.pValue, pValue)).toBeLessThanOrEqual(1e-10);
  });

  it('is the t-test at horizon 1 without lags, worked by hand', () => {
    // Mean .18, sum of squares around it .416: t = .18 / sqrt(.416 / 9 / 10).
    const result = dieboldMariano([0.3, -0.1, 0.4, 0.2, 0.1, -0.2, 0.5, 0.3, 0.2, 0.1], { lags: 0 });
    expect(gap(result.statistic, 0.18 / Math.sqrt(0.416 / 90))).toBeLessThanOrEqual(ROUNDING);
  });

  it('its one-sided p-values add to one, and turn with the sign', () => {
    const of = (alternative: 'greater' | 'less', sign = 1) =>
      dieboldMariano(
        differences.map((d) => sign * d),
        { alternative },
      ).pValue!;
    expect(gap(of('greater') + of('less'), 1)).toBeLessThanOrEqual(ROUNDING);
    expect(of('greater', -1)).toBe(of('less'));
  });

  it('of differences that never vary says nothing', () => {
    expect(dieboldMariano(Array.from({ length: 20 }, () => 0.1))).toMatchObject({
      statistic: undefined,
      pValue: undefined,
    });
    expect(dieboldMariano(new Float64Array(20))).toMatchObject({ meanDifference: 0, pValue: undefined });
  });

  it('rejects overlapping differences without a mean in about 5 %; the plain t-test in far more (the control)', () => {
    const rejects = (lags?: number) => (random: RandomStream) =>
      dieboldMariano(overlapping(250, random), lags === undefined ? { horizon: 3 } : { lags }).pValue! < 0.05;
    // 1,000 runs: one standard deviation of .05 is .007. With Bartlett weights and four lags the test is a little liberal.
    expect(shareOf(1000, rejects())).toBeLessThan(0.1);
    expect(shareOf(1000, rejects())).toBeGreaterThan(0.03);
    expect(shareOf(1000, rejects(0))).toBeGreaterThan(0.13);
  });

  it.each([
    ['nine differences', () => dieboldMariano(new Float64Array(9)), /at least 10 values, received 9/u],
    ['a horizon of 0', () => dieboldMariano(differences, { horizon: 0 }), /horizon must be a whole number/u],
    ['lags beyond the data', () => dieboldMariano(differences, { lags: 140 }), /lags must be well below the number/u],
    ['a misspelt option', () => dieboldMariano(differences, { horizn: 2 } as never), /received horizn/u],
    [
      'an unknown side',
      () => dieboldMariano(differences, { alternative: 'up' as never }),
      /one of two-sided, greater/u,
    ],
  ])('refuses %s', (_what, call, message) => {
    expect(call).toThrow(message);
  });
});

describe('ledoitWolf(a, b, options)', () => {
  const { net, market } = reference.series;
  const fewer = { seed: 1, replications: 499 };

  it('its difference and kernel error agree with the 4 x 4 matrix form in numpy', () => {
    const result = ledoitWolf(net, market, fewer);
    expect(gap(result.difference, reference.ledoitWolf.difference)).toBeLessThanOrEqual(1e-10);
    expect(gap(result.standardError, reference.ledoitWolf.standardError)).toBeLessThanOrEqual(1e-10);
    // With n instead of n - 1 in the standard deviation, as the paper has it.
    expect(
      gap(result.difference, (sharpeRatio(net)! - sharpeRatio(market)!) * Math.sqrt(150 / 149)),
    ).toBeLessThanOrEqual(1e-12);
  });

  it('agrees with the test written out: whole resampled series, moments and block errors by their definitions', () => {
    const [l, replications, n] = [6, 299, net.length];
    const random = createRandomStream(5);
    const sharpe = (r: number[]) => {
      const mean = r.reduce((x, y) => x + y, 0) / r.length;
      return { mean, square: r.reduce((x, y) => x + y * y, 0) / r.length };
    };
    const delta = (a: number[], b: number[]) => {
      const [p, q] = [sharpe(a), sharpe(b)];
      const [v, w] = [p.square - p.mean ** 2, q.square - q.mean ** 2];
      const gradient = [p.square / v ** 1.5, -q.square / w ** 1.5, -p.mean / 2 / v ** 1.5, q.mean / 2 / w ** 1.5];
      return { value: p.mean / v ** 0.5 - q.mean / w ** 0.5, gradient, centre: [p.mean, q.mean, p.square, q.square] };
    };
    const original = delta(net, market);
    const error = reference.ledoitWolf.standardError / Math.sqrt(252);
    let beyond = 0;
    for (let run = 0; run < replications; run++) {
      const days: number[] = [];
      for (let block = 0; block < n / l; block++) {
        const start = random.integer(n);
        for (let k = 0; k < l; k++) days.push((start + k) % n);
      }
      const [a, b] = [days.map((t) => net[t]!), days.map((t) => market[t]!)];
      const { value, gradient, centre } = delta(a, b);
      // Psi = 1/(number of blocks) sum zeta zeta', zeta the sum of a block's centred moments over sqrt(l).
      const psi = Array.from({ length: 4 }, () => [0, 0, 0, 0]);
      for (let block = 0; block < n / l; block++) {
        const zeta = [0, 0, 0, 0];
        for (let t = block * l; t < (block + 1) * l; t++) {
          [a[t]!, b[t]!, a[t]! ** 2, b[t]! ** 2].forEach((y, i) => (zeta[i]! += (y - centre[i]!) / Math.sqrt(l)));
        }
        zeta.forEach((x, i) => zeta.forEach((y, j) => (psi[i]![j]! += (x * y) / (n / l))));
      }
      let variance = 0;
      gradient.forEach((x, i) => gradient.forEach((y, j) => (variance += x * y * psi[i]![j]!)));
      if (Math.abs(value - original.value) / Math.sqrt(variance / n) >= Math.abs(original.value) / error) beyond++;
    }
    const { pValue } = ledoitWolf(net, market, { seed: 5, replications, blockLength: l });
    expect(pValue).toBe((1 + beyond) / (1 + replications));
  });

  it('two that never differ but by leverage have no p-value, and the same seed gives the same', () => {
    expect(ledoitWolf(market, market, fewer)).toMatchObject({ difference: 0, pValue: undefined, interval: undefined });
    expect(
      ledoitWolf(
        market.map((r) => 2 * r),
        market,
        fewer,
      ).pValue,
    ).toBeUndefined();
    expect(ledoitWolf(net, market, fewer)).toEqual(ledoitWolf(net, market, fewer));
  });

  it('swapping the two turns difference and interval, and keeps the error', () => {
    const [one, two] = [ledoitWolf(net, market, fewer), ledoitWolf(market, net, fewer)];
    expect(gap(two.difference, -one.difference)).toBeLessThanOrEqual(ROUNDING);
    expect(gap(two.interval!.lower, -one.interval!.upper)).toBeLessThanOrEqual(1e-10);
    expect(gap(two.standardError, one.standardError)).toBeLessThanOrEqual(ROUNDING);
  });

  // Heavy tails, volatility in clusters, and correlation .8 between the two, as daily strategies have it.
  const rejected = (gain: number) => (random: RandomStream) => {
    let level = 1;
    const draw = () => random.normal() / Math.sqrt(random.gamma(2.5) / 2.5);
    const pairs = Array.from({ length: 250 }, () => {
      level = Math.exp(0.95 * Math.log(level) + 0.15 * random.normal());
      const common = draw();
      return [level * (0.9 * common + 0.43 * draw() + gain), level * (0.9 * common + 0.43 * draw())] as const;
    });
    const [a, b] = [pairs.map(([x]) => x), pairs.map(([, y]) => y)];
    return ledoitWolf(a, b, { seed: 1, replications: 199 }).pValue! <= 0.05;
  };

  it('rejects equal ratios of heavy-tailed, clustered returns in about 5 %, and sees a large difference', () => {
    // 300 runs: one standard deviation of .05 is .0126.
    const size = shareOf(300, rejected(0));
    expect(size).toBeGreaterThan(0.01);
    expect(size).toBeLessThan(0.1);
    expect(shareOf(100, rejected(0.25))).toBeGreaterThan(0.8);
  });

  it.each([
    [
      'a strategy without risk',
      () =>
        ledoitWolf(
          market,
          market.map(() => 0.01),
          fewer,
        ),
      /the excess returns of b must be/u,
    ],
    ['other days', () => ledoitWolf(market, net.slice(1), fewer), /b and a must have the same length/u],
    ['too few days', () => ledoitWolf([1, 2], [2, 1], fewer), /at least 30 values/u],
    ['blocks of half the sample', () => ledoitWolf(net, market, { ...fewer, blockLength: 75 }), /at most a quarter/u],
    ['a misspelt option', () => ledoitWolf(net, market, { ...fewer, riskfree: 0 } as never), /received riskfree/u],
  ])('refuses %s', (_what, call, message) => {
    expect(call).toThrow(message);
  });
});

describe('mcNemarExact(onlyA, onlyB)', () => {
  it.each(reference.mcnemar)('agrees with statsmodels: $onlyA and $onlyB', ({ onlyA, onlyB, pValue }) => {
    // 86 and 150 are the ratings of Agresti's textbook (and of R's mcnemar.test).
    expect(gap(mcNemarExact(onlyA, onlyB).pValue, pValue)).toBeLessThanOrEqual(ROUNDING);
    expect(mcNemarExact(onlyB, onlyA).pValue).toBe(mcNemarExact(onlyA, onlyB).pValue);
  });

  it('is 1 when nothing tells the two apart', () => {
    expect(mcNemarExact(0, 0).pValue).toBe(1);
  });

  it('refuses what is no count', () => {
    expect(() => mcNemarExact(1.5, 2)).toThrow(/onlyA must be a whole number of at least 0, received 1.5/u);
    expect(() => mcNemarExact(1, -2)).toThrow(/onlyB/u);
  });
});

describe('cohensKappa(a, b, nLabels)', () => {
  it('agrees with statsmodels, standard error too', () => {
    const { a, b, kappa, standardError } = reference.kappa;
    const result = cohensKappa(a, b, 3);
    expect(gap(result.kappa, kappa)).toBeLessThanOrEqual(ROUNDING);
    expect(gap(result.standardError, standardError)).toBeLessThanOrEqual(ROUNDING);
  });

  it('by hand: 70 of 100 alike, half of them by chance', () => {
    const label = (counts: number[][], side: 0 | 1) =>
      counts.flatMap((row, i) => row.flatMap((count, j) => Array.from({ length: count }, () => (side === 0 ? i : j))));
    const counts = [
      [20, 5],
      [10, 15],
    ];
    // 35 of 50 alike; by chance (25 * 30 + 25 * 20) / 2,500 = .5: kappa = .2 / .5.
    expect(gap(cohensKappa(label(counts, 0), label(counts, 1), 2).kappa, 0.4)).toBeLessThanOrEqual(ROUNDING);
  });

  it('is 1 when always alike, -1 when never, undefined when only one label occurs', () => {
    expect(cohensKappa([0, 1, 2, 1], [0, 1, 2, 1], 3)).toMatchObject({ kappa: 1, standardError: 0, agreement: 1 });
    expect(cohensKappa([0, 1], [1, 0], 2).kappa).toBe(-1);
    expect(cohensKappa([1, 1], [1, 1], 2)).toMatchObject({ kappa: undefined, agreement: 1 });
  });

  it.each([
    ['another length', () => cohensKappa([0], [0, 1], 2), /b and a must have the same length/u],
    ['no days', () => cohensKappa([], [], 2), /at least one day/u],
    ['a label too many', () => cohensKappa([0, 2], [0, 1], 2), /a must be labels from 0 to 1, received 2 at index 1/u],
    ['half a label', () => cohensKappa([0, 1], [0, 0.5], 2), /b must be labels/u],
  ])('refuses %s', (_what, call, message) => {
    expect(call).toThrow(message);
  });
});

describe('benjaminiHochberg(pValues)', () => {
  it('agrees with scipy', () => {
    const { pValues, adjusted } = reference.benjaminiHochberg;
    benjaminiHochberg(pValues).forEach((value, i) => expect(gap(value, adjusted[i]!)).toBeLessThanOrEqual(ROUNDING));
  });

  it('refuses what is no probability', () => {
    expect(() => benjaminiHochberg([0.1, 1.2])).toThrow(/probabilities from 0 to 1, received 1.2 at index 1/u);
  });
});
