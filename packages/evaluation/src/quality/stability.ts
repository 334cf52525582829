// Whether what was said stays said: a confident label that the next refit rewrites is worth nothing.
import type { IsoDate } from '@regimekit/features';
import { quantile, type OptionNames } from '@regimekit/numerics';
import { checkNumber, checkOptions, checkWhole } from '../check-options.ts';
import { checkSameLength, checkSeries, type Series } from '../check-series.ts';
import { InvalidOptionError, InvalidSeriesError } from '../errors.ts';
import { checkDates, checkLabels, type Labels } from './check-labels.ts';
import { labelAges } from './label-dynamics.ts';

/** The labels that the model of one refit gives to the days it walks over: training days and those until the next refit. */
export interface LabelFold {
  /** A name for the table, such as the day of the refit. @default the number of the fold */
  readonly name?: string;
  readonly dates: readonly IsoDate[];
  /** With one meaning in all folds (aligned). */
  readonly labels: Labels;
  /** Stated probability of the label, 0 to 1. */
  readonly confidence: Series;
}

/** What the rates are made of. */
export interface StabilityOptions {
  readonly nLabels: number;
  /** Days before a refit that are looked at: the last ones of the fold before. @default 252 */
  readonly lastDays?: number;
  /** Largest share relabelled by a refit that passes. @default 0.1 */
  readonly gate?: number;
  /** Edges between the bins of stated confidence. @default [0.6, 0.8, 0.9, 0.95, 0.99] */
  readonly confidenceEdges?: readonly number[];
}

const OPTIONS: OptionNames<StabilityOptions> = { nLabels: true, lastDays: true, gate: true, confidenceEdges: true };

/** One refit against the one before. */
export interface RefitStability {
  readonly name: string;
  /** Days compared. */
  readonly days: number;
  /** Share of them with another label. */
  readonly relabelled: number;
  readonly passed: boolean;
}

/** Labels as first stated, by how sure the model said it was. */
export interface SurvivalBin {
  readonly from: number;
  readonly to: number;
  /** Labels that one more refit has judged. */
  readonly afterRefit: number;
  readonly survivedRefit: number | undefined;
  /** Labels that a refit a year later has judged. */
  readonly afterYear: number;
  readonly survivedYear: number | undefined;
}

/** Stability of labels over refits. */
export interface StabilityReport {
  readonly refits: readonly RefitStability[];
  readonly meanRelabelled: number;
  readonly worstRelabelled: number;
  /** Every refit passed the gate. */
  readonly passed: boolean;
  readonly gate: number;
  readonly survival: readonly SurvivalBin[];
  readonly survivedRefit: number | undefined;
  readonly survivedYear: number | undefined;
  /** Days for which the label first stated had held by then, as first stated: median over the days. */
  readonly medianAge: number | undefined;
  /** Age of the label of the last day, in the labels of the last fold. */
  readonly lastAge: number;
}

/**
 * Stability of labels from refit to refit:
 *
 * - share of the last year (`lastDays` days of the fold before) that each refit relabels, with a gate on the worst;
 * - survival: each day's label as first stated (by the first fold that has the day and came after the first fold) against the
 *   one of the next fold, and against the one of the first fold that ends a year or more after the day, by stated confidence;
 * - age: for how many days in a row the label has held.
 *
 * @param folds - in order of time, at least two, overlapping
 * @throws InvalidSeriesError, InvalidOptionError, LengthMismatchError
 *
 * @example
 * ```ts
 * import { labelStability } from '@regimekit/evaluation';
 *
 * const days = ['2024-01-02', '2024-01-03', '2024-01-04', '2024-01-05'];
 * const { refits } = labelStability([
 *   { dates: days.slice(0, 3), labels: [0, 0, 1], confidence: [0.9, 0.9, 0.7] },
 *   { dates: days, labels: [0, 0, 0, 1], confidence: [0.9, 0.9, 0.9, 0.8] },
 * ], { nLabels: 2 });
 * refits[0]!.relabelled; // 1 of 3 days
 * ```
 */
export function labelStability(folds: readonly LabelFold[], options: StabilityOptions): StabilityReport {
  checkOptions(options, OPTIONS, 'labelStability');
  const { nLabels, lastDays = 252, gate = 0.1, confidenceEdges = [0.6, 0.8, 0.9, 0.95, 0.99] } = options;
  checkWhole('lastDays', lastDays, 1);
  checkNumber('gate', gate, { atLeast: 0, atMost: 1 });
  const edges = [0, ...checkSeries('confidenceEdges', confidenceEdges, 0), 1];
  const rises = edges.every((edge, i) => i === 0 || edge > edges[i - 1]!);
  if (!rises) throw new InvalidOptionError('confidenceEdges', 'rising numbers between 0 and 1', confidenceEdges);
  const read = readFolds(folds, nLabels);
  const refits = read.slice(1).map((fold, j) => relabelledBy(read[j]!, fold, lastDays, gate));
  const stated = firstStatements(read);
  const shares = refits.map(({ relabelled }) => relabelled);
  const last = read.at(-1)!;
  return {
    refits,
    meanRelabelled: shares.reduce((sum, share) => sum + share, 0) / shares.length,
    worstRelabelled: Math.max(...shares),
    passed: refits.every(({ passed }) => passed),
    gate,
    survival: edges.slice(1).map((to, i) => {
      const from = edges[i]!;
      return { from, to, ...survivalOf(stated.filter((s) => s.confidence >= from && (s.confidence < to || to === 1))) };
    }),
    survivedRefit: survivalOf(stated).survivedRefit,
    survivedYear: survivalOf(stated).survivedYear,
    medianAge: stated.length === 0 ? undefined : quantile(labelAges(stated.map(({ label }) => label)), 0.5),
    lastAge: labelAges(last.labels).at(-1)!,
  };
}

interface ReadFold {
  readonly name: string;
  readonly dates: readonly IsoDate[];
  readonly labels: Int32Array;
  readonly confidence: Float64Array;
  readonly labelOf: ReadonlyMap<IsoDate, number>;
}

function readFolds(folds: readonly LabelFold[], nLabels: number): ReadFold[] {
  if (!Array.isArray(folds) || folds.length < 2) throw new InvalidOptionError('folds', 'at least two folds', folds);
  return (folds as readonly LabelFold[]).map((fold, j) => {
    checkDates(`dates of fold ${j}`, fold.dates);
    const labels = checkLabels(`labels of fold ${j}`, fold.labels, nLabels);
    const confidence = checkSeries(`confidence of fold ${j}`, fold.confidence);
    checkSameLength(`labels of fold ${j}`, labels.length, 'its dates', fold.dates.length);
    checkSameLength(`confidence of fold ${j}`, confidence.length, 'its dates', fold.dates.length);
    const out = confidence.findIndex((value) => value < 0 || value > 1);
    if (out >= 0) throw new InvalidSeriesError(`confidence of fold ${j}`, 'from 0 to 1', `${confidence[out]}`);
    if (j > 0 && folds[j - 1]!.dates.at(-1)! > fold.dates.at(-1)!) {
      throw new InvalidOptionError('folds', 'in order of their last days', `fold ${j} ending on ${fold.dates.at(-1)}`);
    }
    const labelOf = new Map(fold.dates.map((date, t) => [date, labels[t]!]));
    return { name: fold.name ?? String(j), dates: fold.dates, labels, confidence, labelOf };
  });
}

function relabelledBy(before: ReadFold, after: ReadFold, lastDays: number, gate: number): RefitStability {
  let [days, changed] = [0, 0];
  for (const date of before.dates.slice(-lastDays)) {
    const label = after.labelOf.get(date);
    if (label === undefined) continue;
    days++;
    if (label !== before.labelOf.get(date)) changed++;
  }
  if (days > 0) return { name: after.name, days, relabelled: changed / days, passed: changed / days <= gate };
  throw new InvalidSeriesError(
    `fold ${after.name}`,
    'a fold that labels days of the fold before, too',
    'no common day',
    'Give the labels of the training days, not only those of the test block.',
  );
}

interface Statement {
  readonly label: number;
  readonly confidence: number;
  /** `undefined`: not judged yet. */
  readonly keptByRefit: boolean | undefined;
  readonly keptByYear: boolean | undefined;
}

/** The labels as a user read them: of the days that each fold is the first to have, the days of the first fold left out. */
function firstStatements(folds: readonly ReadFold[]): Statement[] {
  const statements: Statement[] = [];
  let known = folds[0]!.dates.at(-1)!;
  for (let j = 1; j < folds.length; j++) {
    const fold = folds[j]!;
    fold.dates.forEach((date, t) => {
      if (date <= known) return;
      const label = fold.labels[t]!;
      const next = folds[j + 1]?.labelOf.get(date);
      const yearLater = folds.find((later) => later.dates.at(-1)! >= aYearAfter(date))?.labelOf.get(date);
      statements.push({
        label,
        confidence: fold.confidence[t]!,
        keptByRefit: next === undefined ? undefined : next === label,
        keptByYear: yearLater === undefined ? undefined : yearLater === label,
      });
    });
    known = fold.dates.at(-1)!;
  }
  return statements;
}

function survivalOf(statements: readonly Statement[]) {
  const share = (kept: readonly (boolean | undefined)[]) => {
    const judged = kept.filter((each) => each !== undefined);
    return [judged.length, judged.length === 0 ? undefined : judged.filter(Boolean).length / judged.length] as const;
  };
  const [afterRefit, survivedRefit] = share(statements.map(({ keptByRefit }) => keptByRefit));
  const [afterYear, survivedYear] = share(statements.map(({ keptByYear }) => keptByYear));
  return { afterRefit, survivedRefit, afterYear, survivedYear };
}

/** As text: the 29th of February becomes one that need not exist, which sorts where it should. */
function aYearAfter(date: IsoDate): IsoDate {
  return `${String(Number(date.slice(0, 4)) + 1).padStart(4, '0')}${date.slice(4)}`;
}
