import type { RegimeDetector } from '@regimekit/detector';
import {
  bootstrapErrors,
  describeResiduals,
  forwardBackward,
  pseudoResiduals,
  reviewSample,
  standardErrors,
  testResiduals,
  type Interval,
  type ParameterEstimate,
  type ResidualPictures,
  type ResidualTest,
  type SampleFinding,
  type UncertaintyFinding,
} from '@regimekit/hmm-core';
import { createWorkerPool } from '@regimekit/numerics/workers';
import type { Context } from '../../frame/context.ts';
import type { Days } from './find-days.ts';

/** A transition probability with its interval. */
export interface TransitionEstimate {
  readonly from: string;
  readonly to: string;
  readonly estimate: number;
  readonly standardError: number | null;
  readonly interval: Interval | null;
}

/** What the days say of a model. */
export interface DayChecks {
  /** In the order in which findings count them. */
  readonly featureNames: readonly string[];
  /** Expected rows and visits of each regime. */
  readonly rows: readonly number[];
  readonly visits: readonly number[];
  /** Interval of each expected duration. */
  readonly durations: readonly (Interval | null)[];
  readonly transitions: readonly TransitionEstimate[];
  readonly tests: readonly (ResidualTest & { readonly name: string })[];
  readonly pictures: readonly ResidualPictures[];
  readonly sample: readonly SampleFinding[];
  readonly uncertainty: readonly UncertaintyFinding[];
}

interface CheckOptions {
  readonly lags: number;
  /** Undefined: intervals from the curvature of the likelihood. */
  readonly replicates: number | undefined;
}

/** Rows, visits, intervals and residuals of a hidden Markov model on some days. */
export async function checkOnDays(
  context: Context,
  detector: RegimeDetector,
  { rows, lengths }: Days,
  { lags, replicates }: CheckOptions,
): Promise<DayChecks> {
  const { hmm, featureNames, regimes } = detector.model;
  // As the detector does: every history begins in the long run.
  const data = { lengths, initialProbs: 'stationary' } as const;
  const { smoothedProbs, expectedTransitions } = forwardBackward(hmm, rows, data);
  const share = (k: number) => Array.from({ length: rows.rows }, (_, t) => smoothedProbs.get(t, k));
  const starts = lengths.map((_, i) => lengths.slice(0, i).reduce((sum, length) => sum + length, 0));
  context.progress.show('how well the parameters are known');
  const errors = await estimateErrors(context, hmm, rows, lengths, replicates);
  const known = new Map(errors.estimates.map((estimate) => [estimate.name, estimate]));
  const residuals = pseudoResiduals(hmm, rows, { ...data, seed: context.seed });
  return {
    featureNames,
    rows: regimes.map((_, k) => share(k).reduce((sum, p) => sum + p, 0)),
    visits: regimes.map((_, k) => {
      const entered = regimes.reduce((sum, _other, i) => sum + (i === k ? 0 : expectedTransitions.get(i, k)), 0);
      return starts.reduce((sum, t) => sum + smoothedProbs.get(t, k), entered);
    }),
    durations: regimes.map((_, k) => known.get(`expectedDurations[${k}]`)?.interval ?? null),
    transitions: regimes.flatMap((from, i) =>
      regimes.map((to, j): TransitionEstimate => {
        const { standardError = null, interval = null } = known.get(`transitionMatrix[${i},${j}]`) ?? {};
        return { from, to, estimate: hmm.transitionMatrix.get(i, j), standardError, interval };
      }),
    ),
    tests: testResiduals(residuals, { lags }).map((test) => ({ name: featureNames[test.feature]!, ...test })),
    pictures: describeResiduals(residuals, { lags: Math.max(20, lags) }),
    sample: reviewSample(hmm, rows, data),
    uncertainty: errors.findings.filter(({ code }) => code !== 'INITIAL_PROBS_HELD'),
  };
}

interface Errors {
  readonly estimates: readonly ParameterEstimate[];
  readonly findings: readonly UncertaintyFinding[];
}

async function estimateErrors(
  context: Context,
  hmm: RegimeDetector['model']['hmm'],
  rows: Days['rows'],
  lengths: readonly number[],
  replicates: number | undefined,
): Promise<Errors> {
  if (replicates === undefined) return standardErrors(hmm, rows, { lengths });
  await using pool = createWorkerPool();
  return await bootstrapErrors(hmm, rows, {
    lengths,
    replicates,
    seed: context.seed,
    executor: pool,
    signal: context.signal,
    onProgress: ({ done, replicates: all }) => context.progress.show(`refit ${done} of ${all}`, done / all),
  });
}
