import type { RestartReport } from './fit-result.ts';

/** Two runs found the same optimum when their penalised objectives differ by no more than this, relative to the better... */
const SAME_OPTIMUM = 1e-6;

/**
 * ...or by no more than this many gains of the size at which EM stops. It stops on the way, not at the summit: while it
 * converges geometrically, at a rate of up to 0.9, what is left to climb is less than ten times the last gain.
 */
const GAINS_LEFT = 10;

/** One optimum of the objective, and who found it. */
export interface Optimum {
  /** The highest penalised objective of the runs that reached it. */
  readonly penalisedObjective: number;
  /** Data log-likelihood of that run. */
  readonly logLikelihood: number;
  /** How many runs reached it. */
  readonly reached: number;
  /** Which: indices into `restarts`. The first is the best of them. */
  readonly restarts: readonly number[];
}

/**
 * The optima that the runs of a fit ended at, the best first. Runs that were abandoned early, cancelled or degenerate
 * count for none: they ended nowhere in particular. Objectives further from the best of a group than 1e-6 of it, and than
 * ten gains of the size at which EM stops, make another group.
 *
 * @param lastGain - the gain of objective at which a run stops: tolerance times rows
 */
export function groupOptima(restarts: readonly RestartReport[], lastGain: number): Optimum[] {
  const slack = GAINS_LEFT * Math.max(lastGain, 0);
  const ended = restarts
    .filter(({ stopReason }) => !['abandoned', 'cancelled', 'degenerate'].includes(stopReason))
    .toSorted((a, b) => b.penalisedObjective - a.penalisedObjective || a.restart - b.restart);
  const groups: RestartReport[][] = [];
  for (const run of ended) {
    const group = groups.at(-1);
    const best = group?.[0]?.penalisedObjective;
    if (group === undefined || best === undefined) groups.push([run]);
    else if (best - run.penalisedObjective <= Math.max(slack, SAME_OPTIMUM * Math.abs(best))) group.push(run);
    else groups.push([run]);
  }
  return groups.map((runs) => ({
    penalisedObjective: runs[0]!.penalisedObjective,
    logLikelihood: runs[0]!.logLikelihood,
    reached: runs.length,
    restarts: runs.map(({ restart }) => restart),
  }));
}
