import { describe, expect, it } from 'vitest';
import { toRgb } from './color-pair.ts';
import { knownRegimes, resolvePalette, type RegimeColors } from './palette.ts';
import { contrast } from './ramp.ts';
import { theme } from './theme.ts';

type Vector = [number, number, number];

/** Full colour blindness in linear RGB: Machado, Oliveira and Fernandes (2009), severity 1.0. */
const VISIONS: Record<string, readonly Vector[]> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152_286, 1.052_583, -0.204_868],
    [0.114_503, 0.786_281, 0.099_216],
    [-0.003_882, -0.048_116, 1.051_998],
  ],
  deuteranopia: [
    [0.367_322, 0.860_646, -0.227_968],
    [0.280_085, 0.672_501, 0.047_413],
    [-0.011_82, 0.042_94, 0.968_881],
  ],
  tritanopia: [
    [1.255_528, -0.076_749, -0.178_779],
    [-0.078_411, 0.930_809, 0.147_602],
    [0.004_733, 0.691_367, 0.3039],
  ],
};

const linear = (hex: string): Vector =>
  toRgb(hex).map((c) => (c / 255 <= 0.040_45 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4)) as Vector;
const apply = (matrix: readonly Vector[], [r, g, b]: Vector): Vector =>
  matrix.map((row) => Math.min(1, Math.max(0, row[0] * r + row[1] * g + row[2] * b))) as Vector;

/** OKLab of B. Ottosson (2020), https://bottosson.github.io/posts/oklab/. */
function oklab(rgb: Vector): Vector {
  const [l, m, s] = [
    [0.412_221_470_8, 0.536_332_536_3, 0.051_445_992_9],
    [0.211_903_498_2, 0.680_699_545_1, 0.107_396_956_6],
    [0.088_302_461_9, 0.281_718_837_6, 0.629_978_700_5],
  ].map((row) => Math.cbrt(row[0]! * rgb[0] + row[1]! * rgb[1] + row[2]! * rgb[2])) as Vector;
  return [
    0.210_454_255_3 * l + 0.793_617_785 * m - 0.004_072_046_8 * s,
    1.977_998_495_1 * l - 2.428_592_205 * m + 0.450_593_709_9 * s,
    0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766 * s,
  ];
}

function difference(a: string, b: string, vision: string): number {
  const [x, y] = [a, b].map((hex) => oklab(apply(VISIONS[vision]!, linear(hex)))) as [Vector, Vector];
  return 100 * Math.hypot(x[0] - y[0], x[1] - y[1], x[2] - y[2]);
}

/** CIE L*, which is what a grey printer keeps. */
function lightness(hex: string): number {
  const [r, g, b] = linear(hex);
  return 116 * Math.cbrt(0.2126 * r + 0.7152 * g + 0.0722 * b) - 16;
}

/** OKLab distances at which areas side by side, and tints behind a line, are told apart without effort. */
const APART = { area: 9, mark: 12, band: 5 };
const GREY_APART = 9;

const three = ['risk_on', 'neutral', 'risk_off'];
const colors = resolvePalette(knownRegimes);
const pairsOf = (names: readonly string[]): [string, string][] =>
  names.flatMap((a, i) => names.slice(i + 1).map((b): [string, string] => [a, b]));

describe('resolvePalette(names)', () => {
  it.each(pairsOf(three))('%s and %s differ for every kind of vision, in light and dark mode', (a, b) => {
    for (const vision of Object.keys(VISIONS)) {
      for (const mode of ['light', 'dark'] as const) {
        for (const strength of ['area', 'mark', 'band'] as const) {
          const distance = difference(colors.get(a)![strength][mode], colors.get(b)![strength][mode], vision);
          expect(distance).toBeGreaterThan(APART[strength]);
        }
      }
    }
  });

  it.each(pairsOf(three))('%s and %s differ in grey print', (a, b) => {
    for (const strength of ['area', 'mark'] as const) {
      const [x, y] = [colors.get(a)![strength].light, colors.get(b)![strength].light];
      expect(Math.abs(lightness(x) - lightness(y))).toBeGreaterThan(GREY_APART);
    }
  });

  it('would notice a palette of red and green', () => {
    expect(difference('#c0504d', '#6a9a3a', 'normal')).toBeGreaterThan(APART.area);
    expect(difference('#c0504d', '#7d8a3a', 'deuteranopia')).toBeLessThan(APART.area);
  });

  it('gives marks a contrast of three, and words one of four and a half', () => {
    for (const mode of ['light', 'dark'] as const) {
      for (const { mark } of colors.values()) expect(contrast(mark[mode], theme.surface[mode])).toBeGreaterThan(3);
      for (const words of [theme.ink, theme.muted]) {
        for (const ground of [theme.surface, theme.page])
          expect(contrast(words[mode], ground[mode])).toBeGreaterThan(4.5);
      }
    }
  });

  it('gives further names different defaults, in order of appearance, also for names of objects', () => {
    const further = resolvePalette(['state 0', 'constructor', 'risk_on']);
    expect(further.get('state 0')!.mark).not.toEqual(further.get('constructor')!.mark);
    expect(further.get('risk_on')).toEqual(colors.get('risk_on'));
  });

  it('takes one colour, a pair, or all three strengths from the caller', () => {
    const full = colors.get('risk_off') as RegimeColors;
    const own = resolvePalette(['a', 'b', 'c'], { a: '#336699', b: { light: '#336699', dark: '#99CCFF' }, c: full });
    expect(own.get('a')!.mark).toEqual({ light: '#336699', dark: '#336699' });
    expect(own.get('b')!.mark.dark).toBe('#99ccff');
    expect(own.get('b')!.band.light).not.toBe('#336699');
    expect(own.get('c')).toEqual(full);
  });

  it.each(['red', '#12345', 'url(https://example.org)', '#123456"/><script>'])('refuses the colour %j', (color) => {
    expect(() => resolvePalette(['a'], { a: color })).toThrow('palette.a: expected a colour such as #86bcc6');
  });
});
