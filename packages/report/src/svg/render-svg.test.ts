import { describe, expect, it, vi } from 'vitest';
import { allCharts, parseXml, texts, walk, withTag } from '../../test/support.ts';
import { bandsFromLabels, matrixChart, priceWithBands, probabilityChart, renderSvg } from '../index.ts';
import type { Chart } from '../chart.ts';
import { initChart } from './echarts.ts';

const charts = allCharts();
const SIZE_LIMIT = 300_000;

describe.each(charts.map((chart): [string, Chart] => [chart.title, chart]))('renderSvg(chart): %s', (_title, chart) => {
  it('is well-formed XML with a title and a description that the root points to', () => {
    const elements = parseXml(renderSvg(chart));
    const { attributes } = elements[0]!;
    const [title, desc] = [withTag(elements, 'title')[0]!, withTag(elements, 'desc')[0]!];
    expect(attributes['viewBox']).toBe(`0 0 ${attributes['width']} ${attributes['height']}`);
    expect(attributes['aria-labelledby']).toBe(`${title.attributes['id']} ${desc.attributes['id']}`);
    expect([title.text, desc.text]).toEqual([chart.title, chart.description]);
  });

  it('has no NaN, no undefined, no script, no style attribute and no address but the namespace', () => {
    const svg = renderSvg(chart);
    expect(svg).not.toMatch(/NaN|undefined|Infinity|<script|\sstyle=|\sclass=|zr\d|ecmeta/);
    expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|href|@import|url\((?!#)/);
  });

  it('gives the same bytes again, whatever was drawn before, and from JSON', () => {
    const svg = renderSvg(chart);
    renderSvg(charts[0]!);
    expect(renderSvg(chart)).toBe(svg);
    expect(renderSvg(JSON.parse(JSON.stringify(chart)) as Chart)).toBe(svg);
  });

  it('does not change the chart', () => {
    const before = JSON.stringify(chart);
    renderSvg(chart);
    expect(JSON.stringify(chart)).toBe(before);
  });

  it('gives the same bytes in every time zone', () => {
    const [before, svg] = [process.env['TZ'], renderSvg(chart)];
    try {
      for (const zone of ['America/New_York', 'Asia/Tokyo']) {
        process.env['TZ'] = zone;
        expect(new Date(0).getTimezoneOffset()).not.toBe(0);
        expect(renderSvg(chart)).toBe(svg);
      }
    } finally {
      if (before === undefined) delete process.env['TZ'];
      else process.env['TZ'] = before;
    }
  });

  it('uses every id once, and only ids that begin with the given one', () => {
    const svg = renderSvg(chart, { id: 'mine' });
    const ids = [...svg.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id!);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => id.startsWith('mine'))).toBe(true);
    const references = [...svg.matchAll(/url\(#([^)]+)\)/g)].map(([, id]) => id!);
    expect(references.every((id) => ids.includes(id))).toBe(true);
  });

  it('has a dark colour for every light one: as a rule by default, in place with theme dark, nowhere with theme light', () => {
    const [auto, light, dark] = (['auto', 'light', 'dark'] as const).map((theme) => {
      return parseXml(renderSvg(chart, { theme, id: 'c' }));
    });
    const style = withTag(auto!, 'style')[0]!.text;
    expect([withTag(light!, 'style'), withTag(dark!, 'style')]).toEqual([[], []]);
    expect(style).toContain('@media screen and (prefers-color-scheme:dark)');
    const fills = light!.map(({ attributes }) => attributes['fill'] ?? 'none');
    const rules = fills.map((fill, index) => `#c [fill="${fill}"]{fill:${dark![index]!.attributes['fill']}}`);
    expect(rules.filter((rule, index) => fills[index] !== 'none' && !style.includes(rule))).toEqual([]);
    expect(fills.some((fill) => fill !== 'none')).toBe(true);
  });
});

describe('renderSvg(chart, options)', () => {
  it('gives different charts different ids, so that several stand in one page', () => {
    const ids = charts.map((chart) => parseXml(renderSvg(chart))[0]!.attributes['id']);
    const wide = parseXml(renderSvg(charts[0]!, { width: 500 }))[0]!.attributes['id'];
    expect(new Set([...ids, wide]).size).toBe(charts.length + 1);
  });

  it('lays out anew for another width, with fewer labels where it is narrow', () => {
    const { dates, prices } = walk(4000);
    const chart = priceWithBands({ dates, values: prices, bands: [] });
    const years = (width: number): string[] =>
      texts(parseXml(renderSvg(chart, { width }))).filter((text) => /^20\d\d$/.test(text));
    expect(years(872).length).toBeGreaterThan(years(340).length);
    expect(years(340).length).toBeGreaterThan(1);
  });

  it('leaves out title, legend and surface without a frame', () => {
    const chart = charts[0]!;
    const [framed, bare] = [parseXml(renderSvg(chart)), parseXml(renderSvg(chart, { frame: false }))];
    expect(texts(framed)).toContain(chart.title);
    expect(texts(bare)).not.toContain(chart.title);
    expect(bare[0]!.attributes['height']).toBe(String(chart.height));
  });

  it('stays small for 5,000 days, even when the regime changes every day', () => {
    const { dates, prices, series } = walk(5000);
    const bands = bandsFromLabels(
      dates,
      dates.map((_, i) => ['risk_on', 'neutral', 'risk_off'][i % 3]!),
    );
    expect(renderSvg(priceWithBands({ dates, values: prices, bands })).length).toBeLessThan(SIZE_LIMIT);
    expect(renderSvg(probabilityChart({ dates, series })).length).toBeLessThan(SIZE_LIMIT);
  });

  it('escapes every text, and the parser would notice if it did not', () => {
    const evil = `"'><script>alert(1)</script>&\u0000]]>`;
    const chart = matrixChart(
      { rows: [evil], columns: ['a'], values: [[1]] },
      { title: evil, subtitle: evil, rowTitle: evil, description: evil },
    );
    const document = parseXml(renderSvg(chart));
    expect(withTag(document, 'script')).toHaveLength(0);
    expect(texts(document).join(' ')).toContain('<script>alert(1)</script>&');
    expect(() => parseXml('<svg><text>&</text></svg>')).toThrow('unclosed tag');
    expect(() => parseXml('<svg><g></svg>')).toThrow('unexpected close tag');
  });

  it('refuses sizes, ids and colours that cannot be drawn', () => {
    const chart = charts[2]!;
    expect(() => renderSvg(chart, { width: 5 })).toThrow('width: expected 64 to 10000 pixels, received 5');
    expect(() => renderSvg(chart, { height: Number.NaN })).toThrow('height: expected');
    expect(() => renderSvg(chart, { id: 'a b"' })).toThrow('id: expected a letter');
    const darkColors = { ...chart.darkColors, '#1b2430': 'red;}body{display:none' };
    expect(() => renderSvg({ ...chart, darkColors })).toThrow('darkColors: expected a colour');
  });

  it('lets the process end: the clock of the painter does not run on', () => {
    vi.useFakeTimers();
    try {
      for (const chart of charts) renderSvg(chart);
      vi.advanceTimersByTime(100);
      expect(vi.getTimerCount()).toBe(0);
      const forgotten = initChart(200, 100);
      forgotten.setOption(structuredClone(charts[1]!.option));
      vi.advanceTimersByTime(100);
      expect(vi.getTimerCount()).toBe(1);
      forgotten.dispose();
    } finally {
      vi.useRealTimers();
    }
  });
});
