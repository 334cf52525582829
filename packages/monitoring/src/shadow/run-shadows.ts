import type { OptionNames, Task, TaskExecutor } from '@regimekit/numerics';
import type { PredictionLog } from '../log/prediction-log.ts';
import { checkPredictions, type PredictionKind, type PredictionRecord } from '../log/prediction-record.ts';
import { checkRunShadows, requireTime } from './check-run-shadows.ts';
import type { ShadowOutcome, ShadowRun } from './shadow-run.ts';

/** A version in shadow, and what its task is given. */
export interface Shadow<Input> {
  readonly modelVersion: string;
  /** Called when its run begins; an error of it is a failure of this shadow alone. */
  readonly input: () => Input | Promise<Input>;
}

/** What a shadow says of one day; who it is and that it is a shadow is not its own to say. */
export type ShadowAnswer = Omit<PredictionRecord, 'modelName' | 'modelVersion' | 'madeAt' | 'kind' | 'role'>;

/** What the task of a shadow gives back. */
export interface ShadowAnswers {
  /** One for each day; of days that were not asked nothing is kept. */
  readonly answers: readonly ShadowAnswer[];
  /** Why days are missing, where some are and it is known. */
  readonly missing?: string | undefined;
}

/** A day that was answered. */
export interface AnsweredDay {
  readonly asOfDate: string;
  readonly kind: PredictionKind;
}

export interface RunShadowsOptions<Input> {
  /** Where runs and answers are kept. */
  readonly log: Pick<PredictionLog, 'appendShadowRun'>;
  readonly modelName: string;
  /** When the answer was given, as in its records: a UTC instant. */
  readonly madeAt: string;
  /** The days that were answered, each once. */
  readonly days: readonly AnsweredDay[];
  readonly shadows: readonly Shadow<Input>[];
  /** Loads a version and predicts: the same for all, run by `executor`. */
  readonly task: Task<Input, ShadowAnswers | Promise<ShadowAnswers>>;
  /**
   * Isolates them. A `createWorkerPool({ size, memoryMb })` of `@regimekit/numerics/workers` survives a task that never
   * ends or fills its memory; give it as many workers as there are shadows, or one that hangs keeps the others waiting.
   */
  readonly executor: TaskExecutor;
  /** Milliseconds for all of them together, from the call on. With 0 none is started, and each has timed out. */
  readonly budgetMs: number;
  /** Ends them early; what was not done by then has failed. */
  readonly signal?: AbortSignal | undefined;
}

const optionNames: OptionNames<RunShadowsOptions<unknown>> = {
  log: true,
  modelName: true,
  madeAt: true,
  days: true,
  shadows: true,
  task: true,
  executor: true,
  budgetMs: true,
  signal: true,
};

/**
 * Lets every shadow answer the days that were answered, all at once, and logs each attempt with what it said. Call it
 * when the answer is out. Whatever a shadow does, the others run on: its error, its crash and its slowness become the
 * outcome of its own run, and it is ended when the time is over.
 *
 * @returns the runs, in the order of the shadows
 * @throws InvalidMonitoringOptionError for options that cannot be meant, before anything is started; when the log cannot
 *   be written, its error, after all shadows have ended
 *
 * @example
 * ```ts
 * import { PredictionLog, runShadows } from '@regimekit/monitoring';
 * import { inlineExecutor } from '@regimekit/numerics';
 *
 * const log = await PredictionLog.open(':memory:');
 * const task = {
 *   name: 'task',
 *   module: import.meta.url,
 *   run: (regime: string) => ({
 *     answers: [
 *       {
 *         asOfDate: '2024-01-31',
 *         regime,
 *         confidence: 1,
 *         probabilities: { [regime]: 1 },
 *         features: { vix_level: 14.35 },
 *         basis: { kind: 'history', rows: 2518 },
 *         latencyMs: 1.8,
 *       },
 *     ],
 *   }),
 * };
 * const [run] = await runShadows({
 *   log,
 *   modelName: 'regime-detector',
 *   madeAt: '2024-01-31T21:05:00.000Z',
 *   days: [{ asOfDate: '2024-01-31', kind: 'live' }],
 *   shadows: [{ modelVersion: '1.1.0', input: () => 'risk_on' }],
 *   task,
 *   executor: inlineExecutor, // a worker pool where shadows are not to be trusted with the process
 *   budgetMs: 2000,
 * });
 * console.log(run?.outcome, (await log.query({ role: 'shadow' })).length); // ok 1
 * await log.close();
 * ```
 */
export async function runShadows<Input>(options: RunShadowsOptions<Input>): Promise<ShadowRun[]> {
  checkRunShadows(options, optionNames);
  const budget = requireTime(options.budgetMs, options.signal);
  try {
    const settled = await Promise.allSettled(options.shadows.map(async (shadow) => runShadow(options, shadow, budget)));
    return settled.map((result) => {
      if (result.status === 'rejected') throw result.reason;
      return result.value;
    });
  } finally {
    budget.release();
  }
}

type Budget = ReturnType<typeof requireTime>;

/** What became of one shadow, before it is logged. */
interface Attempt {
  readonly outcome: ShadowOutcome;
  readonly records: readonly PredictionRecord[];
  readonly message?: string | undefined;
}

async function runShadow<Input>(
  options: RunShadowsOptions<Input>,
  shadow: Shadow<Input>,
  budget: Budget,
): Promise<ShadowRun> {
  const { log, modelName, madeAt, days } = options;
  const started = performance.now();
  const { records, outcome, message } = await attempt(options, shadow, budget);
  const dates = days.map(({ asOfDate }) => asOfDate).toSorted();
  const run: ShadowRun = {
    modelName,
    modelVersion: shadow.modelVersion,
    madeAt: new Date(madeAt).toISOString(),
    kind: days.some(({ kind }) => kind === 'live') ? 'live' : 'replay',
    from: dates[0]!,
    to: dates.at(-1)!,
    days: days.length,
    answered: records.length,
    outcome,
    ...(message === undefined ? {} : { message }),
    durationMs: performance.now() - started,
  };
  await log.appendShadowRun(run, records);
  return run;
}

async function attempt<Input>(
  options: RunShadowsOptions<Input>,
  { modelVersion, input }: Shadow<Input>,
  budget: Budget,
): Promise<Attempt> {
  const { task, executor } = options;
  try {
    const given = await budget.within(async () => {
      const ready = await input();
      budget.signal.throwIfAborted();
      return executor.run(task, ready, { signal: budget.signal });
    });
    return judge(options, modelVersion, given);
  } catch (error) {
    if (budget.isSpent(error)) {
      return { outcome: 'timeout', records: [], message: `Not done within the budget of ${options.budgetMs} ms.` };
    }
    return { outcome: 'failed', records: [], message: messageOf(error) };
  }
}

/** What a shadow gave, as records of the days asked. @throws InvalidPredictionError for what cannot be logged */
function judge(
  { modelName, madeAt, days }: Pick<RunShadowsOptions<never>, 'modelName' | 'madeAt' | 'days'>,
  modelVersion: string,
  { answers, missing }: ShadowAnswers,
): Attempt {
  const byDay = new Map(answers.map((answer) => [answer.asOfDate, answer]));
  const records = checkPredictions(
    days.flatMap(({ asOfDate, kind }) => {
      const answer = byDay.get(asOfDate);
      if (answer === undefined) return [];
      return [{ ...answer, modelName, modelVersion, madeAt, kind, role: 'shadow' as const }];
    }),
  );
  if (records.length === days.length) return { outcome: 'ok', records };
  const message = missing ?? `${days.length - records.length} of ${days.length} days were not answered.`;
  return { outcome: records.length === 0 ? 'failed' : 'ok', records, message };
}

function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message === '' ? 'It failed and did not say why.' : message;
}
