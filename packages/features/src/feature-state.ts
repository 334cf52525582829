import * as z from 'zod/mini'; // the part that a browser bundle can shake
import { isIsoDate } from './dates.ts';
import { FeatureStateError } from './errors.ts';
import type { FeatureSet } from './feature-set.ts';
import { assertSameFeatureSet } from './feature-set-difference.ts';

const day = z.string().check(z.refine(isIsoDate, { error: 'expected a day such as 2024-01-31' }));
const valueOrMissing = z.nullable(z.number());
const count = z.int().check(z.nonnegative());

const featureStateSchema = z.strictObject({
  format: z.literal(1),
  featureSet: z.strictObject({ name: z.string(), version: z.number(), fingerprint: z.string() }),
  /** The last row of any kind, and the last that was a session. */
  lastDate: z.nullable(day),
  lastSession: z.nullable(day),
  /** Whether there has been a row of features, and what has happened since the last one. */
  hasRow: z.boolean(),
  nDropped: count,
  longestClosure: count,
  /** Per column: the newest value, sessions since it became known, and one that waits for the next session. */
  columns: z.record(z.string(), z.strictObject({ value: valueOrMissing, age: count, waiting: valueOrMissing })),
  /** Per feature and input: the rows in its window, oldest first; null where there was no value. */
  windows: z.record(z.string(), z.array(z.array(valueOrMissing))),
  /** Per feature with a memory: the numbers it carries. Absent where no feature of the set has one. */
  carried: z.optional(z.record(z.string(), z.array(z.number()))),
});

/** Where an incremental calculation stands: plain data, exact through `JSON.stringify` and back. */
export type FeatureState = z.infer<typeof featureStateSchema>;

// States made here need no second look; what comes out of a file is checked once.
const trusted = new WeakSet<FeatureState>();

export function trustState(state: FeatureState): FeatureState {
  trusted.add(state);
  return state;
}

/** @throws FeatureStateError when the state is damaged; FeatureSetMismatchError when it belongs to another set */
export function checkState(state: FeatureState, featureSet: FeatureSet): FeatureState {
  if (!trusted.has(state)) checkShape(state);
  assertSameFeatureSet(featureSet.toJSON(), state.featureSet);
  if (!trusted.has(state)) checkContents(state, featureSet);
  return state;
}

function checkShape(state: unknown): void {
  const parsed = featureStateSchema.safeParse(state);
  if (parsed.success) return;
  const [issue] = parsed.error.issues;
  throw new FeatureStateError(
    `The feature state is not readable at ${issue?.path.join('.') || 'its root'}: ${issue?.message ?? 'unknown shape'}.`,
    { issues: parsed.error.issues.length },
    parsed.error,
  );
}

function checkContents(state: FeatureState, featureSet: FeatureSet): void {
  if (state.hasRow && state.lastSession === null) {
    throw new FeatureStateError('The feature state has had a row and names no last session.');
  }
  for (const { name, inputs, window, memory } of featureSet.definitions) {
    const rows = state.windows[name];
    const lengths = new Set(rows?.map((values) => values.length));
    if (rows?.length !== inputs.length || lengths.size !== 1 || Math.max(...lengths) > window) {
      throw new FeatureStateError(`The feature state holds no usable window of ${name}.`, { feature: name });
    }
    if ((state.carried?.[name]?.length ?? 0) === (memory?.size ?? 0)) continue;
    throw new FeatureStateError(
      `The feature state does not hold the ${memory?.size ?? 0} numbers that ${name} carries.`,
      {
        feature: name,
      },
    );
  }
  for (const column of ['price', ...featureSet.inputs().keys()]) {
    if (state.columns[column] === undefined) {
      throw new FeatureStateError(`The feature state does not hold the column ${column}.`, { column });
    }
  }
}
