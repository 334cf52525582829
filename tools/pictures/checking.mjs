// The pictures of docs/checking.md.
import { built } from './built.mjs';
import { stack } from './stack.mjs';

const hmm = await built('hmm-core/dist/index.js');
const { autocorrelationChart, histogramChart, quantileChart, renderSvg } = await built('report/dist/index.js');

/** As the first block of the page. */
const truth = hmm.createHmm({
  initialProbs: [0.5, 0.5],
  transitionMatrix: [
    [0.99, 0.01],
    [0.02, 0.98],
  ],
  emissions: {
    family: hmm.studentT({ degreesOfFreedom: 4 }),
    parameters: { means: [0, 0], scales: [0.5, 4], degreesOfFreedom: 4 },
  },
});

/** Pictures of one height beside each other, as one. */
function beside(svgs) {
  const sizes = svgs.map((svg) => /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg).slice(1).map(Number));
  const width = sizes.reduce((total, [own]) => total + own, 0);
  const height = Math.max(...sizes.map(([, own]) => own));
  let x = 0;
  const parts = svgs.map((svg, i) => {
    const placed = svg.replace('<svg ', `<svg x="${x}" `);
    x += sizes[i][0];
    return placed;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">\n${parts.join('\n')}\n</svg>\n`;
}

/** Histogram, quantiles and autocorrelation of the squares: a Gaussian model above, a Student t below. */
export function drawResiduals() {
  const { observations } = hmm.sample(truth, 1500, { seed: 7 });
  const search = { nStates: 2, seed: 1, restarts: 8 };
  const models = [
    ['Gaussian', hmm.fitGaussianHmm(observations, search).model],
    ['Student t', hmm.fitHmm(observations, { ...search, family: hmm.studentT() }).model],
  ];
  const size = { width: 280, height: 180, subtitle: '' };
  return stack(
    models.map(([name, model], row) => {
      const [{ histogram, quantiles, autocorrelation }] = hmm.describeResiduals(
        hmm.pseudoResiduals(model, observations),
        { bins: 36 },
      );
      const { squares, band } = autocorrelation;
      return beside([
        renderSvg(
          { ...histogramChart(histogram, { ...size, title: `${name}: histogram` }), legend: [] },
          { id: `h${row}` },
        ),
        renderSvg(quantileChart(quantiles, { ...size, title: 'Quantiles' }), { id: `q${row}` }),
        renderSvg(autocorrelationChart({ values: squares, band }, { ...size, title: 'Memory of the squares' }), {
          id: `a${row}`,
        }),
      ]);
    }),
  );
}
