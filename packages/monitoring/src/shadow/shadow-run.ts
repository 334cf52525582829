import { describeValue } from '@regimekit/numerics';
import { z } from 'zod';
import { InvalidShadowRunError } from '../errors.ts';
import { explainIssue } from '../log/explain-issue.ts';
import type { PredictionKind, PredictionRecord } from '../log/prediction-record.ts';

/** `ok`: it answered some of the days, or all. `failed`: it answered none. `timeout`: its time was over before it did. */
export type ShadowOutcome = 'ok' | 'failed' | 'timeout';

/** One attempt of a version in shadow to say, beside an answer, what it would have answered. */
export interface ShadowRun {
  readonly modelName: string;
  readonly modelVersion: string;
  /** When the answer was given, as its own records say: the two belong together. Kept to the millisecond. */
  readonly madeAt: string;
  /** `live` when the newest day was among those answered. */
  readonly kind: PredictionKind;
  /** First market day that was answered. */
  readonly from: string;
  /** Last market day that was answered. */
  readonly to: string;
  /** How many days were answered. */
  readonly days: number;
  /** Of these, how many the shadow answered too. */
  readonly answered: number;
  readonly outcome: ShadowOutcome;
  /** Why days are missing; left out when none is. */
  readonly message?: string | undefined;
  /** From its start to its end with everything between, in milliseconds: thread, loading, features, prediction. */
  readonly durationMs: number;
}

/** Longer messages are cut: a log is no place for a page of text. */
export const MAX_MESSAGE = 500;

const name = z.string().min(1);

const runSchema = z
  .strictObject({
    modelName: name,
    modelVersion: name,
    madeAt: z.iso.datetime().transform((instant) => new Date(instant).toISOString()),
    kind: z.enum(['live', 'replay']),
    from: z.iso.date(),
    to: z.iso.date(),
    days: z.int().min(1),
    answered: z.int().min(0),
    outcome: z.enum(['ok', 'failed', 'timeout']),
    message: z.string().min(1).optional(),
    durationMs: z.number().min(0),
  })
  .superRefine(({ from, to, days, answered, outcome, message }, context) => {
    const refuse = (field: string, problem: string) =>
      context.addIssue({ code: 'custom', path: [field], message: problem });
    if (to < from) refuse('to', `expected ${from} or later, received ${to}`);
    if (answered > days) refuse('answered', `expected at most ${days}, received ${answered}`);
    if ((outcome === 'ok') !== answered > 0) {
      refuse('outcome', `expected 'ok' exactly when days were answered, received '${outcome}' with ${answered}`);
    }
    if (answered < days && message === undefined)
      refuse('message', 'expected why days are missing, received undefined');
  });

/**
 * The run, checked, with its instant in the one spelling and its message at most `MAX_MESSAGE` characters long.
 *
 * @param records - what it answered, checked before
 * @throws InvalidShadowRunError naming the field, also when the records are not those of the run
 */
export function checkShadowRun(run: ShadowRun, records: readonly PredictionRecord[]): ShadowRun {
  const result = runSchema.safeParse(run);
  if (!result.success) {
    const issue = result.error.issues[0]!;
    throw new InvalidShadowRunError(issue.path.join('.'), `${explainIssue(issue, run)}.`);
  }
  const { message, ...checked } = result.data;
  requireOwn(checked, records);
  return message === undefined ? checked : { ...checked, message: cut(message) };
}

function requireOwn(run: Omit<ShadowRun, 'message'>, records: readonly PredictionRecord[]): void {
  if (records.length !== run.answered) {
    throw new InvalidShadowRunError(
      'answered',
      `expected as many as the records, ${records.length}, received ${run.answered}.`,
    );
  }
  for (const record of records) {
    for (const field of ['modelName', 'modelVersion', 'madeAt'] as const) {
      if (record[field] === run[field]) continue;
      throw new InvalidShadowRunError(
        field,
        `expected that of its records, '${record[field]}', received '${run[field]}'.`,
      );
    }
    if (record.role !== 'shadow') {
      throw new InvalidShadowRunError('', `expected records of role 'shadow', received ${describeValue(record.role)}.`);
    }
  }
}

/** A message in one piece that fits. */
function cut(message: string): string {
  return message.length <= MAX_MESSAGE ? message : `${message.slice(0, MAX_MESSAGE - 1)}…`;
}
