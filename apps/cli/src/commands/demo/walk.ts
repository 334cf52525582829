import type { Context } from '../../frame/context.ts';

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
  readonly #context: Context;
  readonly #total: number;

  constructor(context: Context, total: number) {
    this.#context = context;
    this.#total = total;
  }

  /** Does the work of the next step; Ctrl-C ends the walk between two steps. */
  async take<T>({ title, command, work, result }: StepPlan<T>): Promise<T> {
    const { signal, progress } = this.#context;
    const step = this.steps.length + 1;
    signal.throwIfAborted();
    progress.show(title, (step - 1) / this.#total);
    const started = performance.now();
    const found = await work();
    const durationMs = performance.now() - started;
    this.steps.push({ step, title, result: result(found), ...(command === undefined ? {} : { command }), durationMs });
    return found;
  }
}
