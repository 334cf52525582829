// node --conditions=@regimekit/source bench/predict.bench.ts
import { createRandomStream, MatrixView } from '@regimekit/numerics';
import { createPredictionCache, prepareFeatures, RegimeDetector } from '../src/index.ts';
import { toModelData } from '../src/model/model-data.ts';
import { handMadeModel } from '../test/support/hand-made-model.ts';

const [K, D, ROUNDS] = [3, 9, 15];
const random = createRandomStream(1);

/** Three states of nine features: positive definite covariances, correlated by 0.3. */
function model(covarianceType: 'diag' | 'full') {
  const means = Array.from({ length: K }, (_, k) => Array.from({ length: D }, () => k - 1 + 0.2 * random.normal()));
  const variance = (k: number, i: number, j: number) => (0.5 + k / 2) * (i === j ? 1 : 0.3);
  const row = (k: number, i: number) => Array.from({ length: D }, (_, j) => variance(k, i, j));
  const matrix = (k: number) => Array.from({ length: D }, (_, i) => row(k, i));
  const states = Array.from({ length: K }, (_, k) => k);
  return handMadeModel({
    covarianceType,
    transitionMatrix: [
      [0.98, 0.02, 0],
      [0.01, 0.97, 0.02],
      [0, 0.04, 0.96],
    ],
    means,
    covariances: covarianceType === 'full' ? states.map(matrix) : states.map((k) => matrix(k).map((r, i) => r[i]!)),
  });
}

function rows(count: number): MatrixView {
  const view = MatrixView.zeros(count, D);
  for (let i = 0; i < view.data.length; i++) view.data[i] = random.normal();
  return view;
}

/** Median over rounds of the mean time of one call, in microseconds. */
function measure(call: () => unknown, calls: number): number {
  for (let i = 0; i < calls; i++) call();
  const rounds = Array.from({ length: ROUNDS }, () => {
    const start = performance.now();
    for (let i = 0; i < calls; i++) call();
    return ((performance.now() - start) * 1000) / calls;
  });
  return rounds.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)]!;
}

const table = (['diag', 'full'] as const).flatMap((covarianceType) => {
  const detector = RegimeDetector.fromModelData(toModelData(model(covarianceType)));
  const [year, decades] = [rows(252), rows(10_000)];
  const one = Array.from(year.row(0));
  const filter = detector.createOnlineFilter();
  const cached = RegimeDetector.fromModelData(detector.toModelData(), { cache: createPredictionCache() });
  const [preparedYear, preparedDecades] = [prepareFeatures(year), prepareFeatures(decades)];
  const symbols = new Map(Array.from({ length: 500 }, (_, n) => [`S${n}`, rows(252)]));
  const lines: [string, () => unknown, number][] = [
    ['predictRegime, one row', () => detector.predictRegime(one), 2000],
    ['createOnlineFilter().update, one row', () => filter.update(one), 5000],
    ['predictRegimeProbabilities, 252 rows', () => detector.predictRegimeProbabilities(year), 200],
    ['predictRegimes, 252 rows', () => detector.predictRegimes(year), 200],
    ['predictRegimes, 10,000 rows', () => detector.predictRegimes(decades), 5],
    ['predictRegime, 252 rows', () => detector.predictRegime(year), 200],
    ['predictRegime, 252 rows, prepared', () => detector.predictRegime(preparedYear), 200],
    ['predictRegime, 252 rows, cached', () => cached.predictRegime(year), 200],
    ['predictRegime, 252 rows, prepared and cached', () => cached.predictRegime(preparedYear), 200],
    ['predictRegime, 10,000 rows', () => detector.predictRegime(decades), 5],
    ['predictRegime, 10,000 rows, prepared', () => detector.predictRegime(preparedDecades), 5],
    ['predictRegime, 10,000 rows, cached', () => cached.predictRegime(decades), 5],
    ['predictRegime, 10,000 rows, prepared and cached', () => cached.predictRegime(preparedDecades), 5],
    [
      'predictRegimesBatch, 500 symbols of 252 rows, last shown',
      () => detector.predictRegimesBatch(symbols, { from: 251 }),
      1,
    ],
    ['decodeRegimes, 10,000 rows', () => detector.decodeRegimes(decades), 5],
  ];
  return lines.map(([what, call, calls]) => ({
    covarianceType,
    what,
    'median, microseconds': Number(measure(call, calls).toFixed(2)),
  }));
});
console.table(table);
