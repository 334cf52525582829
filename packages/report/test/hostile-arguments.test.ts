import { describe, expect, it } from 'vitest';
import {
  autocorrelationChart,
  bandsFromLabels,
  curvesChart,
  formatNumber,
  formatPercent,
  histogramChart,
  intervalChart,
  matrixChart,
  priceWithBands,
  probabilityChart,
  profileChart,
  profileTable,
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
const texts = { title: 'Title', subtitle: 'Subtitle', description: 'Words', width: 400, height: 300 };
const palette = { calm: '#112233', wild: { light: '#445566', dark: '#778899' } };
const matrix = { rows: ['calm', 'wild'], columns: ['a', 'b'], values: [[0.9, 0.1], new Float64Array([0.2, 0.8])] };
const chart = matrixChart(matrix);

/** Arguments with everything in them that a function knows, so that each part can be spoilt in turn. */
const calls: Readonly<Record<string, readonly [run: (...args: never[]) => unknown, args: readonly unknown[]]>> = {
  bandsFromLabels: [bandsFromLabels, [dates, ['calm', 'calm', 'wild']]],
  curvesChart: [
    curvesChart,
    [
      { dates, series },
      { ...texts, palette, scale: 'log', format: 'number', maxPoints: 50 },
    ],
  ],
  priceWithBands: [
    priceWithBands,
    [
      { dates, values: [1, 2, 3], bands: [{ from: '2024-01-02', to: '2024-01-03', name: 'calm' }] },
      { ...texts, palette, valueName: 'price', scale: 'log', regimes: ['calm', 'wild'], maxPoints: 50 },
    ],
  ],
  probabilityChart: [
    probabilityChart,
    [
      { dates, series },
      { ...texts, palette, maxPoints: 50 },
    ],
  ],
  matrixChart: [
    matrixChart,
    [matrix, { ...texts, rowTitle: 'from', columnTitle: 'to', format: 'number', digits: 2, domain: [0, 1] }],
  ],
  profileChart: [
    profileChart,
    [
      {
        features: ['x', 'y'],
        profiles: [
          { name: 'calm', values: [1, 2] },
          { name: 'wild', values: [3, 4] },
        ],
      },
      { ...texts, palette },
    ],
  ],
  profileTable: [
    profileTable,
    [
      {
        features: [{ name: 'x', unit: 'points', digits: 1 }, { name: 'y' }],
        profiles: [{ name: 'calm', means: [1, 2], deviations: [3, 4] }],
      },
      { title: 'Title', subtitle: 'Subtitle' },
    ],
  ],
  histogramChart: [
    histogramChart,
    [{ edges: [-2, 0, 2], densities: [0.2, 0.3], normal: [0.24, 0.24], names: ['a', 'b'] }, texts],
  ],
  autocorrelationChart: [autocorrelationChart, [{ values: [0.3, 0.1], band: 0.1 }, texts]],
  quantileChart: [quantileChart, [{ theoretical: [-1, 1], sample: [-3, 1] }, texts]],
  intervalChart: [intervalChart, [[{ name: 'calm stays', estimate: 0.9, lower: 0.8, upper: 0.95 }], texts]],
  formatNumber: [formatNumber, [2.71, 2]],
  formatPercent: [formatPercent, [0.5]],
  renderSvg: [
    renderSvg,
    [
      { ...chart, option: {}, legend: [{ name: 'calm', color: '#112233', symbol: 'area' }] },
      { theme: 'auto', width: 300, height: 200, frame: true, id: 'x' },
    ],
  ],
  renderReport: [
    renderReport,
    [
      {
        title: 'Report',
        subtitle: 'Subtitle',
        generatedAt: 'today',
        footer: 'Foot',
        palette,
        sections: [
          {
            title: 'Section',
            blocks: [
              { type: 'text', paragraphs: ['Words.'], tone: 'note' },
              { type: 'figures', figures: [{ label: 'Regime', value: 'calm', note: 'now', regime: 'calm' }] },
              {
                type: 'table',
                title: 'Table',
                columns: [{ name: 'regime', align: 'left', digits: 2, regime: 'calm' }, { name: 'days' }],
                rows: [
                  [{ text: 'calm', regime: 'calm' }, 4],
                  ['wild', null],
                ],
              },
            ],
          },
        ],
      },
    ],
  ],
};

const hostile: readonly unknown[] = [
  null,
  undefined,
  Number.NaN,
  Infinity,
  -1,
  0,
  2.5,
  1e300,
  1e-300,
  1e100,
  10n,
  true,
  '',
  'x',
  Symbol('s'),
  () => 1,
  [],
  [null],
  [undefined],
  // A hole, which map and forEach skip.
  Array.from({ length: 3 }).fill(undefined, 3),
  [[]],
  {},
  Object.create(null),
  { length: 2 },
  new Float64Array(0),
  new DataView(new ArrayBuffer(8)),
  new Date(Number.NaN),
];

/** Every value with one part of it replaced, at whatever depth. */
function* spoilt(value: unknown): Generator<{ place: string; value: unknown }> {
  for (const replacement of hostile) yield { place: '', value: replacement };
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return;
  for (const [key, part] of Object.entries(value)) {
    for (const { place, value: other } of spoilt(part)) {
      const copy = Array.isArray(value) ? value.with(Number(key), other) : { ...value, [key]: other };
      yield { place: `.${key}${place}`, value: copy };
    }
  }
}

describe('arguments that cannot be meant', () => {
  it.each(Object.entries(calls))(
    '%s answers whatever comes with a result or an error that says what to do',
    (_, call) => {
      const [run, args] = call;
      // Control: with the arguments as they are, nothing is refused.
      expect(() => run(...args.map(untyped))).not.toThrow();
      const raw: string[] = [];
      let refused = 0;
      for (const [index, argument] of args.entries()) {
        for (const { place, value } of spoilt(argument)) {
          try {
            run(...args.with(index, value).map(untyped));
          } catch (error) {
            refused++;
            const isOurs = error instanceof ReportInputError && error.kind === 'input' && (error.hint ?? '') !== '';
            if (!isOurs) raw.push(`argument ${index}${place}: ${String(error)}`);
          }
        }
      }
      expect(raw).toEqual([]);
      expect(refused).toBeGreaterThan(10);
    },
  );
});
