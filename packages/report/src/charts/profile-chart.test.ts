import { describe, expect, it } from 'vitest';
import { features, parseXml, texts, withTag, type XmlElement } from '../../test/support.ts';
import { profileChart, renderSvg } from '../index.ts';

const profiles = [
  { name: 'risk_on', values: [-0.7, -0.6, 0.5] },
  { name: 'risk_off', values: [1.9, 2.1, -1.6] },
];

describe('profileChart(data, options)', () => {
  it('draws one dot per feature and regime, at the right side of zero', () => {
    const chart = profileChart({ features, profiles });
    const document = parseXml(renderSvg(chart, { frame: false }));
    for (const { name, values } of profiles) {
      const { color } = chart.legend.find((item) => item.name === name)!;
      const dots = withTag(document, 'path').filter(({ attributes }) => attributes['fill'] === color);
      const x = dots.map((dot) =>
        Number(/matrix\([^)]*,([\d.]+),[\d.]+\)/.exec(dot.attributes['transform'] ?? '')?.[1]),
      );
      expect(x.map((at) => Math.sign(at - xOfZero(document)))).toEqual(values.map(Math.sign));
    }
    expect(texts(document)).toEqual(expect.arrayContaining([...features, '\u22121 σ', '0 σ', '1 σ', '2 σ']));
  });

  it('gives each regime a shape of its own beside its colour', () => {
    const five = ['a', 'b', 'c', 'd'].map((name) => ({ name, values: [0] }));
    const { legend } = profileChart({ features: ['x'], profiles: five });
    expect(new Set(legend.map(({ symbol }) => symbol)).size).toBe(4);
  });

  it('describes every row in words', () => {
    expect(profileChart({ features: ['vix'], profiles: [{ name: 'a', values: [-1.234] }] }).description).toBe(
      'Means in standard deviations from the mean of all days. vix: a \u22121.23.',
    );
  });

  it.each([
    ['no features', { features: [], profiles }, 'REPORT_EMPTY_DATA', 'features: expected at least one'],
    ['no profiles', { features, profiles: [] }, 'REPORT_EMPTY_DATA', 'profiles: expected at least one'],
    [
      'ragged data',
      { features, profiles: [{ name: 'a', values: [1] }] },
      'REPORT_RAGGED_DATA',
      'profile a: expected 3 values',
    ],
    [
      'NaN',
      { features, profiles: [{ name: 'a', values: [1, Number.NaN, 2] }] },
      'REPORT_VALUE_NOT_FINITE',
      'profile a, realized_vol_20d',
    ],
  ])('refuses %s', (_what, data, code, message) => {
    expect(() => profileChart(data)).toThrow(
      expect.objectContaining({ code, kind: 'input', message: expect.stringContaining(message) }),
    );
  });
});

/** Where the label of zero stands. */
function xOfZero(elements: readonly XmlElement[]): number {
  const label = withTag(elements, 'text').find(({ text }) => text === '0 σ');
  return Number(/translate\(([\d.]+)/.exec(label?.attributes['transform'] ?? '')?.[1]);
}
