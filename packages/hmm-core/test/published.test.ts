import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  aic,
  bic,
  countFreeParameters,
  createGaussianHmm,
  fitGaussianHmm,
  logLikelihood,
  stationaryDistribution,
} from '../src/index.ts';
import { relativeError } from './support/closeness.ts';
import { kernels } from './support/kernels.ts';

// Published results lie beside the repository, not in it.
// A checkout elsewhere can say where.
const elsewhere = process.env.REGIMEKIT_SHARED;
const folder =
  elsewhere === undefined
    ? new URL('../../../../shared/reference/', import.meta.url)
    : new URL('reference/', pathToFileURL(`${elsewhere}/`));
const present = existsSync(new URL('published-speed-gaussian-2state.json', folder));
const where = present ? '' : ' (skipped: ../shared/reference is not here)';

interface PublishedModel {
  readonly log_likelihood: number;
  readonly transmat: number[][];
  readonly means: number[][];
  readonly sd: number[];
  readonly initial_distribution?: number[];
  readonly n_states?: number;
  readonly covars?: number[][];
  readonly aic?: number;
  readonly bic?: number;
}

interface Published {
  readonly X: number[][];
  readonly published: PublishedModel | null;
  readonly ours: PublishedModel | PublishedModel[];
}

const read = (name: string) => JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as Published;

const RTOL = 1e-9;
/** Half of the last digit printed. */
const PRINTED = 5e-6;
/** depmixS4 stopped at a relative gain of 1e-12: its parameters are good to about the root of that. */
const PARAMETER_RTOL = 1e-4;
const options = { seed: 1, restarts: 12, maxIterations: 5000, tolerance: 1e-12, covarianceType: 'diag' } as const;

describe.skipIf(!present)(`published results${where}`, () => {
  it('fitGaussianHmm(speed, 2 states) finds the optimum of depmixS4, and the published one', () => {
    const { X, ours, published } = read('published-speed-gaussian-2state');
    const expected = ours as PublishedModel;
    const { model, logLikelihood: value, stopReason } = fitGaussianHmm(X, { ...options, nStates: 2 });
    expect(stopReason).toBe('tolerance');
    expect(relativeError(value, expected.log_likelihood)).toBeLessThanOrEqual(RTOL);
    expect(value).toBeCloseTo(published!.log_likelihood, 2);
    // They number the slow state first; ours come in order of the mean.
    expect(relativeError(model.means.to2DArray().toReversed(), expected.means)).toBeLessThanOrEqual(PARAMETER_RTOL);
    expect(relativeError(Array.from(model.covariances, Math.sqrt).toReversed(), expected.sd)).toBeLessThanOrEqual(
      PARAMETER_RTOL,
    );
    const transitions = model.transitionMatrix.to2DArray().map((row) => row.toReversed());
    expect(relativeError(transitions.toReversed(), expected.transmat)).toBeLessThanOrEqual(PARAMETER_RTOL);
    const parameters = countFreeParameters(model);
    expect(
      relativeError([aic(value, parameters), bic(value, parameters, X.length)], [expected.aic, expected.bic]),
    ).toBeLessThanOrEqual(RTOL);
  });

  it('fitGaussianHmm(sp500 monthly) finds the optima of depmixS4, and with 3 states a better one than its five starts', () => {
    const { X, ours } = read('published-sp500-monthly');
    for (const expected of ours as PublishedModel[]) {
      const fit = fitGaussianHmm(X, { ...options, restarts: 8, nStates: expected.n_states! });
      const closest = fit.restarts.toSorted((a, b) => distance(a) - distance(b))[0]!;
      expect(relativeError(closest.logLikelihood, expected.log_likelihood)).toBeLessThanOrEqual(RTOL);
      expect(fit.logLikelihood).toBeGreaterThan(expected.log_likelihood - 1e-6);
      function distance({ logLikelihood: value }: { readonly logLikelihood: number }): number {
        return Math.abs(value - expected.log_likelihood);
      }
    }
  });

  it.each(kernels)(
    'the federal funds rate, with a tied variance and a stationary start, has the log-likelihood that Stata printed, and a fit reaches it (%s)',
    (kernel) => {
      const { X, published } = read('published-fedfunds-gaussian-2state');
      const { transmat, means, covars, log_likelihood } = published!;
      const given = createGaussianHmm({
        covarianceType: 'tied',
        initialProbs: stationaryDistribution(transmat),
        transitionMatrix: transmat,
        means,
        covariances: covars!,
      });
      expect(logLikelihood(given, X)).toBeCloseTo(log_likelihood, 5);
      // The control: another start would be seen in the printed digits.
      expect(Math.abs(logLikelihood(given, X, { initialProbs: [0.5, 0.5] }) - log_likelihood)).toBeGreaterThan(0.01);

      const fit = fitGaussianHmm(X, { ...options, covarianceType: 'tied', nStates: 2, kernel, stationaryStart: true });
      expect(fit.stopReason).toBe('tolerance');
      expect(fit.kernel).toBe(kernel === 'wasm' ? 'wasm-simd' : kernel);
      expect(fit.logLikelihood).toBeGreaterThan(log_likelihood - PRINTED);
      expect(fit.logLikelihood).toBeLessThan(log_likelihood + 1e-4);
      expect(relativeError(fit.model.means.to2DArray(), means)).toBeLessThanOrEqual(PARAMETER_RTOL);
      // A free start is worth something, which shows that the tie was there.
      const free = fitGaussianHmm(X, { ...options, covarianceType: 'tied', nStates: 2, kernel });
      expect(free.logLikelihood).toBeGreaterThan(fit.logLikelihood + 0.1);
    },
  );

  it('logLikelihood(model, sp500 monthly) at the parameters of depmixS4', () => {
    const { X, ours } = read('published-sp500-monthly');
    for (const { initial_distribution, transmat, means, sd, log_likelihood } of ours as PublishedModel[]) {
      const model = createGaussianHmm({
        initialProbs: initial_distribution!,
        transitionMatrix: transmat,
        means,
        covariances: sd.map((value) => [value * value]),
      });
      expect(relativeError(logLikelihood(model, X), log_likelihood)).toBeLessThanOrEqual(RTOL);
    }
  });
});
