import { describe, expect, it } from 'vitest';
import { allCharts, parseXml, withTag } from '../../test/support.ts';
import { matrixChart, profileTable, renderReport, type ReportBlock, type ReportContent } from '../index.ts';

const table: ReportBlock = {
  type: 'table',
  title: 'Spells',
  columns: [{ name: 'regime' }, { name: 'from' }, { name: 'days' }, { name: 'share' }, { name: 'return', digits: 2 }],
  rows: [
    [{ text: 'risk_on', regime: 'risk_on' }, '2024-01-02', 1234, '12.5 %', -0.5],
    ['neutral', '2024-03-01', 7, null, 0.123],
  ],
};
const content: ReportContent = {
  title: 'Regimes',
  subtitle: 'of a synthetic market',
  generatedAt: '2026-11-20T14:05:00Z',
  sections: [
    {
      title: 'Today',
      blocks: [
        { type: 'text', paragraphs: ['One.', 'Two.'] },
        { type: 'figures', figures: [{ label: 'Regime', value: 'risk_off', note: 'for 21 days', regime: 'risk_off' }] },
        ...allCharts().map((chart): ReportBlock => ({ type: 'chart', chart })),
        table,
        { type: 'text', tone: 'note', paragraphs: ['No advice.'] },
      ],
    },
  ],
  footer: 'Made with regimekit.',
};
const page = renderReport(content);

/** The page as XML: only the tags that HTML leaves open are closed first. */
const parsed = (html: string) =>
  parseXml(html.replace('<!doctype html>', '').replaceAll(/<meta([^>]*)>/g, '<meta$1/>'));

describe('renderReport(content)', () => {
  it('nests its tags properly and holds everything it was given', () => {
    const document = parsed(page);
    const text = document[0]!.text;
    for (const part of [
      'Regimes',
      'of a synthetic market',
      'Today',
      'Two.',
      'for 21 days',
      'Spells',
      '1,234',
      'No advice.',
      'Made with regimekit.',
    ]) {
      expect(text).toContain(part);
    }
    expect(withTag(document, 'h1')).toHaveLength(1);
    expect(withTag(document, 'figure')).toHaveLength(5);
    expect(document[0]!.attributes['lang']).toBe('en');
  });

  it('loads nothing and runs nothing', () => {
    const withoutNamespaces = page.replaceAll('http://www.w3.org/2000/svg', '');
    expect(withoutNamespaces).not.toMatch(
      /https?:|\/\/|<script|<link|<img|<iframe|@import|@font-face|\son\w+=|javascript:|href|src=/i,
    );
    expect(withoutNamespaces).not.toMatch(/url\((?!#)/);
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"`);
  });

  it('escapes every text: no field can bring its own markup', () => {
    const evil = `<script>alert(1)</script><img src=x onerror=alert(2)>"' onmouseover="alert(3)`;
    const chart = matrixChart(
      { rows: [evil], columns: [`${evil}2`], values: [[1]] },
      { title: evil, subtitle: evil, description: evil, rowTitle: evil, columnTitle: evil },
    );
    const withLegend = { ...chart, legend: [{ name: evil, color: '#123456', symbol: 'area' as const }] };
    const html = renderReport({
      title: evil,
      subtitle: evil,
      generatedAt: evil,
      footer: evil,
      sections: [
        {
          title: evil,
          blocks: [
            { type: 'text', paragraphs: [evil] },
            { type: 'figures', figures: [{ label: evil, value: evil, note: evil, regime: evil }] },
            { type: 'chart', chart: withLegend },
            {
              type: 'table',
              title: evil,
              subtitle: evil,
              columns: [{ name: evil, regime: evil }],
              rows: [[evil], [{ text: evil, regime: evil }]],
            },
          ],
        },
      ],
    });
    const document = parsed(html);
    expect(withTag(document, 'script')).toEqual([]);
    expect(withTag(document, 'img')).toEqual([]);
    const attributes = document.flatMap((element) => Object.keys(element.attributes));
    expect(attributes.filter((name) => name.startsWith('on'))).toEqual([]);
    expect(document[0]!.text.split(evil).length - 1).toBeGreaterThanOrEqual(14);
  });

  it('refuses a colour that is none, wherever a chart from elsewhere carries it', () => {
    const chart = matrixChart({ rows: ['a'], values: [[1]] });
    const legend = [{ name: 'a', color: 'red;--x:url(//example.org)', symbol: 'area' as const }];
    const draw = () =>
      renderReport({ title: 'x', sections: [{ blocks: [{ type: 'chart', chart: { ...chart, legend } }] }] });
    expect(draw).toThrow(expect.objectContaining({ code: 'REPORT_INVALID_COLOR' }));
  });

  it('uses every id once', () => {
    const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    expect(ids.length).toBeGreaterThan(20);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('gives the same bytes for the same content, and draws each chart for desk and telephone', () => {
    expect(renderReport(structuredClone(content))).toBe(page);
    const widths = withTag(parsed(page), 'svg').map(({ attributes }) => attributes['width']);
    expect(widths.filter((width) => width !== '14')).toHaveLength(8);
    expect(widths).toContain('340');
  });

  it('aligns numbers, what reads as a number and what is missing to the right; dates and names to the left', () => {
    const document = parsed(page);
    const cells = document.filter(({ tag }) => tag === 'td' || tag === 'th').slice(5, 10);
    expect(cells.map(({ attributes }) => attributes['class'])).toEqual(['left', 'left', 'right', 'right', 'right']);
    expect(cells.map(({ text }) => text)).toEqual(['risk_on', '2024-01-02', '1,234', '12.5 %', '\u22120.50']);
    expect(withTag(document, 'tr')[2]!.text).toBe('neutral2024-03-017\u20130.12');
  });

  it('sets two small blocks side by side, and a third on a row of its own', () => {
    const small: ReportBlock = { type: 'chart', chart: matrixChart({ rows: ['a'], values: [[1]] }) };
    const html = renderReport({ title: 'x', sections: [{ blocks: [small, small, small] }] });
    expect(withTag(parsed(html), 'figure').map(({ attributes }) => attributes['class'])).toEqual([
      'panel half',
      'panel half',
      'panel',
    ]);
  });

  const blocks = (block: unknown): ReportContent => ({ title: 'x', sections: [{ blocks: [block as ReportBlock] }] });
  it.each([
    ['no sections', { title: 'x', sections: [] }, 'REPORT_EMPTY_DATA', 'sections'],
    ['no paragraphs', blocks({ type: 'text', paragraphs: [] }), 'REPORT_EMPTY_DATA', 'paragraphs'],
    ['no figures', blocks({ type: 'figures', figures: [] }), 'REPORT_EMPTY_DATA', 'figures'],
    ['no columns', blocks({ type: 'table', columns: [], rows: [] }), 'REPORT_EMPTY_DATA', 'columns'],
    [
      'a ragged table',
      blocks({ type: 'table', columns: [{ name: 'a' }], rows: [['1'], ['1', '2']] }),
      'REPORT_RAGGED_DATA',
      'rows[1]: expected 1 values',
    ],
    [
      'NaN in a table',
      blocks({ type: 'table', columns: [{ name: 'a' }], rows: [[Number.NaN]] }),
      'REPORT_VALUE_NOT_FINITE',
      'rows[0][0]',
    ],
    ['an unknown block', blocks({ type: 'video' }), 'REPORT_UNKNOWN_BLOCK', 'received "video"'],
  ])('refuses %s', (_what, wrong, code, message) => {
    expect(() => renderReport(wrong)).toThrow(
      expect.objectContaining({ code, kind: 'input', message: expect.stringContaining(message) }),
    );
  });
});

describe('profileTable(data)', () => {
  const features = [{ name: 'vix_level', unit: 'points', digits: 1 }, { name: 'return_20d' }];

  it('has one row per feature and one column per regime', () => {
    const { columns, rows } = profileTable({
      features,
      profiles: [
        { name: 'risk_on', means: [13.21, 0.014_25], deviations: [2.1, 0.02] },
        { name: 'risk_off', means: [31.4, -0.045] },
      ],
    });
    expect(columns.map(({ name, regime }) => [name, regime])).toEqual([
      ['feature', undefined],
      ['risk_on', 'risk_on'],
      ['risk_off', 'risk_off'],
    ]);
    expect(rows).toEqual([
      ['vix_level (points)', '13.2 ± 2.1', '31.4'],
      ['return_20d', '0.01425 ± 0.02', '\u22120.045'],
    ]);
  });

  it('refuses ragged and missing numbers', () => {
    const draw = (profile: { means: number[]; deviations?: number[] }) => () =>
      profileTable({ features, profiles: [{ name: 'a', ...profile }] });
    expect(draw({ means: [1] })).toThrow('profile a: expected 2 values, received 1');
    expect(draw({ means: [1, 2], deviations: [1] })).toThrow('profile a: expected 2 values, received 1');
    expect(draw({ means: [1, Number.NaN] })).toThrow('profile a, return_20d: expected a finite number');
  });
});
