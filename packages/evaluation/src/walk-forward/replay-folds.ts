// The models of a walk-forward over their own days again: what each said of the days it was fitted on and answered for.
import { RegimeDetector, type RegimeModelData } from '@regimekit/detector';
import type { FeatureMatrix } from '@regimekit/features';
import { MatrixView } from '@regimekit/numerics';
import { filterGaussian, inUnitsOfFeatures, sequenceBegins, type GaussianRegimes } from '../quality/gaussian-filter.ts';
import { reorder } from './align-folds.ts';
import { filteredRows } from './fold-data.ts';
import type { RowSpan } from './fold-schedule.ts';

/** The model of a fold, and the rows of the latest features that it was fitted on and answered for. */
export interface FoldModel {
  readonly index: number;
  readonly model: RegimeModelData;
  /** Column of the model that holds each regime of the walk-forward; -1 for one that it does not know. */
  readonly order: readonly number[];
  readonly train: RowSpan;
  readonly test: RowSpan;
}

/** Rows from the first of the training to the last that was tested. */
export interface FoldReplay {
  readonly train: RowSpan;
  readonly test: RowSpan;
  /** Columns of the regimes that the model knows; the others are 0 throughout. */
  readonly known: readonly number[];
  /** Rows x K, filtered from the first training row on; columns as in the signals. */
  readonly probs: MatrixView;
  /** Of an HMM without bounds: how likely each row was before it was seen, in raw units, and the regime of the row after. */
  readonly densities: { readonly logScores: Float64Array; readonly next: MatrixView } | null;
}

/**
 * Each model over its training and test days. A model whose scaler has bounds has no density of the features themselves, and
 * a jump model has none at all.
 *
 * @param features - the latest: those that give the calendar of the walk-forward
 */
export function replayFolds(features: FeatureMatrix, models: readonly FoldModel[]): FoldReplay[] {
  const begins = sequenceBegins(features.lengths);
  return models.map(({ model, order, train, test }) => {
    const range = { from: train.start, to: test.end };
    const K = order.length;
    const known = order.flatMap((column, k) => (column < 0 ? [] : [k]));
    const rows = range.to - range.from;
    const gaussians = gaussianRegimes(model);
    if (gaussians === undefined) {
      const days = features.slice({ from: features.dates[range.from]!, to: features.dates[range.to - 1]! });
      const probs = filteredRows(RegimeDetector.fromModelData(model), days, { start: 0, end: rows });
      const own = probs.length / rows;
      return { train, test, known, probs: new MatrixView(rows, K, reorder(probs, order, own)), densities: null };
    }
    const { filtered, next, logScores } = filterGaussian(gaussians, features, range, begins);
    const inOrder = ({ data, columns }: MatrixView): MatrixView =>
      new MatrixView(rows, K, reorder(data, order, columns));
    return { train, test, known, probs: inOrder(filtered), densities: { logScores, next: inOrder(next) } };
  });
}

/** `undefined` for a model that gives no density of the features. */
function gaussianRegimes({ config, arrays }: RegimeModelData): GaussianRegimes | undefined {
  if (config['model'] === 'jump' || config['clip'] !== undefined) return undefined;
  const of = (name: keyof RegimeModelData['arrays']): Float64Array => arrays[name].data;
  return {
    // A history begins anywhere, as it does for the detector.
    initialProbs: longRunShares(of('transition_matrix')),
    transitions: of('transition_matrix'),
    densities: inUnitsOfFeatures({
      covarianceType: config['covarianceType'] as 'diag',
      means: of('means'),
      covariances: of('covariances'),
      scaler: { means: of('scaler_mean'), scales: of('scaler_scale') },
    }),
  };
}

/** Near enough after doubling the steps thirty times. */
function longRunShares(transitions: Float64Array): Float64Array {
  const K = Math.sqrt(transitions.length);
  let power = Float64Array.from(transitions);
  for (let doubling = 0; doubling < 30; doubling++) {
    power = power.map((_, at) => {
      const [i, j] = [Math.floor(at / K), at % K];
      let sum = 0;
      for (let k = 0; k < K; k++) sum += power[i * K + k]! * power[k * K + j]!;
      return sum;
    });
  }
  const row = power.subarray(0, K);
  const sum = row.reduce((total, p) => total + p, 0);
  return row.map((p) => p / sum);
}
