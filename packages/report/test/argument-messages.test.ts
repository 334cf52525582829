import { describe, expect, it } from 'vitest';
import {
  autocorrelationChart,
  bandsFromLabels,
  curvesChart,
  formatNumber,
  formatPercent,
  intervalChart,
  matrixChart,
  probabilityChart,
  profileChart,
  quantileChart,
  renderReport,
  renderSvg,
  ReportInputError,
} from '../src/index.ts';

/** What a caller without types might hand over. */
const untyped = (value: unknown) => value as never;

const dates = ['2024-01-02', '2024-01-03', '2024-01-04'];
const series = [
  { name: 'calm', values: [0.9, 0.5, 0.2] },
  { name: 'wild', values: [0.1, 0.5, 0.8] },
];
const matrix = { rows: ['calm', 'wild'], values: [[0.9, 0.1], new Float64Array([0.2, 0.8])] };
const chart = matrixChart(matrix);

describe('what an argument should have been', () => {
  it.each<[string, () => unknown]>([
    ['data: expected an object with dates and series, received null.', () => curvesChart(untyped(null))],
    [
      'options: expected an object with options of curvesChart (title, ',
      () => curvesChart({ dates, series }, untyped(7)),
    ],
    ['options of curvesChart: expected only title, ', () => curvesChart({ dates, series }, untyped({ tittle: 'x' }))],
    ['title: expected a text, received null.', () => curvesChart({ dates, series }, untyped({ title: null }))],
    [
      'scale: expected "linear" or "log", received "Log".',
      () => curvesChart({ dates, series }, untyped({ scale: 'Log' })),
    ],
    ['maxPoints: expected a whole number from 2', () => curvesChart({ dates, series }, { maxPoints: Number.NaN })],
    [
      'series: expected an array of objects with name and values, ',
      () => probabilityChart(untyped({ dates, series: {} })),
    ],
    [
      'series[0]: expected an object with name and values, received null.',
      () => probabilityChart(untyped({ dates, series: [null] })),
    ],
    [
      'series a: expected an array of numbers, received undefined.',
      () => probabilityChart(untyped({ dates, series: [{ name: 'a' }] })),
    ],
    [
      'dates: expected an array of calendar days, received "2024-01-02".',
      () => bandsFromLabels(untyped('2024-01-02'), []),
    ],
    ['labels[0]: expected a text, received undefined.', () => bandsFromLabels(['2024-01-02'], untyped([undefined]))],
    [
      'values: expected an array of rows, or a matrix, received undefined.',
      () => matrixChart(untyped({ rows: ['a'] })),
    ],
    ['values[0]: expected an array of numbers, received 3.', () => matrixChart(untyped({ rows: ['a'], values: [3] }))],
    [
      'domain: expected two finite numbers, received an array of length 1.',
      () => matrixChart(matrix, untyped({ domain: [1] })),
    ],
    [
      'palette.calm: expected a colour such as #86bcc6',
      () =>
        profileChart(
          { features: ['x'], profiles: [{ name: 'calm', values: [1] }] },
          untyped({ palette: { calm: null } }),
        ),
    ],
    ['band: expected a finite number, received NaN.', () => autocorrelationChart({ values: [1], band: Number.NaN })],
    [
      'sample 1: expected a finite number, received Infinity.',
      () => quantileChart({ theoretical: [0, 1], sample: [0, Infinity] }),
    ],
    ['intervals: expected at least one, received none.', () => intervalChart([])],
    ['value: expected a finite number, received NaN.', () => formatNumber(Number.NaN)],
    ['fraction: expected a finite number, received null.', () => formatPercent(untyped(null))],
    ['chart: expected a chart that one of the builders made, received undefined.', () => renderSvg(untyped(undefined))],
    [
      'chart.legend: expected an array of objects with name, color and symbol, ',
      () => renderSvg(untyped({ ...chart, legend: null })),
    ],
    [
      'theme: expected "auto" or "light" or "dark", received "Dark".',
      () => renderSvg(chart, untyped({ theme: 'Dark' })),
    ],
    ['options: expected an object with options of renderReport', () => renderReport(untyped(undefined))],
    [
      'sections[0].blocks: expected an array of objects with a type, ',
      () => renderReport(untyped({ title: 'x', sections: [{}] })),
    ],
    [
      'rows[0][0]: expected a finite number, received undefined.',
      () =>
        renderReport({
          title: 'x',
          sections: [{ blocks: [{ type: 'table', columns: [{ name: 'a' }], rows: untyped([[undefined]]) }] }],
        }),
    ],
  ])('%s', (message, work) => {
    expect(work).toThrow(ReportInputError);
    expect(work).toThrow(message);
  });

  it('quantileChart and autocorrelationChart take long series', () => {
    const long = Array.from({ length: 200_000 }, (_, i) => i / 200_000);
    expect(quantileChart({ theoretical: long, sample: long }).description).toContain('From 0');
    expect(autocorrelationChart({ values: long, band: 0.1 }).description).toContain('of 200000 lags');
  });
});
