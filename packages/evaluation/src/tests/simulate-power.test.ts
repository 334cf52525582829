import { describe, expect, it } from 'vitest';
import { simulatePower } from '../index.ts';

describe('simulatePower(options)', () => {
  const sequence = { clip: 3, sides: 'lower', gridSize: 2 } as const;

  it('betting sees .3 standard deviations within half a year, mostly; the power rises with the difference', () => {
    const of = (mean: number) => simulatePower({ sequence, mean, days: 126, seed: 1, replications: 300 }).power;
    const powers = [0, 0.1, 0.2, 0.3, 0.5].map(of);
    expect(powers).toEqual(powers.toSorted((a, b) => a - b));
    expect(powers[0]).toBeLessThan(0.07);
    expect(powers[3]).toBeGreaterThan(0.7);
    expect(powers[4]).toBeGreaterThan(0.98);
  });

  it('empirical Bernstein takes longer: 148 days at .3 in the middle, betting 80', () => {
    const of = (method: 'betting' | 'empirical-bernstein') =>
      simulatePower({ sequence: { ...sequence, method }, mean: 0.3, days: 300, seed: 2, replications: 300 }).medianDay!;
    expect(Math.abs(of('empirical-bernstein') - 148)).toBeLessThan(15);
    expect(Math.abs(of('betting') - 80)).toBeLessThan(12);
  });

  it('counts up day by day, and says when half and four of five runs had seen it', () => {
    const { powerByDay, medianDay, day80, power, simulationError } = simulatePower({
      sequence,
      mean: 0.5,
      days: 150,
      seed: 3,
      replications: 200,
    });
    powerByDay.forEach((value, t) => expect(value).toBeGreaterThanOrEqual(t === 0 ? 0 : powerByDay[t - 1]!));
    expect(powerByDay[medianDay! - 1]).toBeGreaterThanOrEqual(0.5);
    expect(powerByDay[medianDay! - 2]).toBeLessThan(0.5);
    expect(day80!).toBeGreaterThan(medianDay!);
    expect(power).toBe(powerByDay.at(-1));
    expect(simulationError).toBeLessThan(0.07);
    expect(simulatePower({ sequence, mean: 0, days: 5, seed: 1, replications: 5 }).medianDay).toBeUndefined();
  });

  it('draws from the blocks of a pilot, whatever its mean', () => {
    const pilot = Array.from({ length: 60 }, (_, t) => 7 + Math.sin(t * t));
    const run = (noise: number[]) =>
      simulatePower({ sequence, mean: 0.4, days: 150, seed: 4, replications: 50, noise, blockLength: 5 });
    expect(run(pilot).power).toBeGreaterThan(0.9);
    expect(run(pilot.map((x) => x - 3)).medianDay).toBe(run(pilot).medianDay);
  });

  it.each([
    ['no days', { days: 0 }, /days must be a whole number/u],
    ['a pilot of ten days', { noise: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] }, /noise must be a series of at least 20/u],
    ['noise that is NaN', { noise: () => Number.NaN }, /yields finite numbers, received NaN/u],
    ['a misspelt option', { replication: 3 }, /received replication/u],
  ])('refuses %s', (_what, wrong, message) => {
    expect(() => simulatePower({ sequence, mean: 0, days: 10, seed: 1, ...(wrong as object) })).toThrow(message);
  });
});
