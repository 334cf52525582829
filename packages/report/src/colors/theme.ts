import type { ColorPair } from './color-pair.ts';

/** `auto` follows the reader's light or dark mode; the two others are fixed. */
export type Theme = 'auto' | 'light' | 'dark';

/** What is not data: surfaces, words and lines. All words reach a contrast of at least 4.5 on the surface. */
export const theme = {
  page: { light: '#f4f6f8', dark: '#0f1419' },
  surface: { light: '#ffffff', dark: '#171d24' },
  ink: { light: '#1b2430', dark: '#e7ecf2' },
  muted: { light: '#586474', dark: '#9ba8b6' },
  axis: { light: '#a9b3bf', dark: '#4d5a68' },
  grid: { light: '#e6eaef', dark: '#29323c' },
} as const satisfies Record<string, ColorPair>;

/** The reader's own interface font, with its usual stand-ins; nothing is loaded. */
export const fontFamily = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";
