import { describe, expect, it } from 'vitest';
import { textWidth, wrapText } from './text-width.ts';

/** Advance widths of Helvetica in thousandths of the font size (Adobe Core 14 font metrics). */
const HELVETICA: Record<string, number> = {
  a: 556,
  i: 222,
  m: 833,
  t: 278,
  W: 944,
  A: 667,
  O: 778,
  '0': 556,
  '1': 556,
  ' ': 278,
  '%': 889,
  _: 556,
  y: 500,
};

describe('textWidth(text, fontSize)', () => {
  it('is never less than Helvetica, and not much more for words', () => {
    const helvetica = (text: string): number =>
      Array.from(text).reduce((sum, letter) => sum + HELVETICA[letter]! / 1000, 0) * 12;
    for (const text of ['iiii', 'mmmm', 'AtaO', '100 %', 'ta_mi_ty']) {
      const share = textWidth(text, 12) / helvetica(text);
      expect(share).toBeGreaterThan(0.92);
      expect(share).toBeLessThan(1.4);
    }
  });
});

describe('wrapText(text, fontSize, maxWidth)', () => {
  it('breaks between words, keeps all of them, and leaves a long word whole', () => {
    const text = 'Shaded by the regime with the highest filtered probability';
    const lines = wrapText(text, 12, 150);
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.join(' ')).toBe(text);
    expect(lines.every((line) => textWidth(line, 12) <= 150)).toBe(true);
    expect(wrapText('Donaudampfschifffahrt', 12, 20)).toEqual(['Donaudampfschifffahrt']);
  });
});
