import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { baumWelch, DECREASE_TOLERANCE, fitGaussianHmm, InvalidOptionError, rescale } from '../index.ts';
import { fixtureNamed, priorsOf, startOf } from '../../test/support/fixtures.ts';
import { covarianceTypes, randomModel, randomRows } from '../../test/support/models.ts';
import { parametersOf } from './parameters.ts';
import { Squarem } from './squarem.ts';

const RTOL = 1e-9;

describe("acceleration: 'squarem'", () => {
  it('arrives where EM arrives on a slow fixture, in less than half of the iterations', () => {
    const fixture = fixtureNamed('diag-k5-d2');
    const options = { lengths: fixture.lengths, priors: priorsOf(fixture), maxIterations: 5000, tolerance: 1e-9 };
    const plain = baumWelch(startOf(fixture), fixture.X, options);
    const fast = baumWelch(startOf(fixture), fixture.X, { ...options, acceleration: 'squarem' });
    expect([plain.stopReason, fast.stopReason]).toEqual(['tolerance', 'tolerance']);
    expect(Math.abs(fast.penalisedObjective - plain.penalisedObjective)).toBeLessThan(
      1e-6 * Math.abs(plain.penalisedObjective),
    );
    expect(fast.iterations + fast.extrapolations!.refused).toBeLessThan(plain.iterations / 2);
    expect(fast.extrapolations!.tried).toBeGreaterThan(fast.extrapolations!.refused);
    // The control: without acceleration there is nothing to report.
    expect(plain.extrapolations).toBeUndefined();
  });

  it('never lowers the objective, whatever the covariance type and the floor (seed 23)', () => {
    const cases = fc.record({
      type: fc.constantFrom(...covarianceTypes),
      seed: fc.nat(100_000),
      varianceFloor: fc.constantFrom(0, 1e-6, 0.2),
    });
    fc.assert(
      fc.property(cases, ({ type, seed, varianceFloor }) => {
        const rows = randomRows(40, 2, seed);
        const { objectiveHistory, stopReason, model } = baumWelch(randomModel(type, 3, 2, seed + 1), rows, {
          maxIterations: 40,
          tolerance: 0,
          varianceFloor,
          acceleration: 'squarem',
        });
        // Over noise without a floor a state may well collapse.
        expect(stopReason).not.toBe('objective_decreased');
        const fell = objectiveHistory.some(
          // The first step may have to lift a start to the floor.
          (value, i) => i > 1 && value - objectiveHistory[i - 1]! < -DECREASE_TOLERANCE * Math.abs(value),
        );
        expect(fell).toBe(false);
        expect(model.nStates).toBe(3);
      }),
      { seed: 23, numRuns: 100 },
    );
  });

  it.each(['diag', 'tied', 'full'] as const)('extrapolates %s models in the same way in other units', (type) => {
    const change = { shifts: [3, -1], scales: [1000, 0.01] };
    const rows = randomRows(50, 2, 4);
    const moved = rows.map((row) => row.map((value, d) => change.shifts[d]! + change.scales[d]! * value));
    const start = randomModel(type, 2, 2, 9);
    const options = { maxIterations: 6, tolerance: -Infinity, acceleration: 'squarem' } as const;
    const here = baumWelch(start, rows, options);
    const there = baumWelch(rescale(start, change), moved, options);
    const shift = 50 * change.scales.reduce((sum, scale) => sum + Math.log(scale), 0);
    expect(here.extrapolations!.tried).toBeGreaterThan(0);
    expect(Math.abs(there.logLikelihood + shift - here.logLikelihood)).toBeLessThan(
      RTOL * Math.abs(here.logLikelihood),
    );
  });

  it('gives the same bytes again, and refuses a scheme it does not know', () => {
    const rows = randomRows(80, 2, 4);
    const options = { nStates: 2, restarts: 3, acceleration: 'squarem', covarianceType: 'full' } as const;
    expect(JSON.stringify(fitGaussianHmm(rows, options))).toBe(JSON.stringify(fitGaussianHmm(rows, options)));
    expect(() => fitGaussianHmm(rows, { ...options, acceleration: 'anderson' as never })).toThrow(InvalidOptionError);
  });
});

describe('Squarem', () => {
  it('push(t0), push(t1), push(t2) of a geometric approach gives its limit', () => {
    const at = (mean: number) => parametersOf(randomModelWithMean(mean));
    const scheme = new Squarem(at(0));
    // 0, 3, 4.5, ... halves its distance to 6 in every step.
    expect(scheme.push(at(0))).toBeUndefined();
    expect(scheme.push(at(3))).toBeUndefined();
    const extrapolated = scheme.push(at(4.5))!;
    expect(extrapolated.means[0]).toBeCloseTo(6, 12);
    expect(scheme.isEmpty).toBe(true);
  });

  it('push gives nothing where EM has arrived', () => {
    const still = parametersOf(randomModelWithMean(1));
    const scheme = new Squarem(still);
    scheme.push(still);
    scheme.push(still);
    expect(scheme.push(still)).toBeUndefined();
  });
});

function randomModelWithMean(mean: number) {
  const model = randomModel('diag', 1, 1, 2);
  return rescale(model, { shifts: [mean - model.means.get(0, 0)], scales: [1] });
}
