import { describe, expect, it } from 'vitest';
import { countShapes, parseXml, texts, withTag } from '../../test/support.ts';
import {
  autocorrelationChart,
  histogramChart,
  intervalChart,
  quantileChart,
  ReportInputError,
  renderSvg,
  type Chart,
} from '../index.ts';

const draw = (chart: Chart) => parseXml(renderSvg(chart, { frame: false }));
const edges = [-3, -1, 1, 3];
const histogram = { edges, densities: [0.1, 0.3, 0.1], normal: [0.05, 0.39, 0.05] };

describe('histogramChart(data)', () => {
  it('draws one area and one curve, and says where the highest bar is', () => {
    const chart = histogramChart(histogram);
    const [area, curve] = chart.legend;
    const drawn = draw(chart);
    expect(countShapes(drawn, area!.color)).toBe(1);
    expect(withTag(drawn, 'path').filter(({ attributes }) => attributes['stroke'] === curve!.color)).toHaveLength(1);
    expect(chart.description).toBe('3 bars from −3 to 3; the highest is 0.3, where the curve is 0.39.');
    expect(texts(drawn)).toEqual(expect.arrayContaining(['−2', '0', '2']));
  });

  it('calls bars and curve what it is told', () => {
    const chart = histogramChart({ ...histogram, names: ['drawn histories', 'normal curve'] });
    expect(chart.legend.map(({ name }) => name)).toEqual(['drawn histories', 'normal curve']);
  });

  it.each([
    ['no bars', { edges: [0], densities: [], normal: [] }, 'REPORT_EMPTY_DATA'],
    ['edges that do not fit', { ...histogram, edges: [0, 1] }, 'REPORT_RAGGED_DATA'],
    ['NaN', { ...histogram, normal: [0, Number.NaN, 0] }, 'REPORT_VALUE_NOT_FINITE'],
  ])('throws for %s', (_what, data, code) => {
    expect(() => histogramChart(data)).toThrow(expect.objectContaining({ code }));
  });
});

describe('autocorrelationChart(data)', () => {
  it('draws a stick for each lag and counts those outside of the band', () => {
    const chart = autocorrelationChart({ values: [0.3, -0.2, 0.01], band: 0.1 });
    expect(chart.description).toBe('2 of 3 lags lie outside of ±0.1; the largest is 0.3 at lag 1.');
    const sticks = withTag(draw(chart), 'path').filter(({ attributes }) => attributes['stroke-width'] === '3');
    expect(sticks.reduce((sum, { attributes }) => sum + (attributes['d']!.match(/M/g)?.length ?? 0), 0)).toBe(3);
  });

  it('throws for no lags', () => {
    expect(() => autocorrelationChart({ values: [], band: 0.1 })).toThrow(ReportInputError);
  });
});

describe('quantileChart(data)', () => {
  it('draws a dot for each quantile', () => {
    const chart = quantileChart({ theoretical: [-1, 0, 1], sample: [-3, 0, 1] });
    expect(chart.description).toBe('From −3 where −1 was expected to 1 where 1 was expected.');
    // Dots are the only filled shapes that are moved into place.
    const dots = withTag(draw(chart), 'path').filter(({ attributes }) => attributes['transform'] !== undefined);
    expect(dots).toHaveLength(3);
  });

  it('throws for lists that do not fit', () => {
    expect(() => quantileChart({ theoretical: [0], sample: [0, 1] })).toThrow(ReportInputError);
  });
});

describe('intervalChart(intervals)', () => {
  it('draws and describes each', () => {
    const chart = intervalChart([
      { name: 'calm stays', estimate: 0.95, lower: 0.9, upper: 0.98 },
      { name: 'wild stays', estimate: 0.8, lower: 0.5, upper: 0.95 },
    ]);
    expect(chart.description).toContain('wild stays: 80.0 %, from 50.0 % to 95.0 %.');
    expect(texts(draw(chart))).toEqual(expect.arrayContaining(['calm stays', 'wild stays']));
  });

  it('throws for numbers that are none', () => {
    expect(() => intervalChart([{ name: 'a', estimate: 1, lower: Number.NaN, upper: 1 }])).toThrow(ReportInputError);
  });

  it('ends the axis where it is told, and draws where the estimates should lie', () => {
    const one = [{ name: 'a', estimate: 0.1, lower: 0.05, upper: 0.15 }];
    expect(renderSvg(intervalChart(one, { upTo: 0.2, expected: 0.1 }), { id: 'a' })).toMatch(
      /20 %[^]*stroke-dasharray|stroke-dasharray[^]*20 %/u,
    );
    expect(renderSvg(intervalChart(one), { id: 'a' })).not.toContain('stroke-dasharray');
    for (const wrong of [{ upTo: 0 }, { upTo: 20 }, { expected: -0.1 }, { expected: '1' as never }])
      expect(() => intervalChart(one, wrong)).toThrow(ReportInputError);
  });
});
