import type { Context } from '../../frame/context.ts';
import type { Progress } from '../../frame/progress.ts';

/** One step of a walk: what was done and how long it took. */
export interface Step {
  readonly step: number;
  readonly title: string;
  /** What came of it, in a line. */
  readonly result: string;
  /** What a user would type for it, where there is a command. */
  readonly command?: string;
  readonly durationMs: number;
}

export interface StepPlan<T> {
  readonly title: string;
  readonly command?: string;
  readonly work: () => Promise<T> | T;
  readonly result: (found: T) => string;
}

/** Takes steps one after the other and remembers them. */
export class Walk {
  readonly steps: Step[] = [];
  /** For the work of the steps: its progress is a part of the walk's. */
  readonly context: Context;
  readonly #progress: Progress;
  readonly #nSteps: number;

  constructor(context: Context, nSteps: number) {
    this.#progress = context.progress;
    this.#nSteps = nSteps;
    const show = (text: string, share = 0): void =>
      this.#progress.show(text, (this.steps.length + share) / this.#nSteps);
    this.context = { ...context, progress: { show, done: () => this.#progress.done() } };
  }

  /** Does the work of the next step; Ctrl-C ends the walk between two steps. */
  async take<T>({ title, command, work, result }: StepPlan<T>): Promise<T> {
    const { signal, progress } = this.context;
    signal.throwIfAborted();
    progress.show(title);
    const started = performance.now();
    const found = await work();
    const durationMs = performance.now() - started;
    const step = this.steps.length + 1;
    this.steps.push({ step, title, result: result(found), ...(command === undefined ? {} : { command }), durationMs });
    return found;
  }
}
