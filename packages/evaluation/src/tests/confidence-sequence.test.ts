import { createRandomStreams, type RandomStream } from '@regimekit/numerics';
import { studentTUpperTail } from '@regimekit/numerics/distributions';
import { describe, expect, it } from 'vitest';
import { gap } from '../../test/support/gap.ts';
import { reference } from '../../test/support/statistics-reference.ts';
import {
  asymptoticNormalMixture,
  confidenceSequence,
  createConfidenceSequence,
  simulatePower,
  type ConfidenceSequenceOptions,
} from '../index.ts';

const { differences, clip, alpha, empiricalBernstein, betting } = reference.sequences;
const papers = { clip, alpha, tunedAt: undefined } as const;
const METHODS = ['betting', 'empirical-bernstein'] as const;

describe('confidenceSequence(differences, options)', () => {
  it('empirical-bernstein agrees with the theorem written in numpy', () => {
    const { lower, upper } = confidenceSequence(differences, { ...papers, method: 'empirical-bernstein' });
    lower.forEach((value, t) => expect(gap(value, empiricalBernstein.lower[t]!)).toBeLessThanOrEqual(1e-11));
    upper.forEach((value, t) => expect(gap(value, empiricalBernstein.upper[t]!)).toBeLessThanOrEqual(1e-11));
  });

  it('betting agrees with the capital on 20,001 means in numpy, to its own grid and on the safe side', () => {
    const gridSize = 400;
    const cell = (2 * clip) / gridSize;
    const { lower, upper } = confidenceSequence(differences, { ...papers, gridSize });
    // The last step may be less: once one side is excluded, the reference looks at the larger of both capitals.
    lower.forEach((value, t) => {
      expect(value).toBeLessThanOrEqual(betting.lower[t]! + 1e-12);
      expect(value).toBeGreaterThanOrEqual(betting.lower[t]! - cell - betting.step);
      expect(upper[t]).toBeGreaterThanOrEqual(betting.upper[t]! - 1e-12);
      expect(upper[t]).toBeLessThanOrEqual(betting.upper[t]! + cell + betting.step);
    });
  });

  it.each(METHODS)(
    '%s: bounds only narrow, stay inside the clip, and no difference at all gives the clip',
    (method) => {
      const { lower, upper, last } = confidenceSequence(differences, { clip, method });
      lower.forEach((value, t) => {
        expect(value).toBeGreaterThanOrEqual(t === 0 ? -clip : lower[t - 1]!);
        expect(upper[t]).toBeLessThanOrEqual(t === 0 ? clip : upper[t - 1]!);
        expect(value).toBeLessThan(upper[t]!);
      });
      const clipped = differences.map((d) => Math.max(-clip, Math.min(clip, d)));
      expect(gap(last.mean, clipped.reduce((a, b) => a + b, 0) / 80)).toBeLessThanOrEqual(1e-12);
      expect(last.clippedShare).toBe(clipped.filter((d, t) => d !== differences[t]).length / 80);
      const empty = confidenceSequence([], { clip, method }).last;
      expect(empty).toMatchObject({ n: 0, mean: undefined, lower: -clip, upper: clip, above: false, clippedShare: 0 });
    },
  );

  it.each(METHODS)('%s: mirrored differences have mirrored bounds', (method) => {
    const one = confidenceSequence(differences, { clip, method });
    const two = confidenceSequence(
      differences.map((d) => -d),
      { clip, method },
    );
    one.lower.forEach((value, t) => expect(gap(two.upper[t], -value)).toBeLessThanOrEqual(1e-10));
  });

  it.each(METHODS)('%s: the unit does not matter', (method) => {
    const one = confidenceSequence(differences, { clip, method });
    const two = confidenceSequence(
      differences.map((d) => 8 * d),
      { clip: 8 * clip, method },
    );
    one.lower.forEach((value, t) => expect(gap(two.lower[t], 8 * value)).toBeLessThanOrEqual(1e-12));
  });

  it('one side alone is sharper on that side, and leaves the other at the clip', () => {
    const both = confidenceSequence(differences, { clip });
    const lower = confidenceSequence(differences, { clip, sides: 'lower' });
    expect(lower.last.lower).toBeGreaterThan(both.last.lower);
    expect(lower.last.upper).toBe(clip);
    expect(confidenceSequence(differences, { clip, sides: 'upper' }).last.lower).toBe(-clip);
  });

  it.each(METHODS)('%s: above and below speak of the margin, on whatever grid', (method) => {
    const at = (margin: number, gridSize: number) => {
      const long = Array.from({ length: 400 }, (_, t) => (t % 2 === 0 ? 0.1 : 0.9));
      return confidenceSequence(long, { clip: 3, method, margin, gridSize }).last;
    };
    for (const gridSize of [2, 50, 400]) {
      expect(at(0.3, gridSize)).toMatchObject({ above: true, below: false });
      expect(at(0.7, gridSize)).toMatchObject({ above: false, below: true });
      expect(at(0.5, gridSize)).toMatchObject({ above: false, below: false });
      expect(at(0.3, gridSize).lower).toBeGreaterThanOrEqual(0.3);
    }
  });
});

describe('createConfidenceSequence(options, state)', () => {
  it.each(METHODS)('%s: one at a time, saved as JSON after each, equals the batch to the bit', (method) => {
    const options = { clip, method, gridSize: 60 } as const;
    const batch = confidenceSequence(differences, options);
    let sequence = createConfidenceSequence(options);
    differences.forEach((difference, t) => {
      const bounds = sequence.update(difference);
      expect(bounds.lower).toBe(batch.lower[t]);
      expect(bounds.upper).toBe(batch.upper[t]);
      sequence = createConfidenceSequence(options, JSON.parse(JSON.stringify(sequence.state())));
      expect(sequence.bounds()).toEqual(bounds);
    });
    expect(sequence.bounds()).toEqual(batch.last);
  });

  it('state() is a copy', () => {
    const sequence = createConfidenceSequence({ clip });
    const state = sequence.state();
    sequence.update(1);
    expect(state.n).toBe(0);
  });

  it('refuses the state of other options, or one that was spoilt', () => {
    const state = createConfidenceSequence({ clip: 3 }).state();
    expect(() => createConfidenceSequence({ clip: 2 }, state)).toThrow(/another clip: 3, now 2/u);
    expect(() => createConfidenceSequence({ clip: 3, alpha: 0.1 }, state)).toThrow(/another alpha: 0.05, now 0.1/u);
    expect(() => createConfidenceSequence({ clip: 3 }, { ...state, up: [] })).toThrow(/up of the state must be 402/u);
    expect(() => createConfidenceSequence({ clip: 3 }, { ...state, n: Number.NaN })).toThrow(/n of the state/u);
    expect(() => createConfidenceSequence({ clip: 3 }, null as never)).toThrow(/one that it saved/u);
    expect(() => createConfidenceSequence({ clip: 3 }, { ...state, version: 2 } as never)).toThrow(/version 1/u);
  });

  it.each([
    ['no clip', {}, /clip must be a number above 0, received undefined/u],
    ['a margin at the clip', { clip: 1, margin: 1 }, /margin must be inside the clip of 1/u],
    ['an unknown method', { clip: 1, method: 'normal' }, /one of betting, empirical-bernstein/u],
    ['alpha of 0', { clip: 1, alpha: 0 }, /alpha must be/u],
    ['an unknown side', { clip: 1, sides: 'left' }, /sides must be one of/u],
    ['a misspelt option', { clip: 1, tundAt: 60 }, /received tundAt/u],
  ])('refuses %s', (_what, options, message) => {
    expect(() => createConfidenceSequence(options as never)).toThrow(message);
  });

  it('refuses a difference that is no number, and is as it was', () => {
    const sequence = createConfidenceSequence({ clip });
    expect(() => sequence.update(Number.NaN)).toThrow(/A difference must be a finite number, received NaN/u);
    expect(sequence.bounds().n).toBe(0);
    expect(() => confidenceSequence([0, Number.NaN], { clip })).toThrow(/differences must be finite/u);
  });
});

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
