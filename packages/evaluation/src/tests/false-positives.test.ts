// Experiment G6: what daily looks find where there is nothing.
import { createRandomStreams, type RandomStream } from '@regimekit/numerics';
import { studentTUpperTail } from '@regimekit/numerics/distributions';
import { describe, expect, it } from 'vitest';
import { asymptoticNormalMixture, confidenceSequence, type ConfidenceSequenceOptions } from '../index.ts';

const METHODS = ['betting', 'empirical-bernstein'] as const;

/** Zero-mean differences of unit scale; the two-point laws win a little often and lose much seldom, or the other way. */
const laws: Record<string, (random: RandomStream) => number> = {
  normal: (random) => random.normal(),
  'skewed up': (random) => (random.uniform() < 0.05 ? Math.sqrt(19) : -1 / Math.sqrt(19)),
  'skewed down': (random) => (random.uniform() < 0.05 ? -Math.sqrt(19) : 1 / Math.sqrt(19)),
  'very skewed': (random) => (random.uniform() < 0.01 ? -Math.sqrt(99) : 1 / Math.sqrt(99)),
  'heavy tails': (random) => random.normal() / Math.sqrt(random.gamma(1.5) / 1.5) / Math.sqrt(3),
  'sd of 5': (random) => 5 * random.normal(),
};
/** Above the largest value of the two-point laws, so that the clip does not move their mean. */
const CLIPS: Record<string, number> = { 'very skewed': 10, 'sd of 5': 15 };

describe('looked at daily for a year, without a difference (G6)', () => {
  const RUNS = 600;
  const DAYS = 252;

  /** Share of runs in which the call reports a difference that is not there. */
  function falseRate(law: (random: RandomStream) => number, finds: (differences: Float64Array) => boolean): number {
    let found = 0;
    for (const random of createRandomStreams(77, RUNS)) {
      if (finds(Float64Array.from({ length: DAYS }, () => law(random)))) found++;
    }
    return found / RUNS;
  }

  // 600 runs: four standard deviations above .05 are .0356. Over 10,000 runs: docs/evaluation.md.
  const LIMIT = 0.05 + 0.0356;

  it.each(Object.keys(laws).flatMap((law) => METHODS.map((method) => [law, method] as const)))(
    '%s, %s: at most 5 %% of runs show one, on either side',
    (law, method) => {
      const options: ConfidenceSequenceOptions = { clip: CLIPS[law] ?? 5, method, gridSize: 2 };
      const rate = falseRate(laws[law]!, (differences) => {
        const { last } = confidenceSequence(differences, options);
        return last.above || last.below;
      });
      expect(rate).toBeLessThan(LIMIT);
    },
  );

  it('a daily t-test finds one in about 31 % (the control)', () => {
    const rate = falseRate(laws.normal!, (differences) => {
      let [mean, squares] = [0, 0];
      return differences.some((d, i) => {
        const gap = d - mean;
        mean += gap / (i + 1);
        squares += gap * (d - mean);
        const t = (Math.abs(mean) * Math.sqrt(i + 1)) / Math.sqrt(squares / i);
        return i >= 19 && 2 * studentTUpperTail(t, i) < 0.05;
      });
    });
    expect(Math.abs(rate - 0.31)).toBeLessThan(0.08);
  });

  it('the normal mixture keeps its level for normal differences of its own scale, and not for others (the control)', () => {
    const rate = (law: string) =>
      falseRate(laws[law]!, (differences) => {
        const { lower, upper } = asymptoticNormalMixture(differences);
        return lower.some((value, t) => value > 0 || upper[t]! < 0);
      });
    expect(rate('normal')).toBeLessThan(LIMIT);
    expect(rate('skewed up')).toBeGreaterThan(0.12);
    expect(rate('very skewed')).toBeGreaterThan(0.12);
    expect(rate('sd of 5')).toBeGreaterThan(0.12);
  });

  it('its radius narrows at the day it was tuned for', () => {
    const d = Array.from({ length: 200 }, (_, t) => (t % 2 === 0 ? 1 : -1));
    const radius = (tunedAt: number, day: number) => {
      const { lower, upper } = asymptoticNormalMixture(d, { tunedAt });
      return (upper[day - 1]! - lower[day - 1]!) / 2;
    };
    expect(radius(60, 60)).toBeLessThan(radius(20, 60));
    expect(radius(60, 60)).toBeLessThan(radius(180, 60));
    expect(() => asymptoticNormalMixture(d, { tuned: 1 } as never)).toThrow(/received tuned/u);
  });
});
