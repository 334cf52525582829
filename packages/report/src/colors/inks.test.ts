import { describe, expect, it } from 'vitest';
import { Inks } from './inks.ts';
import { ramp, rampStep, wordsOn, contrast } from './ramp.ts';
import { theme } from './theme.ts';

describe('Inks.use(pair)', () => {
  it('returns the light colour and remembers its dark one', () => {
    const inks = new Inks();
    expect(inks.use({ light: '#123456', dark: '#abcdef' })).toBe('#123456');
    expect(inks.darkColors()['#123456']).toBe('#abcdef');
  });

  it('moves a light colour by a hair when it stands for another dark one already', () => {
    const inks = new Inks();
    const first = inks.use({ light: '#ffffff', dark: '#000001' });
    const second = inks.use({ light: '#ffffff', dark: '#000002' });
    expect([theme.surface.light, first, second]).toEqual(['#ffffff', '#fffffe', '#fffffd']);
    expect(inks.use({ light: '#ffffff', dark: '#000002' })).toBe(second);
    expect(inks.darkColors()).toMatchObject({ [first]: '#000001', [second]: '#000002' });
  });
});

describe('ramp', () => {
  it('goes from the first step to the last, and stays there outside of the range', () => {
    expect([rampStep(0, 0, 1), rampStep(1, 0, 1), rampStep(7, 0, 1), rampStep(-3, 0, 1)]).toEqual([0, 16, 16, 0]);
    expect(rampStep(5, 5, 5)).toBe(0);
  });

  it('carries words that can be read on every step in both modes', () => {
    for (const step of ramp) {
      const words = wordsOn(step);
      expect(contrast(words.light, step.light)).toBeGreaterThan(4.5);
      expect(contrast(words.dark, step.dark)).toBeGreaterThan(4.5);
    }
  });
});
