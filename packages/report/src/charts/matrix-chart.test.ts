import { describe, expect, it } from 'vitest';
import { parseXml, texts, withTag } from '../../test/support.ts';
import { matrixChart, renderSvg } from '../index.ts';

const rows = ['risk_on', 'neutral', 'risk_off'];
const values = [
  [0.98, 0.02, 0],
  [0.03, 0.95, 0.02],
  [0.0004, 0.05, 0.9496],
];

/** Cells are the only shapes with a border. */
const cells = (svg: string): string[] => {
  const paths = withTag(parseXml(svg), 'path').filter(({ attributes }) => attributes['stroke-width'] === '3');
  return paths.map(({ attributes }) => attributes['fill'] ?? '');
};

describe('matrixChart(data, options)', () => {
  it('draws one cell per value with its number, and the names of rows and columns', () => {
    const chart = matrixChart({ rows, values }, { rowTitle: 'from', columnTitle: 'to' });
    const svg = renderSvg(chart, { frame: false });
    expect(cells(svg)).toHaveLength(9);
    const numbers = ['98.0 %', '2.0 %', '0 %', '3.0 %', '95.0 %', '2.0 %', '<0.1 %', '5.0 %', '95.0 %'];
    expect(texts(parseXml(svg)).filter((text) => text.endsWith('%'))).toEqual(numbers);
    expect(texts(parseXml(svg))).toEqual(expect.arrayContaining([...rows, 'from', 'to']));
  });

  it('fills equal values equally and larger ones more', () => {
    const fills = cells(
      renderSvg(
        matrixChart({
          rows: ['a', 'b'],
          values: [
            [0, 1],
            [1, 0.5],
          ],
        }),
      ),
    );
    expect(fills[1]).toBe(fills[2]);
    expect(new Set(fills).size).toBe(3);
  });

  it('draws other matrices too: other columns, numbers, a domain, a matrix object', () => {
    const toolkit = { to2DArray: () => [[1.2, -0.05, 0.3]] };
    const chart = matrixChart(
      { rows: ['a'], columns: ['x', 'y', 'z'], values: toolkit },
      { format: 'number', domain: [0, 2] },
    );
    expect(texts(parseXml(renderSvg(chart, { frame: false })))).toEqual(
      expect.arrayContaining(['1.20', '\u22120.05', '0.30']),
    );
    expect(chart.description).toBe('a: x 1.20, y \u22120.05, z 0.30.');
  });

  it.each([
    ['no rows', { rows: [], values: [] }, 'REPORT_EMPTY_DATA', 'rows: expected at least one'],
    ['a missing row', { rows, values: values.slice(1) }, 'REPORT_RAGGED_DATA', 'values: expected 3 values, received 2'],
    [
      'a short row',
      { rows, values: [values[0]!, [1], values[2]!] },
      'REPORT_RAGGED_DATA',
      'Row neutral: expected 3 values',
    ],
    ['NaN', { rows: ['a'], values: [[Number.NaN]] }, 'REPORT_VALUE_NOT_FINITE', 'Row a, column a'],
    [
      'a name twice',
      {
        rows: ['a', 'a'],
        values: [
          [1, 0],
          [0, 1],
        ],
      },
      'REPORT_DUPLICATE_NAME',
      'rows: expected different names',
    ],
  ])('refuses %s', (_what, data, code, message) => {
    expect(() => matrixChart(data)).toThrow(
      expect.objectContaining({ code, kind: 'input', message: expect.stringContaining(message) }),
    );
  });
});
