// Time to describe and draw each chart of 5,000 days, and its size. Median of several rounds after one to warm up.
import {
  bandsFromLabels,
  priceWithBands,
  probabilityChart,
  renderReport,
  renderSvg,
  type Chart,
} from '../src/index.ts';
import { allCharts, walk } from '../test/support.ts';

const ROUNDS = 9;
const { dates, labels, prices, series } = walk(5000);
const bands = bandsFromLabels(dates, labels);
const everyDay = bandsFromLabels(
  dates,
  dates.map((_, i) => ['risk_on', 'neutral', 'risk_off'][i % 3]!),
);
const [, , matrix, profile] = allCharts() as [Chart, Chart, Chart, Chart];
const price = (): Chart => priceWithBands({ dates, values: prices, bands });
const probability = (): Chart => probabilityChart({ dates, series });

const work: Record<string, () => string> = {
  [`priceWithBands, ${bands.length} bands`]: () => renderSvg(price()),
  [`priceWithBands, ${everyDay.length} bands`]: () =>
    renderSvg(priceWithBands({ dates, values: prices, bands: everyDay })),
  probabilityChart: () => renderSvg(probability()),
  matrixChart: () => renderSvg(matrix),
  profileChart: () => renderSvg(profile),
  'report of four charts': () =>
    renderReport({
      title: 'x',
      sections: [{ blocks: [price(), probability(), matrix, profile].map((chart) => ({ type: 'chart', chart })) }],
    }),
};

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
const table = Object.entries(work).map(([what, run]) => {
  const size = run().length;
  const times = Array.from({ length: ROUNDS }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  });
  return { '5,000 days': what, 'ms (median)': Number(median(times).toFixed(1)), kB: Math.round(size / 1000) };
});
console.table(table);
