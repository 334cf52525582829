import { createRandomStream } from '@regimekit/numerics';
import { describe, expect, it } from 'vitest';
import { gap } from '../../test/support/gap.ts';
import { reference } from '../../test/support/statistics-reference.ts';
import { blockIndices, modelConfidenceSet, superiorPredictiveAbility } from '../index.ts';
import { stationaryBootstrapVariance } from './superior-predictive-ability.ts';

const { base, models, spa, mcs } = reference.several;
/** arch draws other days: 4,999 of ours against 20,000 of its own, four standard deviations at p = .3. */
const SIMULATION = 0.03;
const plan = { seed: 1, replications: 4999, blockLength: 6 };
const mean = (x: ArrayLike<number>) => Array.from(x).reduce((a, b) => a + b, 0) / x.length;

describe('superiorPredictiveAbility(benchmark, models, options)', () => {
  it('agrees with arch 8.0.0 up to the draws', () => {
    const { pValues, best } = superiorPredictiveAbility(base, models, plan);
    expect(best).toBe('better');
    for (const name of ['lower', 'consistent', 'upper'] as const) {
      expect(Math.abs(pValues![name] - spa[name])).toBeLessThan(SIMULATION);
    }
  });

  it('agrees with the test written out, draw by draw', () => {
    const n = base.length;
    const d = Object.values(models).map((losses) => losses.map((loss, t) => base[t]! - loss));
    const omegas = d.map((x) => {
      const centre = mean(x);
      const eps = x.map((value) => value - centre);
      let sum = 0;
      for (let s = 0; s < n; s++) {
        for (let t = 0; t < n; t++) {
          const lag = Math.abs(s - t);
          // Both ways round the circle: the weight of a pair of days in one resampled mean.
          const weight = lag === 0 ? 1 : (1 - lag / n) * (5 / 6) ** lag + (lag / n) * (5 / 6) ** (n - lag);
          sum += (weight * eps[s]! * eps[t]!) / n;
        }
      }
      return Math.sqrt(sum);
    });
    const t = d.map((x, k) => (Math.sqrt(n) * mean(x)) / omegas[k]!);
    const statistic = Math.max(0, ...t);
    const random = createRandomStream(3);
    let beyond = 0;
    for (let run = 0; run < 299; run++) {
      const days = Array.from(blockIndices(n, 6, 'stationary', random));
      const z = d.map((x, k) => {
        const bad = t[k]! < -Math.sqrt(2 * Math.log(Math.log(n)));
        return (Math.sqrt(n) * (mean(days.map((day) => x[day]!)) - (bad ? 0 : mean(x)))) / omegas[k]!;
      });
      if (Math.max(0, ...z) >= statistic) beyond++;
    }
    const result = superiorPredictiveAbility(base, models, { seed: 3, replications: 299, blockLength: 6 });
    expect(gap(result.statistic, statistic)).toBeLessThanOrEqual(1e-10);
    expect(result.pValues!.consistent).toBe((1 + beyond) / 300);
  });

  it('its p-values stand in order; a benchmark that nothing beats has 1', () => {
    const { lower, consistent, upper } = superiorPredictiveAbility(base, models, plan).pValues!;
    expect(lower).toBeLessThanOrEqual(consistent);
    expect(consistent).toBeLessThanOrEqual(upper);
    const { worse } = models;
    expect(superiorPredictiveAbility(base, { worse: worse! }, plan)).toMatchObject({
      statistic: 0,
      pValues: { upper: 1 },
    });
  });

  it('many useless models do not make a winner; the best of them alone would look like one (the control)', () => {
    const random = createRandomStream(2);
    const runs = 100;
    const counts = { together: 0, alone: 0 };
    for (let run = 0; run < runs; run++) {
      const draw = () => Float64Array.from({ length: 100 }, () => random.normal());
      const benchmark = draw();
      const many = Object.fromEntries(Array.from({ length: 12 }, (_, k) => [`m${k}`, draw()]));
      const options = { seed: run, replications: 199, blockLength: 1 };
      const together = superiorPredictiveAbility(benchmark, many, options);
      if (together.pValues!.consistent <= 0.05) counts.together++;
      const alone = superiorPredictiveAbility(benchmark, { best: many[together.best!]! }, options);
      if (alone.pValues!.consistent <= 0.05) counts.alone++;
    }
    // 100 runs: one standard deviation of 5 is 2.2.
    expect(counts.together).toBeLessThan(14);
    expect(counts.alone).toBeGreaterThan(14);
  });

  it('models that never differ take no part', () => {
    expect(superiorPredictiveAbility(base, { same: base }, plan)).toMatchObject({
      statistic: undefined,
      pValues: undefined,
    });
    const withTwin = superiorPredictiveAbility(base, { ...models, twin: base }, plan);
    expect(withTwin.pValues).toEqual(superiorPredictiveAbility(base, models, plan).pValues);
  });

  it('stationaryBootstrapVariance(eps, 1) is the variance', () => {
    const eps = Float64Array.from([-1, 0, 1]);
    expect(gap(stationaryBootstrapVariance(eps, 1), 2 / 3)).toBeLessThanOrEqual(1e-14);
  });

  it.each([
    ['no models', () => superiorPredictiveAbility(base, {}, plan), /the losses of at least 1 models by name/u],
    ['an array of models', () => superiorPredictiveAbility(base, [base] as never, plan), /models by name/u],
    [
      'other days',
      () => superiorPredictiveAbility(base.slice(1), models, plan),
      /must have the same length, received 249/u,
    ],
    [
      'a missing loss',
      () => superiorPredictiveAbility(base, { x: base.map(() => Number.NaN) }, plan),
      /the losses of x/u,
    ],
    ['a misspelt option', () => superiorPredictiveAbility(base, models, { sed: 1 } as never), /received sed/u],
  ])('refuses %s', (_what, call, message) => {
    expect(call).toThrow(message);
  });
});

describe('modelConfidenceSet(losses, options)', () => {
  it.each(['max', 'range'] as const)('%s: agrees with arch 8.0.0 up to the draws', (statistic) => {
    const { pValues, included } = modelConfidenceSet({ base, ...models }, { ...plan, statistic });
    for (const [name, p] of Object.entries(mcs[statistic])) {
      expect(Math.abs(pValues[name]! - p)).toBeLessThan(SIMULATION);
    }
    expect(included).toEqual(['better', 'alike']);
  });

  it('keeps all that cannot be told apart, twins included, and at least the best', () => {
    const twins = modelConfidenceSet({ one: base, two: [...base] }, plan);
    expect(twins.included).toEqual(['one', 'two']);
    expect(Object.values(modelConfidenceSet({ base, ...models }, plan).pValues)).toContain(1);
  });

  it('holds the best model in about 1 - alpha of samples when all are equal, and drops it for a model that is better', () => {
    const random = createRandomStream(6);
    let lost = 0;
    const runs = 150;
    for (let run = 0; run < runs; run++) {
      const draw = (gain: number) => Float64Array.from({ length: 80 }, () => random.normal() - gain);
      const losses = { a: draw(0), b: draw(0), c: draw(0), d: draw(0) };
      const { included } = modelConfidenceSet(losses, { seed: run, replications: 199, blockLength: 1, alpha: 0.1 });
      if (!included.includes('a')) lost++;
    }
    // Each of four equal models may be lost in at most a tenth of the samples.
    expect(lost / runs).toBeLessThan(0.13);
    const good = Float64Array.from(base, (loss) => loss - 1);
    expect(modelConfidenceSet({ good, ...models }, plan).included).toEqual(['good']);
  });

  it.each([
    ['one model', () => modelConfidenceSet({ base }, plan), /at least 2 models/u],
    [
      'an unknown statistic',
      () => modelConfidenceSet({ base, ...models }, { ...plan, statistic: 'min' as never }),
      /max/u,
    ],
    ['alpha of 10', () => modelConfidenceSet({ base, ...models }, { ...plan, alpha: 10 }), /alpha must be/u],
    ['too few draws', () => modelConfidenceSet({ base, ...models }, { ...plan, replications: 5 }), /at least 99/u],
  ])('refuses %s', (_what, call, message) => {
    expect(call).toThrow(message);
  });
});
