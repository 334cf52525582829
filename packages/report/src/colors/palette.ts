import { requireObject } from '../data/arguments.ts';
import { mixPair, toColorPair, type ColorPair } from './color-pair.ts';
import { theme } from './theme.ts';

/** The three strengths in which one regime appears. */
export interface RegimeColors {
  /** Behind a line: hardly there. */
  readonly band: ColorPair;
  /** A filled area: ribbon, stacked probabilities, swatch. */
  readonly area: ColorPair;
  /** A dot or a line on the surface: contrast of at least 3. */
  readonly mark: ColorPair;
}

/** A colour for each regime. One colour is enough: the other strengths are mixed from it. */
export type Palette = Readonly<Record<string, string | ColorPair | RegimeColors>>;

/**
 * Calm, and told apart by lightness as well as by hue: neutral is light, risk_on is in the middle, risk_off is dark (in
 * dark mode risk_on recedes instead). So they stay apart with every common colour blindness and in grey print.
 */
const named: Readonly<Record<string, RegimeColors>> = {
  risk_on: {
    band: { light: '#eef6f7', dark: '#172229' },
    area: { light: '#86bcc6', dark: '#265b67' },
    mark: { light: '#2b7f8e', dark: '#63b4c4' },
  },
  neutral: {
    band: { light: '#f8e8b8', dark: '#363122' },
    area: { light: '#efdca6', dark: '#bfae7c' },
    mark: { light: '#b98618', dark: '#f0deae' },
  },
  neutral_1: {
    band: { light: '#f8e9ba', dark: '#363121' },
    area: { light: '#efdca7', dark: '#bfae7b' },
    mark: { light: '#b98619', dark: '#f0dead' },
  },
  neutral_2: {
    band: { light: '#f3cd9a', dark: '#56401f' },
    area: { light: '#dd9f56', dark: '#b8894c' },
    mark: { light: '#9c5414', dark: '#cf9a55' },
  },
  risk_off: {
    band: { light: '#e8b0a5', dark: '#74352f' },
    area: { light: '#b4544a', dark: '#c05c4e' },
    mark: { light: '#7d2422', dark: '#dd6656' },
  },
};

/** For names without a colour of their own, in order of appearance; after Okabe and Ito, and Tol's muted set. */
const further: readonly ColorPair[] = [
  { light: '#5b7db1', dark: '#7f9fd0' },
  { light: '#8a6f9e', dark: '#b39ac6' },
  { light: '#5f8f5a', dark: '#8cbb85' },
  { light: '#a0793d', dark: '#c9a268' },
  { light: '#a8577e', dark: '#d186a9' },
  { light: '#5e6b78', dark: '#98a6b4' },
];

/** Finds each name's colours: the caller's, else those of a known regime, else one of the further ones in turn. */
export function resolvePalette(names: readonly string[], palette: Palette = {}): Map<string, RegimeColors> {
  requireObject(palette, 'palette', 'an object with a colour for each name');
  let next = 0;
  const colors = new Map<string, RegimeColors>();
  for (const name of names) {
    const own = Object.hasOwn(palette, name) ? palette[name] : undefined;
    if (own !== undefined) colors.set(name, toRegimeColors(own, `palette.${name}`));
    else if (Object.hasOwn(named, name)) colors.set(name, named[name]!);
    else colors.set(name, toRegimeColors(further[next++ % further.length]!, name));
  }
  return colors;
}

/** The regimes that have a colour of their own, from calm to stressed: the order of legends. */
export const knownRegimes: readonly string[] = Object.keys(named);

function toRegimeColors(color: string | ColorPair | RegimeColors, what: string): RegimeColors {
  if (typeof color === 'object' && color !== null && 'area' in color) {
    return {
      band: toColorPair(color.band, `${what}.band`),
      area: toColorPair(color.area, `${what}.area`),
      mark: toColorPair(color.mark, `${what}.mark`),
    };
  }
  const pair = toColorPair(color, what);
  return { band: mixPair(pair, theme.surface, 0.22), area: mixPair(pair, theme.surface, 0.8), mark: pair };
}
