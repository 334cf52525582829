import { describeValue } from '@regimekit/numerics';
import { z } from 'zod';
import { InvalidMonitoringOptionError, InvalidPredictionError } from '../errors.ts';
import { explainIssue } from './explain-issue.ts';

/** `live`: the newest day's answer, made when it could be acted on. `replay`: history, answered afterwards. */
export type PredictionKind = 'live' | 'replay';

/** `production`: it was the answer. `shadow`: a candidate's, made beside the answer and told to nobody. */
export type PredictionRole = 'production' | 'shadow';

/** What the prediction stood on, in the words of whoever made it: usually how many rows of history it saw. */
export interface PredictionBasis {
  /** For example `history` or `stationary`. */
  readonly kind: string;
  readonly rows?: number | undefined;
}

/** One answer of a model, with everything needed to judge it later. */
export interface PredictionRecord {
  readonly modelName: string;
  readonly modelVersion: string;
  /** The market day that the answer is about, `2024-01-31`. */
  readonly asOfDate: string;
  /** When the answer was given: a UTC instant, `2024-01-31T21:05:00.000Z`. Kept to the millisecond. */
  readonly madeAt: string;
  readonly kind: PredictionKind;
  /** One of the names in `probabilities`. */
  readonly regime: string;
  /** 0 to 1. */
  readonly confidence: number;
  /** Probability of each regime; they sum to one. */
  readonly probabilities: Readonly<Record<string, number>>;
  /** The inputs by name, each in its own unit. */
  readonly features: Readonly<Record<string, number>>;
  readonly basis: PredictionBasis;
  /** Time from question to answer, in milliseconds. */
  readonly latencyMs: number;
  /** One-step log score of the day's features in their own units, in nats; left out where the model has no density. */
  readonly logScore?: number | undefined;
  /** Left out by older versions, which logged answers only. */
  readonly role?: PredictionRole | undefined;
}

// Wide enough for probabilities rounded to six digits, far from what a mistake produces.
const PROBABILITY_SUM_TOLERANCE = 1e-5;

const name = z.string().min(1);
const share = z.number().min(0).max(1);

const predictionSchema = z
  .strictObject({
    modelName: name,
    modelVersion: name,
    asOfDate: z.iso.date(),
    // One spelling for each instant, so that the order of the text is the order of time.
    madeAt: z.iso.datetime().transform((instant) => new Date(instant).toISOString()),
    kind: z.enum(['live', 'replay']),
    regime: name,
    confidence: share,
    probabilities: z.record(name, share),
    features: z.record(name, z.number()),
    basis: z.looseObject({ kind: name, rows: z.int().min(1).optional() }).catchall(z.json()),
    latencyMs: z.number().min(0),
    logScore: z.number().optional(),
    role: z.enum(['production', 'shadow']).optional(),
  })
  .superRefine((record, context) => {
    const sum = Object.values(record.probabilities).reduce((total, value) => total + value, 0);
    if (Math.abs(sum - 1) > PROBABILITY_SUM_TOLERANCE) {
      context.addIssue({ code: 'custom', path: ['probabilities'], message: `expected a sum of one, received ${sum}` });
    }
    if (!Object.hasOwn(record.probabilities, record.regime)) {
      const known = Object.keys(record.probabilities).join(', ');
      const message = `expected one of the regimes in probabilities (${known}), received '${record.regime}'`;
      context.addIssue({ code: 'custom', path: ['regime'], message });
    }
  });

/** The records, checked, with every instant in the one spelling `toISOString` gives. */
export function checkPredictions(records: readonly PredictionRecord[]): PredictionRecord[] {
  if (!Array.isArray(records)) {
    throw new InvalidMonitoringOptionError(
      'records',
      `expected an array of predictions, received ${describeValue(records)}.`,
    );
  }
  return records.map((record: PredictionRecord, index) => {
    const result = predictionSchema.safeParse(record);
    if (result.success) return result.data;
    const issue = result.error.issues[0]!;
    throw new InvalidPredictionError(index, issue.path.join('.'), `${explainIssue(issue, record)}.`);
  });
}
