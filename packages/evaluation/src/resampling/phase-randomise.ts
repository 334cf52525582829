import type { RandomStream } from '@regimekit/numerics';
import { checkSameLength, checkSeries, type Series } from '../check-series.ts';
import { InvalidOptionError } from '../errors.ts';
import { fourierTransform, inverseFourierTransform } from './fourier.ts';

/**
 * Surrogates of several series: each keeps its mean, variance and all autocorrelations, and all keep their
 * cross-correlations at every lag (circular), because every frequency is turned by the same random angle in all of them.
 * What is lost is everything else: fat tails, clusters of volatility, regimes. So they are the null hypothesis "correlated
 * Gaussian noise with these spectra", for a placebo.
 *
 * Give what is stationary (returns, changes), not levels: the end of a level does not meet its beginning, and the jump
 * between them would be spread over all days. Source: Theiler et al. (1992); Prichard and Theiler (1994) for several series.
 *
 * @param series - at least one, of the same length of at least 3, any length
 * @param random - one uniform draw for each frequency, whatever the number of series
 * @throws InvalidSeriesError, InvalidOptionError, LengthMismatchError
 *
 * @example
 * ```ts
 * import { createRandomStream } from '@regimekit/numerics';
 * import { phaseRandomise } from '@regimekit/evaluation';
 *
 * const returns = [0.01, -0.02, 0.005, 0.001, -0.004];
 * const changes = [-0.3, 0.9, -0.1, 0, 0.2];
 * const [fakeReturns, fakeChanges] = phaseRandomise([returns, changes], createRandomStream(1));
 * ```
 */
export function phaseRandomise(series: readonly Series[], random: RandomStream): Float64Array[] {
  if (!Array.isArray(series) || series.length === 0) {
    throw new InvalidOptionError('series', 'an array of at least one series', series);
  }
  const checked = series.map((values, i) => checkSeries(`series ${i}`, values, 3));
  const n = checked[0]!.length;
  checked.forEach((values, i) => checkSameLength(`series ${i}`, values.length, 'series 0', n));
  const angles = Float64Array.from({ length: Math.ceil(n / 2) - 1 }, () => 2 * Math.PI * random.uniform());
  // Half a turn or none at the highest frequency of an even length: the only angles that leave the series real.
  const sign = n % 2 === 0 && random.uniform() < 0.5 ? -1 : 1;
  return checked.map((values) => turned(values, angles, sign));
}

/** The series with frequency k turned by angles[k - 1], and frequency n - k by the opposite. */
function turned(values: Float64Array, angles: Float64Array, sign: number): Float64Array {
  const n = values.length;
  const { re, im } = fourierTransform({ re: values, im: new Float64Array(n) });
  for (let k = 1; k <= angles.length; k++) {
    const c = Math.cos(angles[k - 1]!);
    const s = Math.sin(angles[k - 1]!);
    const x = re[k]! * c - im[k]! * s;
    const y = re[k]! * s + im[k]! * c;
    re[k] = re[n - k] = x;
    im[k] = y;
    im[n - k] = -y;
  }
  if (n % 2 === 0) re[n / 2]! *= sign;
  return inverseFourierTransform({ re, im }).re;
}
