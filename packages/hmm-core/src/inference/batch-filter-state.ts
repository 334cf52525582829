import { InvalidJsonError } from '../errors.ts';
import { SUM_TOLERANCE } from '../math/simplex.ts';

/** Where a batch of filters stands, as plain JSON: it loses no bit on the way through `JSON.stringify`. */
export interface BatchFilterState {
  readonly formatVersion: 1;
  /** Rows seen by each of the N series. */
  readonly nSteps: readonly number[];
  /** p(z_t = k given the rows of series n), flat N x K; zeros where a series has seen none. */
  readonly filteredProbs: readonly number[];
}

/** @throws InvalidJsonError unless `state` is one of at most `nSeries` filters of a model with K states */
export function checkBatchState(
  { formatVersion, nSteps, filteredProbs }: BatchFilterState,
  nSeries: number,
  K: number,
): void {
  const refuse = (why: string): never => {
    throw new InvalidJsonError(`This batch filter state does not belong to the model: ${why}.`, {
      code: 'INVALID_FILTER_STATE',
      hint: 'Give what filter.state() returned for the same model, or leave it out to begin new sequences.',
      details: { nSeries, nStates: K },
    });
  };
  if (formatVersion !== 1) refuse(`expected format version 1, received ${String(formatVersion)}`);
  if (!Array.isArray(nSteps) || nSteps.length > nSeries) {
    refuse(`expected the rows seen by at most ${nSeries} series, received ${nSteps?.length ?? 'none'}`);
  }
  if (!Array.isArray(filteredProbs) || filteredProbs.length !== nSteps.length * K) {
    refuse(`expected ${nSteps.length} x ${K} probabilities, received ${filteredProbs?.length ?? 'none'}`);
  }
  for (const [n, steps] of nSteps.entries()) {
    if (!Number.isSafeInteger(steps) || steps < 0) refuse(`series ${n} has seen ${String(steps)} rows`);
    if (steps === 0) continue;
    const probs = filteredProbs.slice(n * K, (n + 1) * K);
    const sum = probs.reduce((total, value) => total + value, 0);
    if (!probs.every((value) => value >= 0) || !(Math.abs(sum - 1) <= SUM_TOLERANCE)) {
      refuse(`the probabilities of series ${n} sum to ${sum} instead of 1`);
    }
  }
}
