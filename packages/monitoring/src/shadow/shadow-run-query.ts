import { z } from 'zod';
import { InvalidMonitoringOptionError } from '../errors.ts';
import { explainIssue } from '../log/explain-issue.ts';
import type { PredictionKind } from '../log/prediction-record.ts';
import type { ShadowOutcome, ShadowRun } from './shadow-run.ts';

/** Which runs are wanted; what is left out does not restrict. */
export interface ShadowRunQuery {
  readonly modelName?: string | undefined;
  readonly modelVersion?: string | undefined;
  readonly kind?: PredictionKind | undefined;
  readonly outcome?: ShadowOutcome | undefined;
  /** Runs that reach to this day or beyond. */
  readonly from?: string | undefined;
  /** Runs that begin on this day or before. */
  readonly to?: string | undefined;
}

/** Where runs can be asked for. `PredictionLog` is one. */
export interface ShadowRunSource {
  /** By `madeAt`, those of one instant in the order of their writing. */
  shadowRuns(query?: ShadowRunQuery): Promise<ShadowRun[]>;
}

const name = z.string().min(1);

const querySchema = z.strictObject({
  modelName: name.optional(),
  modelVersion: name.optional(),
  kind: z.enum(['live', 'replay']).optional(),
  outcome: z.enum(['ok', 'failed', 'timeout']).optional(),
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
});

export function checkShadowRunQuery(query: ShadowRunQuery): ShadowRunQuery {
  const result = querySchema.safeParse(query);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  throw new InvalidMonitoringOptionError(issue.path.join('.') || 'The query', `${explainIssue(issue, query)}.`);
}
