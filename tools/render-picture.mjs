// Draws the README's picture, docs/pictures/regimes.svg: the demo's market and what its model says of it.
//   node tools/render-picture.mjs           after a build, writes it
//   node tools/render-picture.mjs --check   exits 1 when the committed picture is another
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './workspace.mjs';

const file = join(root, 'docs', 'pictures', 'regimes.svg');
const built = (path) => import(pathToFileURL(join(root, 'packages', path)).href);
const { FeatureCalculator } = await built('features/dist/index.js');
const { createSyntheticMarket } = await built('features/dist/synthetic.js');
const { RegimeDetector } = await built('detector/dist/index.js');
const { bandsFromLabels, priceWithBands, probabilityChart, renderSvg } = await built('report/dist/index.js');

// As the demo does it: trained on the first 70 % of the days, then every day filtered.
const SEED = 42;
const TRAINING_SHARE = 0.7;
const { inputs } = createSyntheticMarket({ seed: SEED });
const features = new FeatureCalculator().calculateFeatureHistory(inputs);
const trainedTo = features.dates[Math.floor(features.rows * TRAINING_SHARE) - 1];
const detector = new RegimeDetector({ seed: SEED }).fit(features.slice({ to: trainedTo }));
const predictions = detector.predictRegimes(features);

const { dates } = features;
const closes = new Map(inputs.price.dates.map((date, i) => [date, inputs.price.values[i]]));
const bands = bandsFromLabels(
  dates,
  predictions.map(({ regime }) => regime),
);
const price = priceWithBands(
  { dates, values: dates.map((date) => closes.get(date)), bands },
  {
    title: 'An invented market and its regimes',
    subtitle: `Close, shaded by the most probable regime of each day by what was known at its close; trained to ${trainedTo}`,
    valueName: 'invented index',
    regimes: detector.regimes,
    maxPoints: 900,
  },
);
const probabilities = probabilityChart(
  {
    dates,
    series: detector.regimes.map((name) => ({
      name,
      values: predictions.map((prediction) => prediction.probabilities[name]),
    })),
  },
  { title: 'Filtered probabilities', height: 160, maxPoints: 600 },
);

// Two pictures in one: the legend of the first serves both.
const picture = stack([
  renderSvg(price, { id: 'price' }),
  renderSvg({ ...probabilities, legend: [] }, { id: 'probs' }),
]);

if (process.argv.includes('--check')) {
  const same = existsSync(file) && readFileSync(file, 'utf8') === picture;
  process.stdout.write(
    same ? 'The picture is up to date.\n' : 'The picture is out of date: node tools/render-picture.mjs\n',
  );
  process.exitCode = same ? 0 : 1;
} else {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, picture);
  process.stdout.write(`${file}: ${(picture.length / 1024).toFixed(0)} kB\n`);
}

/** Pictures of one width below each other. */
function stack(svgs) {
  const sizes = svgs.map((svg) => {
    const [, width, height] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg);
    return { width: Number(width), height: Number(height) };
  });
  const width = Math.max(...sizes.map((size) => size.width));
  const height = sizes.reduce((total, size) => total + size.height, 0);
  let y = 0;
  const parts = svgs.map((svg, i) => {
    const placed = svg.replace('<svg ', `<svg y="${y}" `);
    y += sizes[i].height;
    return placed;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">\n${parts.join('\n')}\n</svg>\n`;
}
