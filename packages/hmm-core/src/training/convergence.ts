/**
 * Why a fit ended.
 *
 * - `tolerance`: an iteration gained no more than the tolerance; the only reason that means converged
 * - `max_iterations`: the limit came first
 * - `objective_decreased`: the penalised objective fell by more than 1e-10 of itself, which exact EM cannot do; the
 *   parameters before the fall are returned
 * - `degenerate`: the next parameters would not be a model (a covariance collapsed or became singular), or the data is
 *   impossible under the start; the last usable parameters are returned
 * - `cancelled`: the progress callback said so
 */
export type StopReason = 'tolerance' | 'max_iterations' | 'objective_decreased' | 'degenerate' | 'cancelled';

/** A relative fall beyond this is no rounding. */
export const DECREASE_TOLERANCE = 1e-10;

/** What parameters are worth. */
export interface IterationValue {
  /** log p(Y), natural. */
  readonly logLikelihood: number;
  /** The same plus the log prior. */
  readonly objective: number;
}

/** The course of one EM run, and the rule that ends it. */
export class Convergence {
  /** Entry i: data log-likelihood of the parameters after i iterations. */
  readonly history: number[] = [];
  /** Entry i: the same plus the log prior. */
  readonly objectiveHistory: number[] = [];
  readonly #maxIterations: number;
  readonly #enough: number;

  /** @param tolerance gain of the penalised objective per observation; -Infinity runs exactly `maxIterations` */
  constructor(maxIterations: number, tolerance: number, nSteps: number) {
    this.#maxIterations = maxIterations;
    this.#enough = tolerance * nSteps;
  }

  /**
   * Why to end at parameters with this objective, or undefined when another iteration should follow.
   *
   * @param comparable false when the last M step changed what the objective measures: a fall then means nothing
   */
  judge(objective: number, comparable: boolean): StopReason | undefined {
    if (!Number.isFinite(objective)) return 'degenerate';
    const last = this.objectiveHistory.at(-1);
    if (last !== undefined && this.#enough > -Infinity) {
      const gain = objective - last;
      const fell = gain < -DECREASE_TOLERANCE * Math.abs(last);
      if (fell && comparable) return 'objective_decreased';
      if (!fell && gain <= this.#enough) return 'tolerance';
    }
    return this.history.length >= this.#maxIterations ? 'max_iterations' : undefined;
  }

  /** How far an objective lies above the last, less what counts as converged; above 0 it is worth having. */
  gainOf(objective: number): number {
    return objective - (this.objectiveHistory.at(-1) ?? -Infinity) - Math.max(this.#enough, 0);
  }

  record({ logLikelihood, objective }: IterationValue): void {
    this.history.push(logLikelihood);
    this.objectiveHistory.push(objective);
  }

  /** Records a fallen value behind the last, and returns the last: that of the parameters to keep. */
  takeBack(fallen: IterationValue): IterationValue {
    const kept = { logLikelihood: this.history.at(-1)!, objective: this.objectiveHistory.at(-1)! };
    this.record(fallen);
    return kept;
  }
}
