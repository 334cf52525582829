import type { ColorPair } from './color-pair.ts';
import { theme } from './theme.ts';

/**
 * Collects the colours that a chart uses. An option holds the light colours, so that any viewer can draw it; the dark ones
 * are found through the light ones. Therefore a light colour may stand for one dark colour only: a second one is
 * moved by a step that no eye sees.
 */
export class Inks {
  // Words and lines come first: a frame around the chart relies on them.
  readonly #darkByLight = new Map<string, string>(Object.values(theme).map(({ light, dark }) => [light, dark]));

  /** The light colour to write into the option. */
  use(pair: ColorPair): string {
    const value = Number.parseInt(pair.light.slice(1), 16);
    for (let step = 0; ; step++) {
      // Flipping the lowest bits of blue visits every neighbour once.
      const light = `#${(value ^ step).toString(16).padStart(6, '0')}`;
      const taken = this.#darkByLight.get(light);
      if (taken !== undefined && taken !== pair.dark) continue;
      this.#darkByLight.set(light, pair.dark);
      return light;
    }
  }

  /** Dark colours by light colours. */
  darkColors(): Record<string, string> {
    return Object.fromEntries(this.#darkByLight);
  }
}
