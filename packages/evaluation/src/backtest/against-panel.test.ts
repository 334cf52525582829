import { createRandomStream } from '@regimekit/numerics';
import { describe, expect, it } from 'vitest';
import {
  againstPanel,
  constantMix,
  returnsFromCloses,
  runStrategy,
  superiorPredictiveAbility,
  type PanelMember,
} from '../index.ts';

const N = 1500;
const dates = Array.from({ length: N }, (_, t) => new Date(Date.UTC(2015, 0, 1 + t)).toISOString().slice(0, 10));
const riskFree = new Float64Array(N).fill(0.0001);
const options = { seed: 4, replications: 499, blockLength: 10 };

/** Two assets: a market, and one whose days are as wild and `edge` standard deviations better. */
function rivals(edge: number, seed = 1) {
  const random = createRandomStream(seed);
  const walk = (mean: number) => {
    let close = 100;
    return dates.map(() => (close *= 1 + 0.0001 + 0.01 * (mean + random.normal())));
  };
  const market = returnsFromCloses(dates, { equity: walk(0.02), other: walk(0.02 + edge) }, riskFree);
  const member = (name: string, weights: Record<string, number>): PanelMember => ({
    name,
    rule: name,
    weights: constantMix(dates, weights),
  });
  const members = [
    member('strategy', { other: 1 }),
    member('constant 100 %', { equity: 0.5 }),
    member('buy and hold', { equity: 1 }),
    member('half', { equity: 0.5, other: 0.1 }),
    member('nothing', {}),
  ];
  const results = members.map(({ weights }) => runStrategy(weights, market));
  return { members, results, cash: riskFree.slice(0, results[0]!.dates.length) };
}

describe('againstPanel(members, results, riskFree, options)', () => {
  it('is the test of Hansen on returns over cash at equal volatility', () => {
    const { members, results, cash } = rivals(0.05);
    const found = againstPanel(members, results, cash, options)!;
    const losses = ([0, 2, 3] as const).map((i) => {
      const excess = results[i]!.returns.map((r, t) => r - cash[t]!);
      const mean = excess.reduce((sum, e) => sum + e, 0) / excess.length;
      const sd = Math.sqrt(excess.reduce((sum, e) => sum + (e - mean) ** 2, 0) / (excess.length - 1));
      return excess.map((e) => -e / sd);
    });
    const [own, held, half] = losses as [Float64Array, Float64Array, Float64Array];
    const byHand = superiorPredictiveAbility(own, { 'buy and hold': held, half }, options);
    // What never left cash, and the constant mix, take no part.
    expect(found.panelOverStrategy).toEqual({
      benchmark: 'strategy',
      rivals: ['buy and hold', 'half'],
      best: byHand.best,
      pValue: byHand.pValues!.consistent,
    });
    expect(found.panelOverMarket).toMatchObject({ benchmark: 'buy and hold', rivals: ['half'] });
    expect(found.strategyOverMarket).toMatchObject({ benchmark: 'buy and hold', rivals: ['strategy'] });
    expect(found.confidenceSet!.of).toBe(3);
  });

  it('sees a strategy that is better, and none where both are alike', () => {
    const good = rivals(0.15);
    const better = againstPanel(good.members, good.results, good.cash, options)!;
    expect(better.strategyOverMarket!.pValue).toBeLessThan(0.05);
    expect(better.panelOverStrategy!.pValue).toBeGreaterThan(0.5);
    expect(better.confidenceSet!.included).not.toContain('buy and hold');
    // The control: of twenty markets in which both are alike few find a difference.
    const misses = Array.from({ length: 20 }, (_, seed) => {
      const { members, results, cash } = rivals(0, 50 + seed);
      return againstPanel(members, results, cash, { ...options, replications: 199 })!.strategyOverMarket!.pValue!;
    });
    expect(misses.filter((p) => p < 0.05).length).toBeLessThanOrEqual(3);
  });

  it('says nothing without a panel, or of a strategy that never left cash', () => {
    const { members, results, cash } = rivals(0);
    expect(againstPanel(members.slice(0, 2), results.slice(0, 2), cash, options)).toBeNull();
    const order = [4, 1, 2, 3];
    const idle = order.map((i) => members[i]!);
    expect(
      againstPanel(
        idle,
        order.map((i) => results[i]!),
        cash,
        options,
      ),
    ).toBeNull();
  });
});
