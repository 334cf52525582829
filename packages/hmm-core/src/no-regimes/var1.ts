// A vector autoregression of order one, y_t = c + Phi y_{t-1} + e_t, e_t ~ N(0, Sigma): one state, and memory.
import { InvalidObservationsError } from '../errors.ts';
import { inversePositive } from '../math/small-matrix.ts';
import type { ObservedSequences } from '../observations.ts';

/** What a null hypothesis without regimes may hold. */
export type NullKind = 'var1' | 'iid';

/** Parameters, flat. */
export interface Var1 {
  /** D. */
  readonly nFeatures: number;
  /** E y_t, length D: of the data, since an intercept means little near a unit root. c = (I - Phi) times it. */
  readonly mean: Float64Array;
  /** Phi, D x D: element (i, j) is what feature j of yesterday adds to feature i of today. Zero in an iid null. */
  readonly coefficients: Float64Array;
  /** Sigma, D x D. */
  readonly covariance: Float64Array;
}

/** Rows as the fit takes them; complete. */
export type Series = Pick<ObservedSequences, 'data' | 'nSteps' | 'nFeatures' | 'lengths'>;

interface Var1Fit {
  readonly intercept: Float64Array;
  readonly coefficients: Float64Array;
  readonly covariance: Float64Array;
  /** Of the rows that have one before them, given that one. */
  readonly logLikelihood: number;
  readonly nRows: number;
}

/**
 * Conditional maximum likelihood, which is least squares for each feature (Luetkepohl 2005, section 3.2): over the rows
 * that have one before them in their sequence, about the averages x of the earlier and y of the later rows,
 *
 *     Phi = S_yx S_xx^-1,  c = y - Phi x,  Sigma = (S_yy - Phi S_xy) / n,  log L = -n/2 (D log 2 pi + log |Sigma| + D)
 *
 * For `'iid'` Phi is zero and the same rows are used, so that the two can be compared.
 *
 * @throws InvalidObservationsError when features depend on each other linearly, or rows are too few
 */
export function fitVar1(series: Series, kind: NullKind): Var1Fit {
  const { nFeatures: D } = series;
  const nRows = series.nSteps - series.lengths.length;
  const needed = kind === 'iid' ? D + 1 : 2 * D + 1;
  if (nRows <= needed) throw tooFew(nRows, needed);
  const { earlier, later, xx, yx, yy } = pairMoments(series, nRows);
  const coefficients = new Float64Array(D * D);
  if (kind === 'var1') {
    const inverse = inversePositive(xx, D)?.inverse;
    if (inverse === undefined) throw dependent();
    for (let i = 0; i < D; i++) {
      for (let j = 0; j < D; j++) {
        for (let k = 0; k < D; k++) coefficients[i * D + j]! += yx[i * D + k]! * inverse[k * D + j]!;
      }
    }
  }
  const covariance = residualCovariance({ coefficients, xx, yx, yy }, D, nRows);
  const logDeterminant = inversePositive(covariance, D)?.logDeterminant;
  if (logDeterminant === undefined) throw dependent();
  const intercept = Float64Array.from(later, (value, i) => {
    let sum = value;
    for (let j = 0; j < D; j++) sum -= coefficients[i * D + j]! * earlier[j]!;
    return sum;
  });
  const logLikelihood = -0.5 * nRows * (D * Math.log(2 * Math.PI) + logDeterminant + D);
  return { intercept, coefficients, covariance, logLikelihood, nRows };
}

/** Sigma of the residuals about their average, whatever the coefficients are. */
export function residualCovarianceAt(series: Series, coefficients: Float64Array): Float64Array {
  const nRows = series.nSteps - series.lengths.length;
  return residualCovariance({ coefficients, ...pairMoments(series, nRows) }, series.nFeatures, nRows);
}

interface Moments {
  readonly xx: Float64Array;
  readonly yx: Float64Array;
  readonly yy: Float64Array;
}

/** Averages of the earlier and the later rows, and the centred sums of products, D x D each. */
function pairMoments({ data, nFeatures: D, lengths }: Series, nRows: number) {
  const earlier = new Float64Array(D);
  const later = new Float64Array(D);
  const [xx, yx, yy] = [new Float64Array(D * D), new Float64Array(D * D), new Float64Array(D * D)];
  forEachPair(lengths, D, (x, y) => {
    for (let d = 0; d < D; d++) {
      earlier[d]! += data[x + d]! / nRows;
      later[d]! += data[y + d]! / nRows;
    }
  });
  const a = new Float64Array(D);
  const b = new Float64Array(D);
  forEachPair(lengths, D, (x, y) => {
    for (let d = 0; d < D; d++) {
      a[d] = data[x + d]! - earlier[d]!;
      b[d] = data[y + d]! - later[d]!;
    }
    for (let i = 0; i < D; i++) {
      for (let j = 0; j < D; j++) {
        xx[i * D + j]! += a[i]! * a[j]!;
        yx[i * D + j]! += b[i]! * a[j]!;
        yy[i * D + j]! += b[i]! * b[j]!;
      }
    }
  });
  return { earlier, later, xx, yx, yy };
}

/** Offsets of each row and of the one before it, within sequences. */
function forEachPair(lengths: readonly number[], D: number, visit: (x: number, y: number) => void): void {
  let start = 0;
  for (const length of lengths) {
    for (let t = start + 1; t < start + length; t++) visit((t - 1) * D, t * D);
    start += length;
  }
}

/** (S_yy - Phi S_xy - S_yx Phi' + Phi S_xx Phi') / n, symmetric to the bit. */
function residualCovariance(
  { coefficients, xx, yx, yy }: Moments & { readonly coefficients: Float64Array },
  D: number,
  nRows: number,
): Float64Array {
  const covariance = new Float64Array(D * D);
  // Phi S_xx - 2 S_yx would lose the symmetry of the middle terms; each is summed by itself.
  for (let i = 0; i < D; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = yy[i * D + j]!;
      for (let k = 0; k < D; k++) {
        sum -= coefficients[i * D + k]! * yx[j * D + k]! + yx[i * D + k]! * coefficients[j * D + k]!;
        for (let l = 0; l < D; l++) sum += coefficients[i * D + k]! * xx[k * D + l]! * coefficients[j * D + l]!;
      }
      covariance[i * D + j] = sum / nRows;
      covariance[j * D + i] = sum / nRows;
    }
  }
  return covariance;
}

function tooFew(nRows: number, needed: number): InvalidObservationsError {
  return new InvalidObservationsError(
    `A model without regimes needs more than ${needed} rows that follow another one, received ${nRows}.`,
    { code: 'TOO_FEW_ROWS', hint: 'Give longer sequences, or fewer features.', details: { nRows, needed } },
  );
}

function dependent(): InvalidObservationsError {
  return new InvalidObservationsError('A feature is a linear function of the others (or never varies).', {
    code: 'DEPENDENT_FEATURES',
    hint: 'Leave one of them out: neither a regression nor a full covariance can tell them apart.',
  });
}
