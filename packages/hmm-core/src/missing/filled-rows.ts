import type { ObservedSequences } from '../observations.ts';
import type { PooledMoments } from '../training/variance-floor.ts';

/**
 * What starts are made from where values are missing: the rows that hold any value, each missing one filled with the mean
 * of its column. Rows without any are left out (as one heap at the mean they would attract a state), and with them a
 * sequence that has no others. Good enough to begin at; EM itself never sees a filled value.
 *
 * @returns the observations themselves where nothing is missing
 */
export function filledRows(observed: ObservedSequences, { means }: PooledMoments): ObservedSequences {
  if (observed.missing === undefined) return observed;
  const { nFeatures } = observed;
  const { patterns, nObservedRows } = observed.missing;
  const empty = new Set(patterns.find((pattern) => pattern.observed.length === 0)?.rows);
  const data = new Float64Array(nObservedRows * nFeatures);
  const lengths: number[] = [];
  let start = 0;
  let p = 0;
  for (const length of observed.lengths) {
    let kept = 0;
    for (let t = start; t < start + length; t++) {
      if (empty.has(t)) continue;
      kept++;
      for (let d = 0; d < nFeatures; d++, p++) {
        const value = observed.data[t * nFeatures + d]!;
        data[p] = Number.isNaN(value) ? means[d]! : value;
      }
    }
    if (kept > 0) lengths.push(kept);
    start += length;
  }
  return { data, nSteps: nObservedRows, nFeatures, lengths };
}
