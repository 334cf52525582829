import { describe, expect, it } from 'vitest';
import { countShapes, parseXml, texts, walk } from '../../test/support.ts';
import { probabilityChart, renderSvg } from '../index.ts';

const dates = ['2024-01-02', '2024-01-03', '2024-01-04'];
const series = [
  { name: 'risk_on', values: [0.9, 0.4, 0.1] },
  { name: 'risk_off', values: [0.1, 0.6, 0.9] },
];

interface Area {
  readonly name: string;
  readonly data: readonly (readonly [number, number])[];
}

describe('probabilityChart(data, options)', () => {
  it('draws one area per name, the last on the ground', () => {
    const chart = probabilityChart({ dates, series });
    const areas = chart.option['series'] as Area[];
    expect(areas.map(({ name }) => name)).toEqual(['risk_off', 'risk_on']);
    const document = parseXml(renderSvg(chart, { frame: false }));
    for (const { color } of chart.legend) expect(countShapes(document, color)).toBe(1);
    expect(texts(document)).toEqual(expect.arrayContaining(['0 %', '25 %', '50 %', '75 %', '100 %']));
  });

  it('keeps the sum of one on every day of a thinned series', () => {
    const market = walk(5000);
    const areas = probabilityChart(market, { maxPoints: 300 }).option['series'] as Area[];
    const sums = areas[0]!.data.map((_, i) => areas.reduce((sum, { data }) => sum + data[i]![1], 0));
    expect(sums).toHaveLength(301);
    for (const sum of sums) expect(sum).toBeCloseTo(100, 1);
    const days = areas.map(({ data }) => JSON.stringify(data.map(([day]) => day)));
    expect(new Set(days).size).toBe(1);
  });

  it('describes averages and the last day in words', () => {
    expect(probabilityChart({ dates, series }).description).toBe(
      'Probability of each regime from 2024-01-02 to 2024-01-04: risk_on 47 % on average, 10 % on the last day; risk_off 53 % on average, 90 % on the last day.',
    );
  });

  const first = series[0]!;
  it.each([
    ['no series', { dates, series: [] }, 'REPORT_EMPTY_DATA', 'series: expected at least one'],
    ['a name twice', { dates, series: [first, first] }, 'REPORT_DUPLICATE_NAME', 'expected different names'],
    [
      'ragged data',
      { dates, series: [first, { name: 'b', values: [0.1] }] },
      'REPORT_RAGGED_DATA',
      'series b: expected 3 values',
    ],
    [
      'NaN',
      { dates, series: [first, { name: 'b', values: [0.1, Number.NaN, 0.9] }] },
      'REPORT_VALUE_NOT_FINITE',
      'series b, 2024-01-03',
    ],
    ['rows that do not sum to one', { dates, series: [first] }, 'REPORT_VALUE_OUT_OF_RANGE', 'Row 0 (2024-01-02)'],
    [
      'percent',
      { dates, series: series.map(({ name, values }) => ({ name, values: values.map((p) => 100 * p) })) },
      'REPORT_VALUE_OUT_OF_RANGE',
      'sum to 1',
    ],
    [
      'negative values',
      {
        dates,
        series: [
          { name: 'a', values: [1.5, 1, 1] },
          { name: 'b', values: [-0.5, 0, 0] },
        ],
      },
      'REPORT_VALUE_OUT_OF_RANGE',
      'received 1.5, -0.5',
    ],
  ])('refuses %s', (_what, data, code, message) => {
    expect(() => probabilityChart(data)).toThrow(
      expect.objectContaining({ code, kind: 'input', message: expect.stringContaining(message) }),
    );
  });
});
