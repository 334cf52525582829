import { mixPair, toRgb, type ColorPair } from './color-pair.ts';

/** Ends of the scale of a heat map: from the surface to a calm blue that is dark on light, and light on dark. */
const LOW: ColorPair = { light: '#f3f6f9', dark: '#1d2530' };
const HIGH: ColorPair = { light: '#2c5a82', dark: '#7fb0d8' };

/** As many steps as an eye can tell apart in a small heat map. */
const STEPS = 17;

/** The scale from low to high in even steps. */
export const ramp: readonly ColorPair[] = Array.from({ length: STEPS }, (_, step) => {
  return mixPair(HIGH, LOW, step / (STEPS - 1));
});

/** The step of `value` on a scale from `min` to `max`. */
export function rampStep(value: number, min: number, max: number): number {
  const share = max > min ? (value - min) / (max - min) : 0;
  return Math.round(Math.min(1, Math.max(0, share)) * (STEPS - 1));
}

/** The colour of words on a background: black or white in each mode, whichever stands out; always at least 4.5 to 1. */
export function wordsOn(background: ColorPair): ColorPair {
  const better = (hex: string): string =>
    contrast('#000000', hex) >= contrast('#ffffff', hex) ? '#000000' : '#ffffff';
  return { light: better(background.light), dark: better(background.dark) };
}

/** Contrast ratio of two colours, 1 to 21 (WCAG 2.2, section 1.4.3). */
export function contrast(a: string, b: string): number {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

function luminance(hex: string): number {
  const [r, g, b] = toRgb(hex).map((channel) => {
    const share = channel / 255;
    return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
