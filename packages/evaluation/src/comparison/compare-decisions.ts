import { checkWhole } from '../check-options.ts';
import { checkSameLength } from '../check-series.ts';
import { checkLabels, type Labels } from '../quality/check-labels.ts';
import { cohensKappa, type KappaResult } from '../tests/cohens-kappa.ts';
import { mcNemarExact, type McNemarResult } from '../tests/mcnemar.ts';

/** What one model said of the days. */
export interface Decisions {
  /** As decided at the close of each day. */
  readonly filtered: Labels;
  /** In hindsight, over all days. */
  readonly smoothed: Labels;
}

/** Who was right where hindsight is undisputed. */
export interface DecisionComparison {
  /** Days with a reference: both hindsights agree, and enough days have passed since. */
  readonly judgedDays: number;
  /** Days old enough on which the hindsights differ: nobody is right there. */
  readonly disputedDays: number;
  readonly baselineRight: number;
  readonly candidateRight: number;
  /** onlyA: the baseline alone was right; onlyB: the candidate alone. Takes days for independent, which runs are not. */
  readonly mcNemar: McNemarResult;
  /** Of the two models' decisions, over all days. */
  readonly kappa: KappaResult;
}

/**
 * Decisions of two models against the smoothed labels on which both agree, the last `lateBy` days left out because hindsight
 * has not settled there. Where the two share an error, nobody notices.
 *
 * @param lateBy - days that hindsight needs
 * @throws InvalidSeriesError, InvalidOptionError, LengthMismatchError
 */
export function compareDecisions(
  baseline: Decisions,
  candidate: Decisions,
  nLabels: number,
  lateBy = 21,
): DecisionComparison {
  checkWhole('lateBy', lateBy, 0);
  const a = checkLabels('filtered of the baseline', baseline.filtered, nLabels);
  const b = checkLabels('filtered of the candidate', candidate.filtered, nLabels);
  const aLater = checkLabels('smoothed of the baseline', baseline.smoothed, nLabels);
  const bLater = checkLabels('smoothed of the candidate', candidate.smoothed, nLabels);
  for (const labels of [b, aLater, bLater])
    checkSameLength('labels', labels.length, 'filtered of the baseline', a.length);
  let [judgedDays, disputedDays, baselineRight, candidateRight, onlyA, onlyB] = [0, 0, 0, 0, 0, 0];
  for (let t = 0; t < a.length - lateBy; t++) {
    if (aLater[t] !== bLater[t]) {
      disputedDays++;
      continue;
    }
    judgedDays++;
    const [right, alsoRight] = [a[t] === aLater[t], b[t] === aLater[t]];
    if (right) baselineRight++;
    if (alsoRight) candidateRight++;
    if (right && !alsoRight) onlyA++;
    if (alsoRight && !right) onlyB++;
  }
  const mcNemar = mcNemarExact(onlyA, onlyB);
  return { judgedDays, disputedDays, baselineRight, candidateRight, mcNemar, kappa: cohensKappa(a, b, nLabels) };
}
