// A newcomer's walk through regimekit: from market data to a regime with honest probabilities, and a model on disk that
// gives the same answer again. Read it from top to bottom; everything it prints is explained where it is computed.
//
//   pnpm start                                            after `pnpm build` at the root of the repository
//   node --conditions=@regimekit/source src/walk.ts       without building
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { RegimeDetector, regimeModelSchema, type RegimePrediction } from '@regimekit/detector';
import { describeFeature, featureDefinition, FeatureCalculator } from '@regimekit/features';
import { createSyntheticMarket } from '@regimekit/features/synthetic';
import { loadModel, saveModel } from '@regimekit/persistence';

// ---------------------------------------------------------------------------------------------------------------------
title('1. Data');
// An invented market of twenty years, so that nothing has to be downloaded and the true regime of each day is known.
// With files of your own: @regimekit/market-data reads what the vendors publish and gives the same kind of series.
const market = createSyntheticMarket({ seed: 7, start: '2004-01-02', end: '2023-12-29' });
const { price, vix, treasury, hySpread } = market.inputs;
print('Five daily series, as their vendors would publish them:');
table(
  ['series', 'first day', 'last day', 'days', 'last value'],
  [price, vix, treasury.twoYear, treasury.tenYear, hySpread].map(({ name, dates, values }) => [
    name,
    dates[0]!,
    dates.at(-1)!,
    count(dates.length),
    values.at(-1)!.toFixed(2),
  ]),
);

// ---------------------------------------------------------------------------------------------------------------------
title('2. Features');
// The model does not see prices but nine columns computed from them. The row of a day holds only what was known at its
// close: yields and spreads are published a day late, and count a day late here too.
const features = new FeatureCalculator({ lookbackDays: 252 }).calculateFeatureHistory(market.inputs);
const today = features.dates.at(-1)!;
print(
  `${count(features.rows)} days with all ${features.columns} features (the first needs a year of data before it). On ${today}:`,
);
table(
  ['feature', 'value', 'unit'],
  Object.entries(features.record(features.rows - 1)).map(([name, value]) => [
    name,
    value.toFixed(3),
    describeFeature(featureDefinition(name)).unit,
  ]),
);

// ---------------------------------------------------------------------------------------------------------------------
title('3. Training');
// A hidden Markov model of three states, searched for from eighty seeded starting points, of which the best is kept. It gets
// the days up to 2019 and no label of any kind; the years after are kept back, to see how it does on days it never saw.
const detector = new RegimeDetector({ nStates: 3, seed: 42 }).fit(features.slice({ to: '2019-12-31' }));
const fit = detector.getDiagnostics();
const finished = fit.restarts.filter(({ stopReason }) => stopReason !== 'abandoned'); // 80 short runs, the best go on
print(`Fitted on ${count(fit.nSamplesTrained)} days up to 2019, in ${fit.nIterations} iterations.`);
print(`Converged: ${fit.converged ? 'yes' : 'no'}. Log-likelihood: ${fit.logLikelihood.toFixed(1)}.`);
print(
  `${fit.restartsAtOptimum} of the ${finished.length} runs that went to the end agree on it; were it 1, it could be luck.`,
);

// ---------------------------------------------------------------------------------------------------------------------
title('4. Characteristics');
// The states found have no names at first. They are ordered by stress and named; here is what each of them looks like.
const { regimes } = detector;
const characteristics = Object.values(detector.getStateCharacteristics());
print('The mean of each feature in each regime, in its own unit:');
table(
  ['', ...regimes],
  [
    ['share of time', ...characteristics.map(({ shareOfTime }) => percent(shareOfTime))],
    ['lasts (days)', ...characteristics.map(({ expectedDuration }) => expectedDuration.toFixed(0))],
    ...features.featureNames.map((name) => [
      name,
      ...characteristics.map(({ features: own }) => own[name]!.mean.toFixed(3)),
    ]),
  ],
);
const importance = Object.entries(detector.getFeatureImportance()).sort(([, a], [, b]) => b - a);
const strongest = importance.slice(0, 3).map(([name, share]) => `${name} (${percent(share)})`);
print(`What tells them apart best: ${strongest.join(', ')}.`);

// ---------------------------------------------------------------------------------------------------------------------
title('5. Transitions and long-run distribution');
// The diagonal says how sticky a regime is. Its powers forget where they began: in the long run each regime has its share.
const transitions = detector.getTransitionMatrix();
const longRun = Object.entries(detector.getStationaryDistribution());
print("Probability of tomorrow's regime (column) given today's (row):");
table(
  ['from \\ to', ...regimes],
  regimes.map((regime, i) => [regime, ...transitions.getRow(i).map((p) => percent(p))]),
);
print(`In the long run: ${longRun.map(([regime, share]) => `${regime} ${percent(share)}`).join(', ')}.`);

// ---------------------------------------------------------------------------------------------------------------------
title('6. Prediction');
// Filtered: the probabilities of a day use that day and the days before, never one that came later.
const answer = detector.getPredictionMetadata(features);
print(`${today} is ${answer.regime}:`);
table(
  ['regime', 'probability', ''],
  Object.entries(answer.probabilities).map(([regime, p]) => [regime, percent(p), bar(p)]),
);
const outlook = detector.getRegimeOutlook(features, { horizons: [5, 20] });
const leaving = outlook.horizons.map(({ days, probabilityToLeave: p }) => `within ${days} days ${percent(p)}`);
print(`It has been so for ${outlook.lasted} days. Chance that it ends: ${leaving.join(', ')}.`);

// The days it never saw. The range only chooses what is shown: the filter has walked all days before. Regimes last, so a
// model of them is sure of itself nearly always; that is no proof that it is right.
const unseen = detector.predictRegimes(features, { from: '2020-01-01' });
const truth = new Map(market.regimes.map(({ date, regime }) => [date, regime]));
const wrong = unseen.filter(({ date, regime }) => truth.get(date!) !== regime);
print(
  `Of ${count(unseen.length)} days it never saw, it named the true regime on ${percent(1 - wrong.length / unseen.length)}.`,
);
print(
  `Its average confidence was ${percent(meanConfidence(unseen))}; on the days it got wrong, ${percent(meanConfidence(wrong))}.`,
);
print('(A real market is less kind, and nobody knows its true regimes.)');

const workplace = await mkdtemp(join(tmpdir(), 'regimekit-walk-'));
try {
  // -------------------------------------------------------------------------------------------------------------------
  title('7. Save');
  // A model on disk is a folder of numbers and JSON, no code, with a digest of every byte.
  const folder = join(workplace, 'first-model');
  await saveModel(folder, detector.toModelData(), { metadata: { trainedBy: 'a newcomer' } });
  print(`first-model/ holds ${(await readdir(folder)).sort().join(', ')}.`);

  // -------------------------------------------------------------------------------------------------------------------
  title('8. Load and verify the same answer');
  // Loading checks every digest before it reads a number, and every number before it computes with it.
  const loaded = RegimeDetector.fromModelData(await loadModel(folder, regimeModelSchema));
  const same = isDeepStrictEqual(loaded.predictRegimes(features), detector.predictRegimes(features));
  print(`What the loaded model says of all ${count(features.rows)} days, compared to the last bit:`);
  print(same ? 'identical.' : 'DIFFERENT.');
  if (!same) process.exitCode = 1;
} finally {
  await rm(workplace, { recursive: true, force: true });
}

function meanConfidence(predictions: readonly RegimePrediction[]): number {
  return predictions.reduce((sum, { confidence }) => sum + confidence, 0) / predictions.length;
}

// Nothing below is about regimes: it only draws the page.

function title(text: string): void {
  process.stdout.write(`${text.startsWith('1.') ? '' : '\n'}${text}\n${'-'.repeat(text.length)}\n`);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Aligned columns, the first to the left and the others to the right. */
function table(header: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = header.map((_, j) => Math.max(...[header, ...rows].map((row) => row[j]!.length)));
  for (const row of [header, ...rows]) {
    const cells = row.map((cell, j) => (j === 0 ? cell.padEnd(widths[j]!) : cell.padStart(widths[j]!)));
    print(`  ${cells.join('  ')}`.trimEnd());
  }
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** What is neither never nor always is not rounded to it. */
function percent(share: number): string {
  if (share > 0 && share < 0.0005) return '<0.1 %';
  if (share < 1 && share > 0.9995) return '>99.9 %';
  return `${(share * 100).toFixed(1)} %`;
}

function bar(share: number): string {
  return '#'.repeat(Math.round(share * 20)).padEnd(20, '.');
}
