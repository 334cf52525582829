// The pictures of docs/choosing.md, from the data of the tests.
import { autoregression, threeRegimes } from '../../packages/hmm-core/test/support/no-regimes.ts';
import { built } from './built.mjs';
import { stack } from './stack.mjs';

const hmm = await built('hmm-core/dist/index.js');
const { renderSvg } = await built('report/dist/index.js');

const ink = {
  muted: ['#586474', '#9ba8b6'],
  grid: ['#e6eaef', '#29323c'],
  one: ['#2b7f8e', '#63b4c4'],
  two: ['#b4533c', '#e08a73'],
};
const darkColors = Object.fromEntries(Object.values(ink));
const [muted, grid, one, two] = Object.values(ink).map(([light]) => light);
const words = (text, position = 'right', color = muted) => {
  return { show: true, position, formatter: text, color, fontSize: 12, distance: 8 };
};
const axis = {
  axisTick: { show: false },
  axisLine: { show: true, lineStyle: { color: muted } },
  splitLine: { show: false },
  axisLabel: { color: muted },
};
const chart = (words_, height, option) => {
  return { ...words_, width: 872, height, legend: [], option: { animation: false, ...option }, darkColors };
};

/** BIC of one to six states on rows without regimes, independent and with memory. */
export function drawBic() {
  const lines = [
    [0, one, 'independent rows'],
    [0.97, two, 'rows with memory'],
  ].map(([phi, color, name]) => {
    const { table } = hmm.selectNStates(autoregression({ nSteps: 2500, nFeatures: 9, phi, seed: 1 }), {
      nStates: [1, 2, 3, 4, 5, 6],
      covarianceTypes: ['full'],
      criterion: 'bic',
      outOfSample: false,
      search: { starts: 8, keep: 1 },
      maxIterations: 60,
      tolerance: 1e-4,
    });
    const data = table.map(({ bic }) => Math.round(bic - table[0].bic));
    const label = { ...words(name, phi === 0 ? 'top' : 'bottom', color), formatter: name };
    return {
      type: 'line',
      silent: true,
      symbolSize: 8,
      color,
      lineStyle: { color, width: 2 },
      data: data.map((value, i) => (i === 4 ? { value, label } : value)),
    };
  });
  const about = {
    title: 'BIC sees states where there are none',
    subtitle: 'BIC less that of one state, lower is better: 2,500 rows of nine features, no regimes in either',
    description:
      'With independent rows BIC rises with the states; with memory it falls up to the sixth, the last tried.',
  };
  const option = {
    grid: { left: 72, right: 24, top: 16, bottom: 32 },
    xAxis: { ...axis, type: 'category', data: [1, 2, 3, 4, 5, 6].map((K) => (K === 1 ? '1 state' : `${K} states`)) },
    yAxis: { ...axis, type: 'value', splitLine: { lineStyle: { color: grid } } },
    series: lines,
  };
  return renderSvg(chart(about, 260, option), { id: 'bic' });
}

const STEPS = 40;

/** Simulated statistics as dots, piled up, and the observed one. */
function distribution({ statistic, bootstrapStatistics, pValue }, about, id) {
  const values = [...bootstrapStatistics, statistic];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const width = (high - low) / STEPS;
  const piles = new Map();
  const dots = bootstrapStatistics.map((value) => {
    const column = Math.round((value - low) / width);
    const level = (piles.get(column) ?? 0) + 1;
    piles.set(column, level);
    return [Number((low + column * width).toFixed(1)), level];
  });
  const tallest = Math.max(...piles.values());
  const side = statistic > (low + high) / 2 ? 'left' : 'right';
  const option = {
    grid: { left: 24, right: 24, top: 12, bottom: 32 },
    xAxis: {
      ...axis,
      type: 'value',
      min: Math.floor(low - width),
      max: Math.ceil(high + width),
      axisLabel: { ...axis.axisLabel, showMinLabel: false, showMaxLabel: false },
    },
    yAxis: { type: 'value', min: 0, max: tallest + 4, show: false },
    series: [
      { type: 'scatter', silent: true, color: one, data: dots, symbolSize: 6, itemStyle: { opacity: 1 } },
      {
        type: 'line',
        silent: true,
        symbol: 'none',
        color: two,
        lineStyle: { color: two, width: 2 },
        data: [
          [Number(statistic.toFixed(1)), 0],
          [Number(statistic.toFixed(1)), tallest + 4],
        ],
      },
      {
        type: 'scatter',
        silent: true,
        symbolSize: 0.1,
        itemStyle: { opacity: 0 },
        data: [
          {
            value: [Number(statistic.toFixed(1)), tallest + 3],
            label: words(`the data, p = ${pValue.toFixed(3)}`, side, two),
          },
        ],
      },
    ],
  };
  return renderSvg(chart(about, tallest * 7 + 90, option), { id });
}

/** What the test against no regimes draws, on rows without regimes and on rows with three. */
export function drawNoRegimes() {
  const options = { replicates: 199, seed: 1 };
  const none = hmm.testNoRegimes(autoregression({ nSteps: 500, nFeatures: 2, phi: 0.97, seed: 1000 }), options);
  const three = hmm.testNoRegimes(threeRegimes(500, 2, 1000), options);
  return stack([
    distribution(
      none,
      {
        title: 'No regimes, but memory',
        subtitle:
          'Each dot: twice the advantage in log-likelihood of an HMM over one state with memory, on a series simulated without regimes',
        description: 'The statistic of the data lies among those of the simulated series.',
      },
      'none',
    ),
    distribution(
      three,
      {
        title: 'Three regimes',
        subtitle: 'The same test on rows from three regimes: no simulated series comes near',
        description: 'The statistic of the data lies far above those of all simulated series.',
      },
      'three',
    ),
  ]);
}

/** The table of a selection: how far each candidate falls short of the best, with one standard error. */
export function drawSelection() {
  const { table } = hmm.selectNStates(threeRegimes(1500, 2, 1), {
    nStates: [1, 2, 3, 4, 5],
    covarianceTypes: ['diag', 'full'],
    seed: 1,
  });
  const rows = table.toReversed();
  const round = (value) => Number(value.toFixed(5));
  const colorOf = ({ chosen, disqualified }) => (chosen ? two : disqualified.length > 0 ? muted : one);
  const nameOf = ({ name, chosen, disqualified }) =>
    `${name}${chosen ? ', chosen' : disqualified.length > 0 ? ', left out' : ''}`;
  const about = {
    title: 'What is chosen, and how far the others fall short',
    subtitle: 'Log density of an unseen row, less that of the best candidate; bars are one standard error to each side',
    description:
      'One state falls far short, two a little, three and more hardly; three states with diag covariances are chosen.',
  };
  const option = {
    grid: { left: 150, right: 24, top: 8, bottom: 32 },
    xAxis: { ...axis, type: 'value', max: 0.05, splitLine: { lineStyle: { color: grid } } },
    yAxis: { ...axis, type: 'category', data: rows.map(nameOf), axisLine: { show: false } },
    series: rows.flatMap((row, i) => {
      const { shortfall, standardError } = row.outOfSample;
      const color = colorOf(row);
      const bar = [
        [round(-shortfall - standardError), i],
        [round(-shortfall + standardError), i],
      ];
      return [
        { type: 'line', silent: true, symbol: 'none', color, lineStyle: { color, width: 2 }, data: bar },
        {
          type: 'scatter',
          silent: true,
          color,
          symbolSize: 9,
          itemStyle: { opacity: 1 },
          data: [[round(-shortfall), i]],
        },
      ];
    }),
  };
  return renderSvg(chart(about, 300, option), { id: 'selection' });
}
