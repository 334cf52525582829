// How late the calls came, and how many were none.
import { quantile } from '@regimekit/numerics';
import { checkSameLength } from '../check-series.ts';
import { PERIOD_OPTIONS, periodsOf, type PeriodOptions } from '../metrics/periods.ts';
import { checkLabels, type Labels } from './check-labels.ts';

/** One true switch and its call. */
export interface Detection {
  /** Day of the true switch. */
  readonly day: number;
  readonly from: number;
  readonly to: number;
  /** Days from the switch to the first day it was called, 0 the same day; `undefined` when it ended uncalled. */
  readonly delay: number | undefined;
}

/** All true switches, and the calls that followed none. */
export interface DetectionReport {
  readonly detections: readonly Detection[];
  readonly called: number;
  readonly missed: number;
  /** Of the called ones; read it beside the missed ones, or never calling looks quick. */
  readonly meanDelay: number | undefined;
  readonly medianDelay: number | undefined;
  /** Switches of the calls to a label that was not the true one that day. */
  readonly falseSwitches: number;
  readonly falseSwitchesPerYear: number;
}

/**
 * Detection delay and false switches of calls against true labels. A true switch is called on the first day within its
 * regime's stay on which the call is its label; a call that was there already counts as 0 days. A switch of the call is
 * false when the label it goes to is not the true one of that day: a late call, made after the regime ended, is false too.
 *
 * @throws InvalidSeriesError, InvalidOptionError, LengthMismatchError
 *
 * @example
 * ```ts
 * import { detectionReport } from '@regimekit/evaluation';
 *
 * const report = detectionReport([0, 0, 1, 1, 1, 1], [0, 1, 0, 0, 1, 1], 2);
 * report.detections[0]!.delay; // 2
 * report.falseSwitches; // 2: to 1 a day too early, and back when 1 had begun
 * ```
 */
export function detectionReport(
  truth: Labels,
  called: Labels,
  nLabels: number,
  options: PeriodOptions = {},
): DetectionReport {
  const periods = periodsOf(options, PERIOD_OPTIONS, 'detectionReport');
  const y = checkLabels('truth', truth, nLabels);
  const x = checkLabels('called', called, nLabels);
  checkSameLength('called', x.length, 'truth', y.length);
  const n = y.length;
  const detections: Detection[] = [];
  let falseSwitches = 0;
  for (let t = 1; t < n; t++) {
    if (x[t] !== x[t - 1] && x[t] !== y[t]) falseSwitches++;
    if (y[t] === y[t - 1]) continue;
    let s = t;
    while (s < n && y[s] === y[t] && x[s] !== y[t]) s++;
    const found = s < n && y[s] === y[t];
    detections.push({ day: t, from: y[t - 1]!, to: y[t]!, delay: found ? s - t : undefined });
  }
  const delays = detections.map(({ delay }) => delay).filter((delay) => delay !== undefined);
  return {
    detections,
    called: delays.length,
    missed: detections.length - delays.length,
    meanDelay: delays.length === 0 ? undefined : delays.reduce((sum, delay) => sum + delay, 0) / delays.length,
    medianDelay: delays.length === 0 ? undefined : quantile(delays, 0.5),
    falseSwitches,
    falseSwitchesPerYear: n === 1 ? 0 : (periods * falseSwitches) / (n - 1),
  };
}
