// How labels behave in time, whatever they mean: how long they stay, how often they change, how the days divide.
import { PERIOD_OPTIONS, periodsOf, type PeriodOptions } from '../metrics/periods.ts';
import { checkLabels, type Labels } from './check-labels.ts';

/** Behaviour of a series of labels. */
export interface LabelDynamics {
  readonly n: number;
  /** K: share of days with each label. */
  readonly occupancy: readonly number[];
  readonly switches: number;
  readonly switchesPerYear: number;
  /** Share of days with the label of the day before; `undefined` for a single day. */
  readonly persistence: number | undefined;
  /** K: mean length of a run in days, the first and the last (cut off) among them; `undefined` where the label never occurs. */
  readonly meanRunLength: readonly (number | undefined)[];
}

/**
 * Occupancy, persistence and switches of labels: switches a year = P switches / (n - 1).
 *
 * @param labels - from 0 to nLabels - 1, a day each
 * @throws InvalidSeriesError, InvalidOptionError
 *
 * @example
 * ```ts
 * import { labelDynamics } from '@regimekit/evaluation';
 *
 * labelDynamics([0, 0, 0, 1, 1, 0], 2).meanRunLength; // [2, 2]
 * ```
 */
export function labelDynamics(labels: Labels, nLabels: number, options: PeriodOptions = {}): LabelDynamics {
  const periods = periodsOf(options, PERIOD_OPTIONS, 'labelDynamics');
  const x = checkLabels('labels', labels, nLabels);
  const n = x.length;
  const days = new Float64Array(nLabels);
  const runs = new Float64Array(nLabels);
  let switches = -1;
  for (let t = 0; t < n; t++) {
    days[x[t]!]! += 1;
    if (t > 0 && x[t] === x[t - 1]) continue;
    runs[x[t]!]! += 1;
    switches++;
  }
  return {
    n,
    occupancy: Array.from(days, (count) => count / n),
    switches,
    switchesPerYear: n === 1 ? 0 : (periods * switches) / (n - 1),
    persistence: n === 1 ? undefined : 1 - switches / (n - 1),
    meanRunLength: Array.from(days, (count, k) => (count === 0 ? undefined : count / runs[k]!)),
  };
}

/**
 * Age of the label of each day: for how many days in a row it has held, 1 on the day of a switch.
 *
 * @throws InvalidSeriesError
 */
export function labelAges(labels: Labels): Int32Array {
  const x = checkLabels('labels', labels, Number.MAX_SAFE_INTEGER);
  const ages = new Int32Array(x.length);
  for (let t = 0; t < x.length; t++) ages[t] = t > 0 && x[t] === x[t - 1] ? ages[t - 1]! + 1 : 1;
  return ages;
}
