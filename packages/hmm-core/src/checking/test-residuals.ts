import type { OptionNames } from '@regimekit/numerics';
import { chiSquaredUpperTail, kolmogorovUpperTail } from '@regimekit/numerics/distributions';
import { checkOptions } from '../check-options.ts';
import { InvalidObservationsError, InvalidOptionError } from '../errors.ts';
import { checkWholeNumber } from '../math/whole-number.ts';
import { autocorrelations, present, type Series } from './autocorrelations.ts';
import { holm } from './holm.ts';
import type { PseudoResiduals } from './pseudo-residuals.ts';

/**
 * - `jarque-bera`: skewness and kurtosis of the residuals are those of a normal distribution
 * - `kolmogorov`: the uniforms are uniform
 * - `ljung-box`: the residuals are not autocorrelated
 * - `ljung-box-squares`: nor are their squares
 */
export type ResidualTestName = 'jarque-bera' | 'kolmogorov' | 'ljung-box' | 'ljung-box-squares';

/** One test of one feature. */
export interface ResidualTest {
  readonly feature: number;
  readonly test: ResidualTestName;
  readonly statistic: number;
  /** Of the chi-squared law of the statistic; null for Kolmogorov's, which has one of its own. */
  readonly degreesOfFreedom: number | null;
  /** Values it was computed from. */
  readonly nValues: number;
  /** Of this test by itself. */
  readonly pValue: number;
  /** The same, corrected for all tests of the call (Holm). */
  readonly adjustedPValue: number;
  /** Whether `adjustedPValue` is below the significance level. */
  readonly rejected: boolean;
  /** What that means, in one sentence. */
  readonly meaning: string;
}

/** Lags and level of the tests of residuals. */
export interface ResidualTestOptions {
  /** Lags of both Ljung-Box tests. @default 10 */
  readonly lags?: number | undefined;
  /** Chance of any false rejection in the whole call. @default 0.05 */
  readonly significance?: number | undefined;
}

const optionNames: OptionNames<ResidualTestOptions> = { lags: true, significance: true };

/** Values beyond the lags without which no test is made. */
const FEWEST_VALUES = 20;

const rejectedMeanings: Readonly<Record<ResidualTestName, string>> = {
  'jarque-bera':
    'The shape is wrong: too many far values, or more on one side. States with heavier tails (studentT) or one more state may fit.',
  kolmogorov:
    'The forecasts are off as a whole: centred wrongly, too narrow or too wide. Their quantiles cannot be taken at their word.',
  'ljung-box':
    'The model misses memory: what it got wrong yesterday tells how it errs today. Think of lags (linearRegression), or of changes instead of levels.',
  'ljung-box-squares':
    'The model misses swings of volatility: large errors come in clusters that its states do not explain.',
};
const acceptedMeanings: Readonly<Record<ResidualTestName, string>> = {
  'jarque-bera': 'Nothing speaks against the shape of the forecasts.',
  kolmogorov: 'Nothing speaks against the forecasts as a whole.',
  'ljung-box': 'No memory is left in the errors that these rows could show.',
  'ljung-box-squares': 'No clusters of large errors are left that these rows could show.',
};

/**
 * Tests of pseudo-residuals, four for each feature; for discrete features under `'mid'`, which are not uniform, the two
 * Ljung-Box tests only.
 *
 *     Jarque-Bera   n / 6 (S^2 + (K - 3)^2 / 4), chi-squared with 2 (Jarque and Bera 1980)
 *     Ljung-Box     n (n + 2) sum_l rho_l^2 / (n - l), chi-squared with `lags` (Ljung and Box 1978; squares: McLeod and Li 1983)
 *     Kolmogorov    D = sup |F_n(u) - u|, its law with the correction of Stephens (1970)
 *
 * Many tests reject something by chance: `rejected` looks at p-values corrected for all of them (Holm), and a single
 * `pValue` is for the curious. The laws hold for known parameters; on the rows a model was fitted to the true p-values of
 * the Kolmogorov test are smaller than these, the others close. With tens of thousands of rows every model is rejected:
 * look at the pictures, how far it is off and where.
 *
 * @throws InvalidOptionError; InvalidObservationsError when a feature has fewer than `lags` + 20 values
 *
 * @example
 * ```ts
 * import { createGaussianHmm, pseudoResiduals, sample, testResiduals } from '@regimekit/hmm-core';
 *
 * const truth = createGaussianHmm({
 *   initialProbs: [0.5, 0.5],
 *   transitionMatrix: [[0.95, 0.05], [0.1, 0.9]],
 *   means: [[0], [3]],
 *   covariances: [[1], [1]],
 * });
 * const one = createGaussianHmm({ initialProbs: [1], transitionMatrix: [[1]], means: [[1]], covariances: [[3]] });
 * const { observations } = sample(truth, 500, { seed: 1 });
 * testResiduals(pseudoResiduals(truth, observations)).some(({ rejected }) => rejected); // false
 * const wrong = testResiduals(pseudoResiduals(one, observations));
 * wrong.find(({ test }) => test === 'ljung-box')?.rejected; // true: one state has no memory
 * ```
 */
export function testResiduals(
  { residuals, uniforms, lengths, kinds }: PseudoResiduals,
  options: ResidualTestOptions = {},
): ResidualTest[] {
  checkOptions(options, optionNames, 'testResiduals');
  const { lags = 10, significance = 0.05 } = options;
  checkWholeNumber(lags, 'lags');
  if (!(significance > 0 && significance < 1)) {
    throw new InvalidOptionError('significance', 'a number between 0 and 1', significance);
  }
  const tests = kinds.flatMap((kind, feature) => {
    const column = (matrix: PseudoResiduals['residuals']): Series => ({
      values: Float64Array.from({ length: matrix.rows }, (_, t) => matrix.get(t, feature)),
      lengths,
    });
    const series = column(residuals);
    checkEnough(series, feature, lags);
    const squares = { values: series.values.map((value) => value * value), lengths };
    const shape = [jarqueBera(series), kolmogorov(column(uniforms))];
    const memory = [ljungBox('ljung-box', series, lags), ljungBox('ljung-box-squares', squares, lags)];
    return [...(kind === 'mid' ? [] : shape), ...memory].map((result) => ({ feature, ...result }));
  });
  const adjusted = holm(tests.map(({ pValue }) => pValue));
  return tests.map((test, i) => {
    const rejected = adjusted[i]! < significance;
    const meaning = (rejected ? rejectedMeanings : acceptedMeanings)[test.test];
    return { ...test, adjustedPValue: adjusted[i]!, rejected, meaning };
  });
}

type Outcome = Pick<ResidualTest, 'test' | 'statistic' | 'degreesOfFreedom' | 'nValues' | 'pValue'>;

function checkEnough(series: Series, feature: number, lags: number): void {
  const n = present(series).length;
  if (n >= lags + FEWEST_VALUES) return;
  throw new InvalidObservationsError(
    `Tests of ${lags} lag(s) need at least ${lags + FEWEST_VALUES} values, feature ${feature} has ${n}.`,
    { code: 'TOO_FEW_VALUES', hint: 'Give more rows, or fewer lags.', details: { feature, received: n } },
  );
}

function jarqueBera(series: Series): Outcome {
  const values = present(series);
  const n = values.length;
  const average = (f: (value: number) => number) => values.reduce((sum, value) => sum + f(value), 0) / n;
  const mean = average((value) => value);
  const variance = average((value) => (value - mean) ** 2);
  const skewness = variance > 0 ? average((value) => (value - mean) ** 3) / variance ** 1.5 : 0;
  const kurtosis = variance > 0 ? average((value) => (value - mean) ** 4) / variance ** 2 : 0;
  const statistic = (n / 6) * (skewness ** 2 + (kurtosis - 3) ** 2 / 4);
  return {
    test: 'jarque-bera',
    statistic,
    degreesOfFreedom: 2,
    nValues: n,
    pValue: chiSquaredUpperTail(statistic, 2),
  };
}

function ljungBox(test: ResidualTestName, series: Series, lags: number): Outcome {
  const n = present(series).length;
  const rho = autocorrelations(series, lags);
  const statistic = n * (n + 2) * rho.reduce((sum, value, i) => sum + value ** 2 / (n - i - 1), 0);
  return { test, statistic, degreesOfFreedom: lags, nValues: n, pValue: chiSquaredUpperTail(statistic, lags) };
}

function kolmogorov(series: Series): Outcome {
  const values = present(series).toSorted();
  const n = values.length;
  const statistic = values.reduce((most, u, i) => Math.max(most, (i + 1) / n - u, u - i / n), 0);
  const root = Math.sqrt(n);
  const pValue = kolmogorovUpperTail((root + 0.12 + 0.11 / root) * statistic);
  return { test: 'kolmogorov', statistic, degreesOfFreedom: null, nValues: n, pValue };
}
