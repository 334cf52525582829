// What `runShadows` looks at before it starts, and the time that it gives.
import { describeValue } from '@regimekit/numerics';
import { z } from 'zod';
import { checkOptions } from '../check-options.ts';
import { InvalidMonitoringOptionError } from '../errors.ts';
import { explainIssue } from '../log/explain-issue.ts';

const isFunction = z.custom<(...given: never[]) => unknown>(
  (value) => typeof value === 'function',
  'expected a function',
);

const schema = z.object({
  log: z.custom((value) => has(value, 'appendShadowRun'), 'expected a PredictionLog'),
  modelName: z.string().min(1),
  madeAt: z.iso.datetime(),
  days: z
    .array(z.object({ asOfDate: z.iso.date(), kind: z.enum(['live', 'replay']) }))
    .min(1)
    .refine(
      (days) => new Set(days.map(({ asOfDate }) => asOfDate)).size === days.length,
      'expected each day once, received one twice',
    ),
  shadows: z.array(z.object({ modelVersion: z.string().min(1), input: isFunction })),
  task: z.custom((value) => has(value, 'run'), 'expected a task'),
  executor: z.custom((value) => has(value, 'run'), 'expected an executor'),
  budgetMs: z.number().min(0),
  signal: z.instanceof(AbortSignal).optional(),
});

/** @throws InvalidMonitoringOptionError naming the option */
export function checkRunShadows(options: object, names: Readonly<Record<string, true>>): void {
  checkOptions(options, names, 'runShadows');
  const result = schema.safeParse(options);
  if (result.success) return;
  const issue = result.error.issues[0]!;
  const received = issue.code === 'custom' ? `, received ${describeValue(at(options, issue.path))}` : '';
  throw new InvalidMonitoringOptionError(issue.path.join('.'), `${explainIssue(issue, options)}${received}.`);
}

function has(value: unknown, method: string): boolean {
  return typeof (value as Record<string, unknown> | null | undefined)?.[method] === 'function';
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  let found = value;
  for (const key of path) found = (found as Readonly<Record<PropertyKey, unknown>>)[key];
  return found;
}

/** Longer than this a timer of Node cannot wait; as good as no end. */
const LONGEST_MS = 2 ** 31 - 1;

/** Time that runs from now on, for all who share it. */
export function requireTime(budgetMs: number, outer: AbortSignal | undefined) {
  const spent = new AbortController();
  const end = () => spent.abort(new Error('The time is over.'));
  if (budgetMs === 0) end();
  const timer = setTimeout(end, Math.min(budgetMs, LONGEST_MS));
  const signal = outer === undefined ? spent.signal : AbortSignal.any([spent.signal, outer]);
  return {
    signal,
    /** Does the work unless the time is over, and stops waiting for it when it is. */
    async within<T>(work: () => Promise<T>): Promise<T> {
      signal.throwIfAborted();
      const { promise, reject } = Promise.withResolvers<never>();
      const stop = () => reject(signal.reason);
      signal.addEventListener('abort', stop, { once: true });
      try {
        return await Promise.race([work(), promise]);
      } finally {
        signal.removeEventListener('abort', stop);
      }
    },
    isSpent: (error: unknown) => spent.signal.aborted && error === spent.signal.reason,
    release: () => clearTimeout(timer),
  };
}
