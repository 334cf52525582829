import { describe, expect, it } from 'vitest';
import { gap } from '../../test/support/gap.ts';
import { reference } from '../../test/support/statistics-reference.ts';
import { confidenceSequence, createConfidenceSequence } from '../index.ts';

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
