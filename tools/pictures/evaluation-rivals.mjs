// The picture of many rivals in docs/evaluation.md: the best of so many is better by luck alone.
import { built } from './built.mjs';

const { createRandomStreams } = await built('numerics/dist/index.js');
const { superiorPredictiveAbility } = await built('evaluation/dist/index.js');
const { histogramChart, renderSvg } = await built('report/dist/index.js');

const [RUNS, DAYS, MODELS] = [2000, 250, 12];
const TESTED = 200;
const BARS = 40;

/** The largest t of twelve differences that have none, beside the normal curve of a single one. */
export function drawBestOfMany() {
  const streams = createRandomStreams(5, RUNS);
  const best = streams.map((random) => {
    const ts = Array.from({ length: MODELS }, () => {
      let [sum, squares] = [0, 0];
      for (let t = 0; t < DAYS; t++) {
        const d = random.normal();
        sum += d;
        squares += d * d;
      }
      return sum / Math.sqrt(DAYS) / Math.sqrt((squares - (sum * sum) / DAYS) / (DAYS - 1));
    });
    return Math.max(...ts);
  });
  const naive = best.filter((t) => t > 1.645).length / RUNS;
  const rejected = createRandomStreams(9, TESTED).filter((random, i) => {
    const draw = () => Array.from({ length: DAYS }, () => random.normal());
    const models = Object.fromEntries(Array.from({ length: MODELS }, (_, k) => [`model ${k}`, draw()]));
    return superiorPredictiveAbility(draw(), models, { seed: i, replications: 199 }).pValues.consistent < 0.05;
  }).length;
  const edges = Array.from({ length: BARS + 1 }, (_, i) => -3 + (7 * i) / BARS);
  const densities = edges
    .slice(1)
    .map((to, i) => best.filter((t) => t >= edges[i] && t < to).length / RUNS / (to - edges[i]));
  const normal = densities.map((_, i) => {
    const z = (edges[i] + edges[i + 1]) / 2;
    return Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
  });
  const chart = histogramChart(
    { edges, densities, normal, names: ['the best of twelve', 'one alone'] },
    {
      title: 'The best of twelve models that are all as good as the benchmark',
      subtitle: `Its t over ${DAYS} days: beyond 1.645 in ${Math.round(100 * naive)} % of ${RUNS} runs, where a single model is in 5 %. The test that counts them: ${rejected} of ${TESTED}`,
      width: 872,
      height: 260,
    },
  );
  return renderSvg(chart, { id: 'best-of-many' });
}
