import { z } from 'zod';
import { InvalidMonitoringOptionError } from '../errors.ts';
import { explainIssue } from './explain-issue.ts';
import type { PredictionKind, PredictionRecord, PredictionRole } from './prediction-record.ts';

/** Which predictions are wanted; what is left out does not restrict. */
export interface PredictionQuery {
  readonly modelName?: string | undefined;
  readonly modelVersion?: string | undefined;
  readonly kind?: PredictionKind | undefined;
  /** `production` takes what was logged without a role, too: it was an answer. */
  readonly role?: PredictionRole | undefined;
  /** First `asOfDate`, inclusive. */
  readonly from?: string | undefined;
  /** Last `asOfDate`, inclusive. */
  readonly to?: string | undefined;
  /** Only the newest this many market days (distinct `asOfDate`s) of those that match so far. */
  readonly lastDays?: number | undefined;
  /** At most this many records: the newest, still in order. */
  readonly limit?: number | undefined;
}

/** Where predictions can be asked for. `PredictionLog` is one. */
export interface PredictionSource {
  /** By `asOfDate`, those of one day by `madeAt`, those of one instant in the order of their writing. */
  query(query?: PredictionQuery): Promise<PredictionRecord[]>;
}

const text = z.string().min(1).optional();
const count = z.int().min(1).optional();

const querySchema = z.strictObject({
  modelName: text,
  modelVersion: text,
  kind: z.enum(['live', 'replay']).optional(),
  role: z.enum(['production', 'shadow']).optional(),
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  lastDays: count,
  limit: count,
});

export function checkQuery(query: PredictionQuery): PredictionQuery {
  const result = querySchema.safeParse(query);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  throw new InvalidMonitoringOptionError(issue.path.join('.') || 'The query', `${explainIssue(issue, query)}.`);
}
