import { describe, expect, it } from 'vitest';
import { countShapes, parseXml, texts, walk } from '../../test/support.ts';
import { bandsFromLabels, priceWithBands, renderSvg, type Band } from '../index.ts';

const dates = ['2024-01-02', '2024-01-03', '2024-01-04', '2024-01-05'];
const values = [100, 101, 97, 98];
const bands: Band[] = [
  { from: '2024-01-02', to: '2024-01-03', name: 'risk_on' },
  { from: '2024-01-04', to: '2024-01-05', name: 'risk_off' },
];

describe('priceWithBands(data, options)', () => {
  it('draws each band once behind the price and once in the ribbon', () => {
    const market = walk(2000);
    const spells = bandsFromLabels(market.dates, market.labels);
    const chart = priceWithBands({ dates: market.dates, values: market.prices, bands: spells });
    const document = parseXml(renderSvg(chart, { frame: false }));
    for (const { name, color } of chart.legend.slice(1)) {
      const expected = spells.filter((band) => band.name === name).length;
      expect(countShapes(document, color)).toBe(expected);
    }
    expect(countShapes(document, '#eef6f7')).toBe(spells.filter((band) => band.name === 'risk_on').length);
  });

  it('shows known regimes from calm to stressed and further ones after them, the line first', () => {
    const named = [...bands].map((band, i) => ({ ...band, name: ['odd', 'risk_on'][i]! }));
    const legend = priceWithBands({ dates, values, bands: named }, { valueName: 'S&P 500' }).legend;
    expect(legend.map(({ name, symbol }) => [name, symbol])).toEqual([
      ['S&P 500', 'line'],
      ['risk_on', 'area'],
      ['odd', 'area'],
    ]);
  });

  it('describes what it shows in words', () => {
    expect(priceWithBands({ dates, values, bands }).description).toBe(
      'price from 2024-01-02 (100) to 2024-01-05 (98). Shaded by regime: risk_on 50 % of the days in 1 spell; risk_off 50 % of the days in 1 spell.',
    );
    expect(priceWithBands({ dates, values, bands }, { description: 'mine' }).description).toBe('mine');
  });

  it('has round labels on a logarithmic and on a linear axis', () => {
    const prices = [650, 900, 1700, 3000];
    const labels = (scale: 'log' | 'linear'): string[] => {
      const document = parseXml(
        renderSvg(priceWithBands({ dates, values: prices, bands }, { scale }), { frame: false }),
      );
      return texts(document).filter((text) => /^[\d,]+$/.test(text));
    };
    expect(labels('log')).toEqual(['700', '1,000', '1,500', '2,000', '3,000']);
    expect(labels('linear')).toEqual(['1,000', '2,000', '3,000']);
  });

  it('thins a long line but keeps its lowest and its highest day', () => {
    const market = walk(5000);
    const chart = priceWithBands({ dates: market.dates, values: market.prices, bands: [] }, { maxPoints: 200 });
    const series = (chart.option['series'] as { data: [number, number][] }[]).at(-1)!;
    const drawn = series.data.map(([, price]) => price);
    expect(drawn.length).toBeLessThanOrEqual(200);
    expect(drawn.length).toBeGreaterThanOrEqual(198);
    expect(drawn).toContain(Math.max(...market.prices));
    expect(drawn).toContain(Math.min(...market.prices));
  });

  it('draws a single day, and a price that never moves', () => {
    const one = parseXml(
      renderSvg(priceWithBands({ dates: ['2024-01-02'], values: [5], bands: [{ ...bands[0]!, to: '2024-01-02' }] })),
    );
    expect(countShapes(one, '#eef6f7')).toBe(1);
    expect(renderSvg(priceWithBands({ dates, values: [7, 7, 7, 7], bands }))).not.toContain('NaN');
  });

  it.each([
    ['no days', { dates: [], values: [], bands: [] }, 'REPORT_EMPTY_DATA', 'dates: expected at least one'],
    ['ragged data', { dates, values: [1, 2], bands }, 'REPORT_RAGGED_DATA', 'values: expected 4 values, received 2'],
    [
      'a missing price',
      { dates, values: [1, Number.NaN, 3, 4], bands },
      'REPORT_VALUE_NOT_FINITE',
      'values[1] (2024-01-03)',
    ],
    [
      'an infinite price',
      { dates, values: [1, 2, 3, Infinity], bands },
      'REPORT_VALUE_NOT_FINITE',
      'received Infinity',
    ],
    [
      'a price of zero',
      { dates, values: [1, 0, 3, 4], bands },
      'REPORT_VALUE_OUT_OF_RANGE',
      'expected a value above zero',
    ],
    [
      'a date that is none',
      { dates: ['2024-02-30', ...dates.slice(1)], values, bands },
      'REPORT_INVALID_DATE',
      'dates[0]',
    ],
    [
      'a band without a name',
      { dates, values, bands: [{ ...bands[0]!, name: '' }] },
      'REPORT_DUPLICATE_NAME',
      'regimes',
    ],
  ])('refuses %s', (_what, data, code, message) => {
    expect(() => priceWithBands(data)).toThrow(
      expect.objectContaining({ code, kind: 'input', message: expect.stringContaining(message) }),
    );
  });

  it('refuses a band whose name was not announced', () => {
    const draw = () => priceWithBands({ dates, values, bands }, { regimes: ['risk_on', 'neutral'] });
    expect(draw).toThrow(
      expect.objectContaining({
        code: 'REPORT_UNKNOWN_NAME',
        message: 'bands[1]: expected a name among risk_on, neutral, received "risk_off".',
      }),
    );
  });
});
