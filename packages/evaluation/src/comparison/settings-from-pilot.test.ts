import { createRandomStream } from '@regimekit/numerics';
import { describe, expect, it } from 'vitest';
import { InvalidOptionError, InvalidSeriesError, settingsFromPilot } from '../index.ts';

/** x_t = phi x_{t-1} + noise, of unit variance. */
function ar1(days: number, phi: number, seed = 5): Float64Array {
  const random = createRandomStream(seed);
  let x = random.normal();
  return Float64Array.from({ length: days }, () => (x = phi * x + Math.sqrt(1 - phi * phi) * random.normal()));
}

describe('settingsFromPilot(differences)', () => {
  it('takes single days, clipped at three deviations, where days do not remember', () => {
    const found = settingsFromPilot(ar1(1000, 0));
    expect(found).toMatchObject({ days: 1000, blockDays: 1, independent: true });
    expect(found.clip).toBeGreaterThanOrEqual(3 * found.standardDeviation + Math.abs(found.mean));
    expect(found.clip).toBeLessThan(3.4);
    expect(found.dependence).toBe(found.dailyDependence);
  });

  it('takes longer blocks, and a smaller clip, where they do', () => {
    const found = settingsFromPilot(ar1(4000, 0.8));
    expect(found.dailyDependence).toBeCloseTo(0.8, 1);
    expect(found.blockDays).toBeGreaterThanOrEqual(21);
    expect(found.dependence).toBeLessThanOrEqual(0.1);
    expect(found.clip).toBeLessThan(3);
  });

  it('says so where no block is long enough', () => {
    const found = settingsFromPilot(ar1(252, 0.98));
    expect(found.independent).toBe(false);
    expect(found.blockDays).toBe(10);
    expect(found.dependence).toBeGreaterThan(0.1);
  });

  it('keeps the block that is given, and reaches to rare large days', () => {
    const heavy = Float64Array.from({ length: 300 }, (_, t) => (t % 50 === 0 ? 40 : Math.sin(t * t)));
    const found = settingsFromPilot(heavy, { blockDays: 1, maxDependence: 1 });
    expect(found).toMatchObject({ blockDays: 1, clip: 40 });
    expect(settingsFromPilot(heavy, { blockDays: 5 }).blockDays).toBe(5);
  });

  it('has a clip for two models that never differ', () => {
    expect(settingsFromPilot(new Float64Array(40))).toMatchObject({
      clip: 1,
      dependence: undefined,
      independent: false,
    });
  });

  it('refuses what is no pilot', () => {
    expect(() => settingsFromPilot([1, 2, 3])).toThrow(InvalidSeriesError);
    expect(() => settingsFromPilot(ar1(100, 0), { maxDependence: 2 })).toThrow(InvalidOptionError);
    expect(() => settingsFromPilot(ar1(100, 0), { maxDependance: 0.2 } as never)).toThrow(/maxDependance/u);
  });
});
