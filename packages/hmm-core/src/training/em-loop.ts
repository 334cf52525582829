import type { KernelName } from '../kernels/kernel.ts';
import { Convergence, type IterationValue, type StopReason } from './convergence.ts';
import type { Defect } from './degeneracy.ts';
import type { FitReport, Repairs } from './fit-report.ts';

/** The two steps of EM for one kind of parameters P. */
export interface EmProblem<P> {
  readonly kernel: KernelName;
  /** E step, forward half: log p(Y) under these parameters, and the penalised objective. */
  evaluate(parameters: P): IterationValue;
  /**
   * E step, backward half, for the parameters evaluated last, then the M step: the next parameters, or why they are none.
   *
   * @param spare parameters that nobody needs any more, to write to
   */
  maximise(current: P, spare: P | undefined): { readonly next: P } | { readonly defect: Defect };
  /** Whether the objective before and after the last M step measures the same thing. */
  comparable(): boolean;
  repairs(): Repairs;
  /** Longer steps between those of EM, where they are asked for. */
  readonly accelerator?: {
    /** Parameters to go back to when the last step was too long. */
    takeBack(gain: number): P | undefined;
    /** May replace `next`, to which EM came from `before`. */
    extrapolate(next: P, before: P): void;
    total(): { readonly tried: number; readonly refused: number };
  };
}

/** How long the loop goes on. */
export interface EmLoopSettings {
  readonly maxIterations: number;
  readonly tolerance: number;
  /** T, which the tolerance is multiplied by. */
  readonly nSteps: number;
  /** False ends the run. */
  readonly onIteration?: ((iteration: number, logLikelihood: number) => boolean) | undefined;
}

/** A report with parameters instead of a model: plain data that can travel between threads. */
export interface EmOutcome<P> extends FitReport {
  readonly parameters: P;
}

/** The EM loop: the same for every family. */
export function climb<P>(
  problem: EmProblem<P>,
  start: P,
  { maxIterations, tolerance, nSteps, onIteration }: EmLoopSettings,
): EmOutcome<P> {
  const convergence = new Convergence(maxIterations, tolerance, nSteps);
  let current = start;
  let previous: P | undefined;
  for (let iteration = 0; ; iteration++) {
    let value = problem.evaluate(current);
    const instead = problem.accelerator?.takeBack(convergence.gainOf(value.objective));
    if (instead !== undefined) {
      current = instead;
      value = problem.evaluate(current);
    }
    const { logLikelihood, objective } = value;

    const goOn = iteration === 0 || onIteration === undefined || onIteration(iteration, logLikelihood);
    const stopReason = convergence.judge(objective, problem.comparable()) ?? (goOn ? undefined : 'cancelled');
    const run = { iteration, convergence, problem };
    if (stopReason === 'objective_decreased') return outcome(previous!, stopReason, convergence.takeBack(value), run);
    if (stopReason !== undefined) return outcome(current, stopReason, value, run);

    const step = problem.maximise(current, previous);
    if ('defect' in step) return outcome(current, 'degenerate', value, run, step.defect);

    convergence.record(value);
    problem.accelerator?.extrapolate(step.next, current);
    previous = current;
    current = step.next;
  }
}

/** How far a run has come. */
interface Run<P> {
  readonly iteration: number;
  readonly convergence: Convergence;
  readonly problem: EmProblem<P>;
}

function outcome<P>(
  parameters: P,
  stopReason: StopReason,
  { logLikelihood, objective }: IterationValue,
  { iteration, convergence, problem }: Run<P>,
  defect: Defect = { cause: 'impossible_data' },
): EmOutcome<P> {
  return {
    parameters,
    history: convergence.history,
    objectiveHistory: convergence.objectiveHistory,
    iterations: iteration,
    stopReason,
    logLikelihood,
    penalisedObjective: objective,
    repairs: problem.repairs(),
    ...(stopReason === 'degenerate' ? { degeneracy: { iteration, ...defect } } : {}),
    ...(problem.accelerator === undefined ? {} : { extrapolations: problem.accelerator.total() }),
    kernel: problem.kernel,
  };
}
