// Pictures of luck in docs/evaluation.md: the best of many tries, and tests that forget how long a memory is.
import { built } from './built.mjs';
import { dotsOf, ink, lineChart, lineOf } from './line-chart.mjs';
import { stack } from './stack.mjs';

const { createRandomStreams } = await built('numerics/dist/index.js');
const { deflatedSharpe, dieboldMariano } = await built('evaluation/dist/index.js');
const { renderSvg } = await built('report/dist/index.js');

const PERIODS = 252;
const YEARS = 10;
/** A year, of a track record that looks good. */
const SHOWN_RATIO = 1;
const MOST_TRIALS = 1000;
const DRAWN = { trials: [1, 3, 10, 30, 100, 300, 1000], runs: 400 };

/** Mean of the best of M normal numbers over many runs: what the formula says, counted. */
function meanOfBest(trials, seed) {
  const streams = createRandomStreams(seed, DRAWN.runs);
  const best = streams.map((random) => {
    let most = -Infinity;
    for (let m = 0; m < trials; m++) most = Math.max(most, random.normal());
    return most;
  });
  return best.reduce((sum, value) => sum + value, 0) / DRAWN.runs;
}

/** What the best of M strategies without skill shows, and what is left of one ratio beside it. */
export function drawTrials() {
  const shape = { sharpe: SHOWN_RATIO / Math.sqrt(PERIODS), n: YEARS * PERIODS, skewness: 0, kurtosis: 3 };
  const counts = Array.from({ length: 91 }, (_, i) => Math.round(10 ** (i / 30)));
  const trials = [...new Set(counts)].filter((count) => count <= MOST_TRIALS);
  const judged = trials.map((count) => deflatedSharpe(shape, { trials: count }));
  const best = judged.map(({ trials: m, expectedMaximum }) => [m, expectedMaximum * Math.sqrt(PERIODS)]);
  const sure = judged.map(({ trials: m, probability }) => [m, 100 * probability]);
  const deviation = Math.sqrt(judged[0].trialVariance * PERIODS);
  const drawn = DRAWN.trials.map((count, i) => [count, deviation * meanOfBest(count, 20 + i)]);
  const [alone, last] = [sure[0][1], sure.at(-1)[1]].map((value) => value.toFixed(value > 99 ? 1 : 0));
  const below = judged.find(({ probability }) => probability < 0.95).trials;
  const x = { type: 'log', min: 1, max: MOST_TRIALS };
  const upper = lineChart({
    title: 'The best of many strategies without any skill',
    subtitle: `Sharpe ratio a year that the best of so many shows over ${YEARS} years, all of them truly 0: by the formula, and the mean of ${DRAWN.runs} draws`,
    description: `The expected best ratio rises from 0 for one strategy to ${best.at(-1)[1].toFixed(2)} for ${MOST_TRIALS}; the dots drawn at random lie beside the line.`,
    legend: [
      ['expected by the formula', ink.alarm[0]],
      ['drawn', ink.calm[0], 'circle'],
    ],
    x,
    y: { min: -0.2, max: 1.2, interval: 0.2, axisLabel: { color: ink.muted[0], showMinLabel: false } },
    series: [lineOf(best, ink.alarm[0]), dotsOf(drawn, ink.calm[0])],
    height: 220,
  });
  const lower = lineChart({
    title: `What is left of a ratio of ${SHOWN_RATIO.toFixed(1)}`,
    subtitle: `Probability that the true one is above such luck: ${alone} % as the only one tried, under 95 % (dashed) from ${below} on, ${last} % at the end`,
    description: `The deflated probability falls from ${alone} % for one trial to ${last} % for ${MOST_TRIALS}.`,
    x: { ...x, name: 'strategies tried' },
    y: { min: 0, max: 100, interval: 25, axisLabel: { color: ink.muted[0], formatter: '{value} %' } },
    series: [lineOf(sure, ink.calm[0], { mark: 95 })],
    height: 220,
  });
  return stack([renderSvg(upper, { id: 'trials-best' }), renderSvg(lower, { id: 'trials-sure' })]);
}

const TESTED = { runs: 400, days: 250 };
const PHIS = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95];
const PROMISED = 0.05;
const LONG_LAGS = 60;

/** Differences of two losses with the mean 0 that remember the day before. */
function rememberingDifferences(random, phi) {
  let d = random.normal() / Math.sqrt(1 - phi * phi);
  return Array.from({ length: TESTED.days }, () => (d = phi * d + random.normal()));
}

/** How often the test of Diebold and Mariano finds a difference where none is, by how long the differences remember. */
export function drawMemory() {
  const shares = PHIS.map((phi, i) => {
    const runs = createRandomStreams(40 + i, TESTED.runs).map((random) => rememberingDifferences(random, phi));
    const share = (options) =>
      runs.filter((differences) => dieboldMariano(differences, options).pValue < PROMISED).length / TESTED.runs;
    return { phi, plain: share({ lags: 0 }), usual: share({}), long: share({ lags: LONG_LAGS }) };
  });
  const { lags } = dieboldMariano(rememberingDifferences(createRandomStreams(1, 1)[0], 0));
  const percent = (share) => `${Math.round(100 * share)} %`;
  const points = (name) => shares.map((row) => [row.phi, 100 * row[name]]);
  const [first, last] = [shares[0], shares.at(-1)];
  const curves = [
    ['plain', 'no lags: the plain t-test', ink.muted[0]],
    ['usual', `${lags} lags: the default`, ink.alarm[0]],
    ['long', `${LONG_LAGS} lags`, ink.calm[0]],
  ];
  const chart = lineChart({
    title: 'Diebold-Mariano where there is no difference',
    subtitle: `Share of ${TESTED.runs} runs over ${TESTED.days} days that it rejects; 5 % are promised (dashed). By default ${percent(first.usual)} without memory, ${percent(last.usual)} at ${last.phi}`,
    description: curves
      .map(
        ([name, words]) => `With ${words}: ${shares.map((row) => `${percent(row[name])} at ${row.phi}`).join(', ')}.`,
      )
      .join(' '),
    legend: curves.map(([, words, color]) => [words, color]),
    x: { min: 0, max: 1, interval: 0.1, name: 'autocorrelation of the differences from one day to the next' },
    y: { min: 0, max: 100, interval: 25, axisLabel: { color: ink.muted[0], formatter: '{value} %' } },
    series: curves.flatMap(([name, , color], i) => [
      lineOf(points(name), color, i === 0 ? { mark: 100 * PROMISED } : {}),
      dotsOf(points(name), color, 6),
    ]),
  });
  return renderSvg(chart, { id: 'memory' });
}
