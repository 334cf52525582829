import { describe, expect, it } from 'vitest';
import { curvesChart, renderSvg, ReportInputError } from '../index.ts';

const dates = ['2024-01-02', '2024-01-03', '2024-01-04'];
const series = [
  { name: 'strategy', values: [1, 1.02, 1.01] },
  { name: 'buy and hold', values: [1, 0.97, 1.04] },
];

describe('curvesChart', () => {
  it('curvesChart(data) draws every curve with its own colour, and names them in order', () => {
    const chart = curvesChart({ dates, series }, { title: 'Wealth' });
    expect(chart.legend.map(({ name }) => name)).toEqual(['strategy', 'buy and hold']);
    expect(new Set(chart.legend.map(({ color }) => color)).size).toBe(2);
    for (const { color } of chart.legend) expect(chart.darkColors[color]).toBeDefined();
    expect(chart.description).toBe('2024-01-02 to 2024-01-04: strategy from 1 to 1.01; buy and hold from 1 to 1.04.');
    expect(renderSvg(chart)).toMatch(/^<svg/);
    expect(JSON.parse(JSON.stringify(chart.option))).toEqual(chart.option);
  });

  it("curvesChart(data, { format: 'percent' }) says so at the axis", () => {
    const falls = [{ name: 'strategy', values: [0, -3.5, -1] }];
    const chart = curvesChart({ dates, series: falls }, { format: 'percent' });
    expect(JSON.stringify(chart.option)).toContain('{value} %');
    expect(chart.description).toContain('from 0 % to -1 %');
  });

  it('curvesChart(data, { marks }) draws a line at each of the days, and refuses days that it does not reach', () => {
    const plain = renderSvg(curvesChart({ dates, series }));
    const marked = renderSvg(curvesChart({ dates, series }, { marks: ['2024-01-03', '2024-01-04'] }));
    const dashes = (svg: string) => svg.match(/stroke-dasharray/gu)?.length ?? 0;
    expect(dashes(marked) - dashes(plain)).toBe(2);
    expect(() => curvesChart({ dates, series }, { marks: ['2024-01-05'] })).toThrow('from 2024-01-02 to 2024-01-04');
    expect(() => curvesChart({ dates, series }, { marks: ['soon'] })).toThrow('marks: expected a calendar day');
    expect(() => curvesChart({ dates, series }, { marks: 3 as never })).toThrow(ReportInputError);
  });

  it('curvesChart(data) refuses ragged and unreal values, and zero on a logarithmic axis', () => {
    const of = (values: number[]) => ({ dates, series: [{ name: 'a', values }] });
    expect(() => curvesChart(of([1, 2]))).toThrow(ReportInputError);
    expect(() => curvesChart(of([1, Number.NaN, 2]))).toThrow(ReportInputError);
    expect(() => curvesChart(of([1, 0, 2]), { scale: 'log' })).toThrow('above zero');
    expect(() => curvesChart({ dates, series: [series[0]!, series[0]!] })).toThrow(ReportInputError);
  });
});
