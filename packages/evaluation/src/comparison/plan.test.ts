import { describe, expect, it } from 'vitest';
import {
  checkPlan,
  comparisonPlan,
  InvalidPlanError,
  planDigest,
  planPower,
  type ComparisonPlanInput,
} from '../index.ts';

const input: ComparisonPlanInput = {
  hypothesis: 'B predicts better than A.',
  baseline: { name: 'm', version: '1.0.0' },
  candidate: { name: 'm', version: '1.1.0' },
  clip: 3,
};

describe('comparisonPlan(input) and planDigest(plan)', () => {
  it('fill in the defaults, and the digest is that of the filled plan', () => {
    const plan = comparisonPlan(input);
    expect(plan).toMatchObject({ alpha: 0.05, margin: 0, stopping: { minDays: 60, maxDays: 504, lookEveryDays: 21 } });
    expect(planDigest(plan)).toBe(planDigest(input));
    // Whatever the order of its keys.
    expect(planDigest(Object.fromEntries(Object.entries(plan).toReversed()) as ComparisonPlanInput)).toBe(
      planDigest(input),
    );
  });

  it('change the digest with anything that matters', () => {
    const digests = [
      input,
      { ...input, margin: 0.01 },
      { ...input, clip: 2 },
      { ...input, alpha: 0.1 },
      { ...input, guardrails: { minCoverage: 0.9 } },
    ].map(planDigest);
    expect(new Set(digests).size).toBe(5);
  });

  it.each([
    ['a misspelt key', { ...input, marginn: 0.1 }, 'marginn'],
    ['no clip', { ...input, clip: undefined }, 'clip'],
    ['a margin outside the clip', { ...input, margin: 4 }, 'margin'],
    ['a misspelt limit', { ...input, guardrails: { maxRelabel: 0.1 } }, 'maxRelabel'],
    ['fewer days at most than at least', { ...input, stopping: { minDays: 90, maxDays: 60 } }, 'minDays'],
  ])('refuse %s', (_, wrong, named) => {
    expect(() => comparisonPlan(wrong as ComparisonPlanInput)).toThrow(InvalidPlanError);
    expect(() => comparisonPlan(wrong as ComparisonPlanInput)).toThrow(named);
  });
});

describe('checkPlan(plan, { createdAt, firstObservation })', () => {
  it('lets a plan count that was there first', () => {
    const times = { createdAt: '2024-01-01T23:59:59Z', firstObservation: '2024-01-02' };
    expect(checkPlan(input, times)).toEqual({ valid: true, digest: planDigest(input), reasons: [], ...times });
  });

  it.each(['2024-01-02T00:00:00Z', '2024-01-02T22:00:00Z', '2024-06-01'])('voids one written at %s', (createdAt) => {
    const check = checkPlan(input, { createdAt, firstObservation: '2024-01-02' });
    expect(check).toMatchObject({ valid: false, reasons: ['PLAN_YOUNGER_THAN_DATA'] });
  });

  it('voids one that is not the recorded one', () => {
    const times = {
      createdAt: '2024-01-01T00:00:00Z',
      firstObservation: '2024-01-02',
      recordedDigest: planDigest(input),
    };
    expect(checkPlan(input, times).valid).toBe(true);
    expect(checkPlan({ ...input, margin: -0.1 }, times).reasons).toEqual(['PLAN_CHANGED']);
  });

  it.each(['yesterday', '2024-01-02T22:00:00', '2024-02-30'])('refuses the time %s', (createdAt) => {
    expect(() => checkPlan(input, { createdAt, firstObservation: '2025-01-01' })).toThrow(InvalidPlanError);
  });
});

describe('planPower(plan, options)', () => {
  const options = { seed: 1, replications: 300 };

  it('says ahead how often a gain of .3 standard deviations is seen within a year', () => {
    const year = { ...input, stopping: { maxDays: 252 } };
    const result = planPower(year, { ...options, effect: 0.3 });
    expect(result.power).toBeGreaterThan(0.9);
    expect(result.day80!).toBeGreaterThan(100);
    expect(result.day80!).toBeLessThan(190);
    expect(result.statement).toMatch(/0\.3 standard deviations.*within 252 days in \d+ % of cases/u);
    expect(planPower(year, { ...options, effect: 0.3 })).toEqual(result);
  });

  it('without a gain is the rate of false positives, and does not reach 80 % (the control)', () => {
    const { power, day80, statement } = planPower({ ...input, stopping: { maxDays: 252 } }, { ...options, effect: 0 });
    expect(power).toBeLessThan(0.05);
    expect(day80).toBeNull();
    expect(statement).toMatch(/does not reach 80 %/u);
  });

  it('needs far more days when a block of days is one observation', () => {
    // The clip at three standard deviations of an observation in both.
    const days = (blockDays: number) =>
      planPower(
        { ...input, blockDays, clip: 3 / Math.sqrt(blockDays), stopping: { maxDays: 1000 } },
        { ...options, effect: 0.5, scale: 1 },
      ).day80!;
    expect(days(10)).toBeGreaterThan(2 * days(1));
    expect(days(10) % 10).toBe(0);
  });

  it('takes the scale of a pilot', () => {
    const pilot = Array.from({ length: 200 }, (_, t) => 0.5 * Math.sin(t * t));
    expect(Math.abs(planPower(input, { seed: 1, replications: 20, pilot }).scale - 0.5 / Math.SQRT2)).toBeLessThan(
      0.03,
    );
  });
});
