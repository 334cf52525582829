import { createRandomStream, type RandomStream } from '@regimekit/numerics';
import { describe, expect, it } from 'vitest';
import { gap, ROUNDING } from '../../test/support/gap.ts';
import { shareOf } from '../../test/support/share-of.ts';
import { reference } from '../../test/support/statistics-reference.ts';
import { ledoitWolf, sharpeRatio } from '../index.ts';

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
