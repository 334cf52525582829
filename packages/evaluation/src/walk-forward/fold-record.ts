// What is told of each fold, and what of it a reader should be warned of.
import type { IsoDate } from '@regimekit/features';
import type { FoldAlignment } from './align-folds.ts';
import type { ChoiceRecord } from './choose-in-fold.ts';
import type { FoldFit, FoldInput, FoldOutcome } from './fold-data.ts';
import type { FoldPlan } from './fold-schedule.ts';

/** A fold whose model is there, computed or found. */
export interface FinishedFold {
  readonly plan: FoldPlan;
  readonly input: FoldInput;
  readonly outcome: FoldOutcome;
  readonly choice: ChoiceRecord | undefined;
  readonly resumed: boolean;
  readonly durationMs: number | null;
}

export interface DaySpan {
  readonly from: IsoDate;
  readonly to: IsoDate;
  readonly rows: number;
}

/** One fit and the days that it answered for. */
export interface FoldRecord extends FoldFit {
  readonly index: number;
  readonly train: DaySpan;
  /** null where no test day had a row. */
  readonly test: DaySpan | null;
  /** Share of the last year of the common history that is called something else than by the fold before; null for the first. */
  readonly relabelledShare: number | null;
  /** The same without alignment. */
  readonly unalignedShare: number | null;
  /** Whether a regime has another name than the rule of labels would give it by itself. */
  readonly namesMoved: boolean;
  /** What the fold chose for itself; null where there is nothing to choose. */
  readonly choice: ChoiceRecord | null;
  readonly resumed: boolean;
  /** null for a fold that was resumed, and without a clock. */
  readonly durationMs: number | null;
}

export interface WalkForwardFinding {
  readonly code: 'RELABELLED_TOO_MUCH' | 'NOT_CONVERGED' | 'NAMES_MOVED';
  readonly message: string;
  /** Indices of the folds it is about. */
  readonly folds: readonly number[];
}

export function foldRecord(
  { plan, input, outcome, choice, resumed, durationMs }: FinishedFold,
  tested: readonly IsoDate[],
  alignment: FoldAlignment | undefined,
): FoldRecord {
  const { dates } = input.features;
  const { start, end } = input.train;
  return {
    index: plan.index,
    train: { from: dates[start]!, to: dates[end - 1]!, rows: end - start },
    test: tested.length === 0 ? null : { from: tested[0]!, to: tested.at(-1)!, rows: tested.length },
    ...outcome.fit,
    relabelledShare: alignment?.relabelledShare ?? null,
    unalignedShare: alignment?.unalignedShare ?? null,
    namesMoved: alignment?.namesMoved ?? false,
    choice: choice ?? null,
    resumed,
    durationMs,
  };
}

/** Findings of all folds, worst first. */
export function findingsOf(folds: readonly FoldRecord[], maxRelabelledShare: number): WalkForwardFinding[] {
  const which = (holds: (fold: FoldRecord) => boolean): number[] => folds.filter(holds).map(({ index }) => index);
  const relabelled = which(({ relabelledShare }) => (relabelledShare ?? 0) > maxRelabelledShare);
  const stopped = which(({ converged }) => !converged);
  const moved = which(({ namesMoved }) => namesMoved);
  const worst = Math.max(...folds.map(({ relabelledShare }) => relabelledShare ?? 0));
  const findings: WalkForwardFinding[] = [
    {
      code: 'RELABELLED_TOO_MUCH',
      message: `${relabelled.length} of ${folds.length} refits call more than ${percent(maxRelabelledShare)} of the last year something else than the fit before, the worst ${percent(worst)}.`,
      folds: relabelled,
    },
    {
      code: 'NOT_CONVERGED',
      message: `${stopped.length} of ${folds.length} fits stopped before they converged.`,
      folds: stopped,
    },
    {
      code: 'NAMES_MOVED',
      message: `In ${moved.length} of ${folds.length} folds the regimes keep names that stress would not give them.`,
      folds: moved,
    },
  ];
  return findings.filter((finding) => finding.folds.length > 0);
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(1))} %`;
}
