import { describeValue, requireObject } from '../data/arguments.ts';
import { ReportInputError } from '../errors.ts';

/** One colour as it looks on a light and on a dark page, each as `#rrggbb`. */
export interface ColorPair {
  readonly light: string;
  readonly dark: string;
}

const HEX = /^#[0-9a-f]{6}$/i;

/** Lower-cases and checks a pair; one string stands for both modes. */
export function toColorPair(color: string | ColorPair, what: string): ColorPair {
  if (typeof color !== 'string') requireObject(color, what, 'a colour such as #86bcc6, or one for light and dark');
  const pair = typeof color === 'string' ? { light: color, dark: color } : color;
  return { light: checkHex(pair.light, what), dark: checkHex(pair.dark, what) };
}

function checkHex(color: string, what: string): string {
  if (typeof color === 'string' && HEX.test(color)) return color.toLowerCase();
  throw new ReportInputError(
    'REPORT_INVALID_COLOR',
    `${what}: expected a colour such as #86bcc6, received ${describeValue(color)}.`,
    'Write colours as # and six hexadecimal digits.',
    { received: describeValue(color) },
  );
}

/** Red, green and blue, each 0 to 255. */
export function toRgb(hex: string): [number, number, number] {
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as [number, number, number];
}

/** `share` of `color` and the rest of `other`, mixed in sRGB. */
function mixHex(color: string, other: string, share: number): string {
  const [a, b] = [toRgb(color), toRgb(other)];
  const parts = a.map((value, channel) => Math.round(value * share + b[channel]! * (1 - share)));
  return `#${parts.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

export function mixPair(color: ColorPair, other: ColorPair, share: number): ColorPair {
  return { light: mixHex(color.light, other.light, share), dark: mixHex(color.dark, other.dark, share) };
}
