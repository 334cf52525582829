import { inlineExecutor, type OptionNames } from '@regimekit/numerics';
import { checkOptions } from '../check-options.ts';
import { readObservations, type Observations } from '../observations.ts';
import type { ExecutorOptions } from '../training/run-search-async.ts';
import { likelihoodRatio, type LikelihoodRatio } from './log-likelihood-ratio.ts';
import { noRegimesOptionNames, resolveNoRegimes, type NoRegimesOptions } from './no-regimes-options.ts';
import { reportTest, type NoRegimesTest } from './no-regimes-result.ts';
import { replicateTask, runReplicate, type BootstrapPlan, type Replicate } from './replicate-task.ts';
import { sequentialPValue, type SequentialPValue } from './sequential-p-value.ts';
import { stationaryNull } from './stationary-null.ts';

/** `NoRegimesOptions`, and who runs the replicates, and how they are stopped. */
export interface AsyncNoRegimesOptions extends NoRegimesOptions, ExecutorOptions {}

const asyncOptionNames: OptionNames<AsyncNoRegimesOptions> = {
  ...noRegimesOptionNames,
  executor: true,
  signal: true,
};

/**
 * Can regimes be shown at all? Compares a Gaussian HMM with one state that has memory, a vector autoregression of order
 * one, by the likelihood ratio; its law without regimes comes from a parametric bootstrap: series are drawn from the
 * fitted null, and both models are fitted to each by the same search as to the data (McLachlan 1987; for Markov switching
 * Hansen 1992, Kasahara and Shimotsu 2018). No textbook law holds, because without regimes the transition probabilities
 * mean nothing.
 *
 * What it says. The p-value is (1 + g) / (B + 1) with g of B simulated statistics at least as large as the observed one:
 * small when this null hardly makes data that favour the HMM so much. The HMM does not contain the null (a state forgets
 * yesterday's value), so the statistic is a difference of log-likelihoods that can be negative, and not a test of
 * parameters.
 *
 * What it does not say. The null is Gaussian, linear and of order one: heavy tails, clustering volatility and longer
 * memory are rejected as well as regimes are. The null is composite and its parameters estimated, so the level is
 * approximate (docs/choosing.md has counts); close to a unit root see `notes`. And a large p is no proof of one state.
 *
 * @param observations - T x D, complete
 * @throws InvalidObservationsError (also when a feature is a linear function of the others), InvalidLengthsError,
 *   InvalidOptionError, TooManyStatesError
 *
 * @example
 * ```ts
 * import { createGaussianHmm, sample, testNoRegimes } from '@regimekit/hmm-core';
 *
 * const truth = createGaussianHmm({
 *   initialProbs: [0.5, 0.5],
 *   transitionMatrix: [[0.97, 0.03], [0.05, 0.95]],
 *   means: [[0], [2]],
 *   covariances: [[1], [1]],
 * });
 * const { observations } = sample(truth, 400, { seed: 1 });
 * const { pValue, meaning } = testNoRegimes(observations, { replicates: 19, seed: 1 });
 * pValue; // 0.05: none of 19 series without regimes favoured the HMM so much
 * ```
 */
export function testNoRegimes(observations: Observations, options: NoRegimesOptions = {}): NoRegimesTest {
  checkOptions(options, noRegimesOptionNames, 'testNoRegimes');
  const job = prepare(observations, options);
  for (let replicate = 0; replicate < job.settings.replicates; replicate++) {
    const enough = job.draws.add(runReplicate({ plan: job.plan, replicate }));
    if (!job.report() || enough) break;
  }
  return job.finish();
}

/**
 * `testNoRegimes`, one task per simulated series, on any executor: the same bytes for any number of workers, also with
 * `stopAfter` (series drawn beyond the stop are thrown away).
 *
 * Two ways to end early: an abort rejects with `signal.reason`; an `onProgress` that returns false resolves with the
 * p-value of the series drawn so far and `stopReason: 'cancelled'`.
 *
 * @throws as `testNoRegimes` (as a rejection), and what the executor rejects with
 *
 * @example
 * ```ts
 * import { createGaussianHmm, sample, testNoRegimesAsync } from '@regimekit/hmm-core';
 *
 * const truth = createGaussianHmm({ initialProbs: [1], transitionMatrix: [[1]], means: [[0]], covariances: [[1]] });
 * const { observations } = sample(truth, 200, { seed: 1 });
 * const { stopReason } = await testNoRegimesAsync(observations, { replicates: 99, stopAfter: 5, seed: 1 });
 * stopReason; // 'exceedances': it was clear early that nothing can be shown
 * ```
 */
export async function testNoRegimesAsync(
  observations: Observations,
  options: AsyncNoRegimesOptions = {},
): Promise<NoRegimesTest> {
  checkOptions(options, asyncOptionNames, 'testNoRegimesAsync');
  const { executor = inlineExecutor, signal } = options;
  signal?.throwIfAborted();
  const { settings, plan, draws, report, finish } = prepare(observations, options);
  const waiting = new Map<number, Replicate>();
  const state = { next: 0, stopped: false };

  // The p-value takes the series in their order, whoever finishes first.
  const takeInOrder = () => {
    for (let i = draws.statistics.length; waiting.has(i) && !state.stopped; i++) {
      const enough = draws.add(waiting.get(i)!);
      waiting.delete(i);
      state.stopped = !report() || enough;
    }
  };
  const lane = async () => {
    while (state.next < settings.replicates && !state.stopped) {
      const replicate = state.next++;
      waiting.set(replicate, await executor.run(replicateTask, { plan, replicate }, { signal }));
      takeInOrder();
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(Math.max(executor.concurrency, 1), settings.replicates) }, lane));
  } finally {
    state.stopped = true;
  }
  return finish();
}

function prepare(observations: Observations, options: NoRegimesOptions) {
  const settings = resolveNoRegimes(options);
  const series = readObservations(observations, options.lengths);
  const { null: kind, alternative, seed, calibrationReplicates, replicates, stopAfter } = settings;
  const observed: LikelihoodRatio = likelihoodRatio(series, kind, alternative);
  const stationary = stationaryNull(series, kind, seed, calibrationReplicates);
  const draws = sequentialPValue(observed.statistic, replicates, stopAfter);
  const plan: BootstrapPlan = { model: stationary.model, kind, lengths: [...series.lengths], alternative, seed };
  return {
    settings,
    plan,
    draws,
    /** Tells of the replicate just taken; false when the listener wants no more. */
    report: createReporter(options, draws, replicates),
    finish: () => reportTest(settings, observed, stationary, draws),
  };
}

function createReporter({ onProgress, now }: NoRegimesOptions, draws: SequentialPValue, replicates: number) {
  const start = now?.();
  return () => {
    const done = draws.statistics.length;
    const secondsLeft = start === undefined ? undefined : (((now!() - start) / done) * (replicates - done)) / 1000;
    return onProgress?.({ done, replicates, exceedances: draws.exceedances, secondsLeft }) !== false;
  };
}
