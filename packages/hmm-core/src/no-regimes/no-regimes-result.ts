import { MatrixView } from '@regimekit/numerics';
import type { GaussianHmmFit } from '../training/fit-result.ts';
import type { LikelihoodRatio } from './log-likelihood-ratio.ts';
import type { NoRegimesSettings } from './no-regimes-options.ts';
import type { BootstrapStop, SequentialPValue } from './sequential-p-value.ts';
import type { StationaryNull } from './stationary-null.ts';

/** The null that was simulated, as plain data. */
export interface NullModelReport extends Pick<StationaryNull, 'estimatedRadius' | 'radius' | 'scale' | 'treatment'> {
  /** E y_t, D. */
  readonly mean: readonly number[];
  /** Phi, D x D; zero for `'iid'`. */
  readonly coefficients: readonly (readonly number[])[];
  /** Sigma of the shocks, D x D. */
  readonly covariance: readonly (readonly number[])[];
}

/** What `testNoRegimes` found. */
export interface NoRegimesTest {
  /** 2 (log L of the HMM - log L of the null), of all rows but the first of each sequence. Can be negative. */
  readonly statistic: number;
  /** Between 1 / (B + 1) and 1; see `meaning`. */
  readonly pValue: number;
  /** Simulated statistics at least as large as the observed one. */
  readonly exceedances: number;
  /** The simulated statistics, in order of the replicates: as many as were drawn. */
  readonly bootstrapStatistics: readonly number[];
  /** `exceedances`: `stopAfter` was reached; `cancelled`: `onProgress` said no. */
  readonly stopReason: BootstrapStop;
  /** Simulated series whose HMM had not converged at the limit of iterations. */
  readonly notConverged: number;
  readonly logLikelihoods: { readonly hmm: number; readonly null: number };
  readonly nullModel: NullModelReport;
  /** The fit of the HMM to the data that the statistic comes from: by the search of the test, not for use. */
  readonly fit: GaussianHmmFit;
  readonly settings: NoRegimesSettings;
  /** The p-value in words, and what it does not say. */
  readonly meaning: string;
  /** What limits this very test: how the null was treated, fits that did not converge, a test cut short. */
  readonly notes: readonly string[];
}

export function reportTest(
  settings: NoRegimesSettings,
  { statistic, hmm, null: nullValue, fit }: LikelihoodRatio,
  stationary: StationaryNull,
  draws: SequentialPValue,
): NoRegimesTest {
  const { model, ...treatment } = stationary;
  const D = model.nFeatures;
  const nested = (flat: Float64Array) => new MatrixView(D, D, flat).to2DArray();
  const pValue = draws.pValue();
  return Object.freeze({
    statistic,
    pValue,
    exceedances: draws.exceedances,
    bootstrapStatistics: Object.freeze([...draws.statistics]),
    stopReason: draws.stop(),
    notConverged: draws.notConverged,
    logLikelihoods: { hmm, null: nullValue },
    nullModel: {
      ...treatment,
      mean: Array.from(model.mean),
      coefficients: nested(model.coefficients),
      covariance: nested(model.covariance),
    },
    fit,
    settings,
    meaning: describe(settings, draws, pValue),
    notes: Object.freeze(listNotes(stationary, draws, fit)),
  });
}

function describe({ null: kind, alternative }: NoRegimesSettings, draws: SequentialPValue, pValue: number): string {
  const { exceedances, statistics } = draws;
  const name =
    kind === 'var1' ? 'one state with a vector autoregression of order one' : 'one state of independent rows';
  const rule =
    draws.stop() === 'exceedances'
      ? `p = ${exceedances} / ${statistics.length}, stopped at exceedance ${exceedances}`
      : `p = (1 + ${exceedances}) / (${statistics.length} + 1)`;
  return (
    `Of ${statistics.length} series simulated from ${name}, ${exceedances} gave a Gaussian HMM of ${alternative.nStates} ` +
    `state(s) at least as much advantage as the data do (${rule}: ${pValue.toPrecision(3)}). A small p says that this null ` +
    'does not make such data; it does not say that regimes do: heavy tails, volatility that clusters or longer memory ' +
    'reject it too. A large p says that regimes cannot be shown, not that there are none.'
  );
}

function listNotes(
  { treatment, estimatedRadius, radius }: StationaryNull,
  draws: SequentialPValue,
  fit: GaussianHmmFit,
): string[] {
  const n = draws.statistics.length;
  const notes: string[] = [];
  if (treatment === 'drawn_to_boundary') {
    notes.push(
      `The estimated autoregression has a root of ${estimatedRadius.toFixed(4)}, close to a unit root or beyond it. It is ` +
        `simulated with ${radius.toFixed(4)}, so the simulated series are less persistent than the data and the test ` +
        'rejects too easily. Take differences (or standardise over a rolling window) and test again.',
    );
  }
  if (draws.stop() === 'cancelled') notes.push(`Cancelled after ${n} series: the p-value is what they say.`);
  if (fit.stopReason !== 'tolerance') notes.push(`The fit to the data ended by ${fit.stopReason}.`);
  if (draws.notConverged > 0) notes.push(`${draws.notConverged} of ${n} simulated fits had not converged.`);
  return notes;
}
