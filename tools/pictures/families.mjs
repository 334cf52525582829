// The pictures of docs/families.md.
import { fitSwitchingMean } from '../../apps/example/src/hamilton/fit.ts';
import { gnpGrowth } from '../../apps/example/src/hamilton/gnp-growth.ts';
import { secondRegime, switchingMeanModel } from '../../apps/example/src/hamilton/switching-mean.ts';
import { built } from './built.mjs';
import { palette as states, weekdays } from './hmm-sample.mjs';
import { stack } from './stack.mjs';

const hmm = await built('hmm-core/dist/index.js');
const { bandsFromLabels, priceWithBands, probabilityChart, renderSvg } = await built('report/dist/index.js');

const bare = (chart, id) => renderSvg({ ...chart, legend: [] }, { id });

/** As the block "Heavy tails" of the page. */
const calmAndWild = hmm.createHmm({
  initialProbs: [0.5, 0.5],
  transitionMatrix: [
    [0.99, 0.01],
    [0.02, 0.98],
  ],
  emissions: {
    family: hmm.studentT({ degreesOfFreedom: 3 }),
    parameters: { means: [0, 0], scales: [0.5, 4], degreesOfFreedom: 3 },
  },
});
const ROWS = 1500;

/** The same rows through the eyes of a Gaussian and of a Student t, and what made them. */
export function drawHeavyTails() {
  const { observations, states: path } = hmm.sample(calmAndWild, ROWS, { seed: 7 });
  const options = { nStates: 2, seed: 1, restarts: 8 };
  const filtered = (model) => {
    // The wilder state second, whatever the order of the means.
    const { scales, covariances } = model.emissions.parameters;
    const [calm, wild] = scales ?? covariances;
    const { filteredProbs } = hmm.forward(hmm.relabel(model, calm < wild ? [0, 1] : [1, 0]), observations);
    return (t) => filteredProbs.get(t, 1);
  };
  const dates = weekdays(ROWS);
  const colors = { calm: states['state 0'], wild: states['state 2'] };
  const areas = (wild, chart) => {
    const values = dates.map((_, t) => wild(t));
    const series = [
      { name: 'calm', values: values.map((value) => 1 - value) },
      { name: 'wild', values },
    ];
    return probabilityChart({ dates, series }, { palette: colors, maxPoints: 600, height: 90, ...chart });
  };
  const gaussian = hmm.fitHmm(observations, { ...options, family: hmm.gaussian() });
  const student = hmm.fitHmm(observations, { ...options, family: hmm.studentT() });
  return stack([
    renderSvg(
      areas(filtered(gaussian.model), {
        title: 'Gaussian: every far row is an alarm',
        subtitle: 'Filtered probability of the wild state; the same 1,500 rows three times',
      }),
      { id: 'gaussian' },
    ),
    bare(areas(filtered(student.model), { title: 'Student t: far rows belong to both states' }), 'student'),
    bare(
      areas((t) => path[t], { title: 'The truth, which only invented data have' }),
      'truth',
    ),
  ]);
}

/** Growth of the United States' product, and Hamilton's regimes. */
export function drawHamilton() {
  const none = [0, 0, 0, 0];
  const fit = fitSwitchingMean({ stay: [0.8, 0.9], means: [-0.5, 1.2], lags: [none, none], variance: 0.7 }, gnpGrowth);
  const model = switchingMeanModel(fit);
  const rows = gnpGrowth.map((value) => [value]);
  const options = { initialProbs: 'stationary' };
  const filtered = secondRegime(hmm.forward(model, rows, options).filteredProbs).slice(4);
  const smoothed = secondRegime(hmm.forwardBackward(model, rows, options).smoothedProbs).slice(4);
  const dates = filtered.map((_, i) => {
    const quarter = i + 5;
    return `${1951 + Math.floor(quarter / 4)}-${String((quarter % 4) * 3 + 1).padStart(2, '0')}-01`;
  });
  const colors = { expansion: states['state 0'], recession: states['state 2'] };
  const series = (up) => [
    { name: 'expansion', values: up },
    { name: 'recession', values: up.map((value) => 1 - value) },
  ];
  const labels = smoothed.map((up) => (up > 0.5 ? 'expansion' : 'recession'));
  const growth = priceWithBands(
    { dates, values: gnpGrowth.slice(4), bands: bandsFromLabels(dates, labels) },
    {
      title: "Hamilton's business cycle",
      subtitle: 'Growth of real GNP, percent a quarter, 1952 to 1984, shaded by what is likelier in hindsight',
      valueName: 'growth',
      regimes: ['expansion', 'recession'],
      scale: 'linear',
      palette: colors,
    },
  );
  const areas = probabilityChart(
    { dates, series: series(filtered) },
    { palette: colors, height: 110, title: 'Filtered: what could be known in the quarter' },
  );
  return stack([renderSvg(growth, { id: 'growth' }), bare(areas, 'filtered')]);
}
