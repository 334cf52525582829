// The pictures of docs/hmm.md.
import { built } from './built.mjs';
import { dotChart, stripChart } from './dot-chart.mjs';
import { drawn, palette, ROWS, SEED, stateNames, truth, weekdays } from './hmm-sample.mjs';
import { stack } from './stack.mjs';

const { createRandomStream } = await built('numerics/dist/index.js');
const hmm = await built('hmm-core/dist/index.js');
const { bandsFromLabels, priceWithBands, probabilityChart, renderSvg } = await built('report/dist/index.js');

const { observations, states } = drawn;
const dates = weekdays(ROWS);
const name = (state) => stateNames[state];
const best = (probs) => probs.indexOf(Math.max(...probs));

/** As `regimekit hmm fit market.csv --columns vol,ret --states 3`. */
const fitted = hmm.fitGaussianHmm(observations, { nStates: 3, seed: SEED });
/** As the same with `--restarts 40`. */
const forty = hmm.fitGaussianHmm(observations, { nStates: 3, seed: SEED, restarts: 40 });

/** Probabilities of rows [from, to) as stacked areas; `rows` is T x 3 or has one state for each row. */
function areas(rows, options, [from, to] = [0, ROWS]) {
  const values = (k) => Array.from({ length: to - from }, (_, i) => rows(from + i)[k]);
  return probabilityChart(
    { dates: dates.slice(from, to), series: stateNames.map((series, k) => ({ name: series, values: values(k) })) },
    { palette, maxPoints: 500, height: 110, ...options },
  );
}
/** A ribbon of one colour a row: steps instead of slopes, and no axis of percentages. */
function ribbon(path, title, stretch) {
  const chart = areas((t) => certain(path[t]), { title, height: 64, maxPoints: ROWS }, stretch);
  const { yAxis, series } = chart.option;
  const option = {
    ...chart.option,
    yAxis: { ...yAxis, axisLabel: { show: false }, splitLine: { show: false } },
    series: series.map((area) => ({ ...area, step: 'end' })),
  };
  return { ...chart, option };
}
const certain = (state) => stateNames.map((_, k) => (k === state ? 1 : 0));
const bare = (chart, id) => renderSvg({ ...chart, legend: [] }, { id });

/** The rows as they are seen, and what the first fit makes of them. */
export function drawFirstFit() {
  const { filteredProbs } = hmm.forward(fitted.model, observations);
  const labels = dates.map((_, t) => name(best(Array.from(filteredProbs.row(t)))));
  const chart = priceWithBands(
    { dates, values: dates.map((_, t) => observations.get(t, 0)), bands: bandsFromLabels(dates, labels) },
    {
      title: 'A first fit',
      subtitle: 'The column vol, shaded by the most probable state of each row by what was known on it',
      valueName: 'vol',
      regimes: stateNames,
      scale: 'linear',
      maxPoints: 900,
      palette,
    },
  );
  const real = ribbon(states, 'The states that made the rows');
  return stack([renderSvg(chart, { id: 'first' }), bare(real, 'real')]);
}

/** Where forty runs ended, and what the best and a lower optimum say of the same rows. */
export function drawOptima() {
  const [first] = forty.optima;
  const gap = (optimum) => first.penalisedObjective - optimum.penalisedObjective;
  const runs = forty.optima.flatMap((optimum) => optimum.restarts.map(() => optimum.penalisedObjective));
  const near = runs.filter((value) => first.penalisedObjective - value < 1).length;
  const lower = forty.optima.find((optimum) => gap(optimum) > 1);
  const others = runs.length - near;
  const dots = dotChart(runs, {
    labels: [`${others} runs, at least ${gap(lower).toFixed(0)} lower`, `${near} runs: the best`],
    title: 'Where forty starts end',
    subtitle: 'Each dot is one run of EM to its end, at the log-likelihood it reached; higher is better',
    description: `${near} of ${runs.length} runs end at ${first.penalisedObjective.toFixed(1)}, the others at least ${gap(lower).toFixed(0)} lower.`,
  });
  const rival = soundLookingRival(first.penalisedObjective);
  const probs = (model) => {
    const { filteredProbs } = hmm.forward(model, observations);
    return (t) => Array.from(filteredProbs.row(t));
  };
  return stack([
    renderSvg(dots, { id: 'runs' }),
    renderSvg(areas(probs(forty.model), { title: `What the best one says: ${near} of ${runs.length} runs` }), {
      id: 'best',
    }),
    bare(
      areas(probs(rival.model), { title: `What a lower one says, ${gap(rival).toFixed(0)} below, without a warning` }),
      'rival',
    ),
  ]);
}

/** A run that ends lower and of which its own report warns of nothing: starts at three random rows, until there is one. */
function soundLookingRival(objective) {
  const random = createRandomStream(SEED);
  for (let attempt = 0; attempt < 100; attempt++) {
    const rows = stateNames.map(() => Array.from(observations.row(random.integer(ROWS))));
    const start = hmm.createGaussianHmm({
      initialProbs: [1 / 3, 1 / 3, 1 / 3],
      transitionMatrix: stateNames.map((_, i) => stateNames.map((__, j) => (i === j ? 0.9 : 0.05))),
      means: rows,
      covariances: rows.map(() => [40, 2]),
    });
    const fit = hmm.fitGaussianHmm(observations, { nStates: 3, restarts: 0, starts: [start] });
    const warned = hmm.reviewFit(fit).some(({ severity }) => severity === 'warning');
    if (fit.penalisedObjective < objective - 1 && !warned) return fit;
  }
  throw new Error('No start of 100 ends lower without a warning.');
}

/** A false alarm that hindsight takes back, and a storm with a lull that was none. */
const HINDSIGHT = [425, 505];

/** One stretch of rows as it looked on the day, in hindsight, as the best path, and in truth. */
export function drawHindsight() {
  const { filteredProbs } = hmm.forward(fitted.model, observations);
  const { smoothedProbs } = hmm.forwardBackward(fitted.model, observations);
  const { statePath } = hmm.viterbi(fitted.model, observations);
  const draw = (rows, title, options) => areas(rows, { title, ...options }, HINDSIGHT);
  return stack([
    renderSvg(
      draw((t) => Array.from(filteredProbs.row(t)), 'Filtered: what could be known on the day', {
        subtitle: 'The same eighty rows four times',
      }),
      { id: 'filtered' },
    ),
    bare(
      draw((t) => Array.from(smoothedProbs.row(t)), 'Smoothed: with every later row in hand'),
      'smoothed',
    ),
    bare(ribbon(statePath, 'Viterbi: the single most probable path', HINDSIGHT), 'viterbi'),
    bare(ribbon(states, 'The truth, which only invented data have', HINDSIGHT), 'truth'),
  ]);
}

const percents = (values) => `${Math.min(...values).toFixed(1)} to ${Math.max(...values).toFixed(1)} %`;

/** Rows to learn from, and how often a model learnt from them errs on fresh rows. */
const SIZES = [100, 200, 400, 800, 1600, 3200];
const FITS = 12;

export function drawSampleSize() {
  const fresh = hmm.sample(truth, 4000, { seed: 1000 });
  const errors = (model) => {
    const { order } = hmm.alignStates(truth, model);
    const { filteredProbs } = hmm.forward(hmm.relabel(model, order), fresh.observations);
    const wrong = Array.from(fresh.states).filter((state, t) => best(Array.from(filteredProbs.row(t))) !== state);
    return (100 * wrong.length) / fresh.states.length;
  };
  const groups = SIZES.map((size) => {
    const values = Array.from({ length: FITS }, (_, seed) => {
      const rows = hmm.sample(truth, size, { seed: seed + 1 }).observations;
      return errors(hmm.fitGaussianHmm(rows, { nStates: 3, seed }).model);
    });
    return { name: size.toLocaleString('en-US'), values };
  });
  const floor = errors(truth);
  const chart = stripChart(groups, {
    title: 'How many rows a fit needs',
    subtitle: `Rows in the wrong state, of ${fresh.states.length.toLocaleString('en-US')} fresh ones, after a fit to so many rows; ${FITS} data sets each; dashed: the truth itself, ${floor.toFixed(1)} %`,
    description: `${groups.map(({ name, values }) => `${name} rows: ${percents(values)}`).join('; ')}. The truth itself: ${floor.toFixed(1)} %.`,
    line: floor,
  });
  return renderSvg(chart, { id: 'size' });
}
