import { describe, expect, it } from 'vitest';
import { labelRoom, linearTicks, logTicks, priceScale } from './value-axis.ts';

describe('logTicks(min, max)', () => {
  it.each([
    [650, 3300, [700, 1000, 1500, 2000, 3000]],
    [1, 10_000, [1, 10, 100, 1000, 10_000]],
    [0.02, 0.9, [0.02, 0.05, 0.1, 0.2, 0.5]],
    [1010, 1090, [1020, 1040, 1060, 1080]],
  ])('%d to %d', (min, max, expected) => {
    expect(logTicks(min, max)).toEqual(expected);
  });

  it('stays inside its bounds with four to ten ticks, whatever the range', () => {
    for (let min = 0.003; min < 1e6; min *= 7.3) {
      for (const ratio of [1.01, 1.2, 2, 5, 30, 400]) {
        const ticks = logTicks(min, min * ratio);
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(10);
        expect(ticks.every((tick) => tick >= min && tick <= min * ratio)).toBe(true);
      }
    }
  });
});

describe('logTicks(min, max) over many decades', () => {
  it('shows every so many of them', () => {
    expect(logTicks(1, 1e12)).toHaveLength(13);
    const ticks = logTicks(1e-100, 1e100);
    expect(ticks.length).toBeLessThanOrEqual(14);
    const decades = ticks.map(Math.log10);
    expect(new Set(decades.slice(1).map((decade, i) => Math.round(decade - decades[i]!))).size).toBe(1);
  });
});

describe('linearTicks(min, max)', () => {
  it('gives ticks to the finest range', () => {
    expect(linearTicks(0, 1e-200)).toEqual([0, 2e-201, 4e-201, 6e-201, 8e-201, 1e-200]);
  });

  it('gives round numbers without the dust of addition', () => {
    expect(linearTicks(-0.21, 0.42)).toEqual([-0.2, 0, 0.2, 0.4]);
    expect(linearTicks(-1.9, 2.4)).toEqual([-1, 0, 1, 2]);
  });
});

describe('priceScale(scale, min, max)', () => {
  it.each(['log', 'linear'] as const)('%s: a constant price stands inside the axis', (scale) => {
    const { min, max, ticks } = priceScale(scale, 100, 100);
    expect(min).toBeLessThan(100);
    expect(max).toBeGreaterThan(100);
    expect(ticks.length).toBeGreaterThan(1);
  });

  it('linear: a price of zero throughout has an axis too', () => {
    expect(priceScale('linear', 0, 0)).toEqual({ min: -1, max: 1, ticks: [-1, -0.5, 0, 0.5, 1] });
  });
});

describe('labelRoom(ticks, least)', () => {
  it('grows with the longest label', () => {
    expect(labelRoom([100], 52)).toBe(52);
    expect(labelRoom([55_000_000], 52)).toBeGreaterThan(70);
  });
});
