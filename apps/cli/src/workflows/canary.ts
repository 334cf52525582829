// One row and its answer, recorded when a model is registered. Whoever loads the model later must get the same answer to the
// bit; a promotion asks for it.
import { RegimekitError } from '@regimekit/errors';
import { RegimeDetector, regimeModelSchema } from '@regimekit/detector';
import type { FeatureMatrix } from '@regimekit/features';
import type { PromotionCheck } from '@regimekit/registry';
import { z } from 'zod';

const canarySchema = z.object({
  row: z.array(z.number()),
  probabilities: z.record(z.string(), z.number()),
  /** Of a jump model: a discrete one answers 1 and 0, which hardly tells one model from another. */
  margin: z.number().optional(),
});

export type Canary = z.infer<typeof canarySchema>;

/** The answer to the last training row alone. */
export function recordCanary(detector: RegimeDetector, features: FeatureMatrix): Canary {
  return canaryFor(detector, Array.from(features.row(features.rows - 1)));
}

/** The answer to one row, in the features' own units. */
export function canaryFor(detector: RegimeDetector, row: number[]): Canary {
  return { row, ...answerTo(detector, row) };
}

function answerTo(detector: RegimeDetector, row: readonly number[]): Omit<Canary, 'row'> {
  const { probabilities, margin } = detector.predictRegimes([row])[0]!;
  return { probabilities: { ...probabilities }, ...(margin === undefined ? {} : { margin }) };
}

/**
 * Asks a model for its recorded answer.
 *
 * @throws RegimekitError of kind `integrity` when none was recorded or the answer differs
 */
export function askCanary(detector: RegimeDetector, recorded: unknown): void {
  const parsed = canarySchema.safeParse(recorded);
  if (!parsed.success) throw canaryError('CANARY_MISSING', 'The model carries no recorded answer to compare with.');
  const { row, ...before } = parsed.data;
  const answer = flat(answerTo(detector, row));
  const expected = flat(before);
  const names = new Set([...Object.keys(answer), ...Object.keys(expected)]);
  for (const name of names) {
    if (Object.is(answer[name], expected[name])) continue;
    throw canaryError(
      'CANARY_DIFFERS',
      `The model answers ${name} = ${answer[name]} to its recorded row; when it was registered it answered ${expected[name]}.`,
    );
  }
}

function flat({ probabilities, margin }: Omit<Canary, 'row'>): Readonly<Record<string, number>> {
  return margin === undefined ? probabilities : { ...probabilities, margin };
}

/** Loads the version as a reader would, and asks for the recorded answer. */
export function canaryCheck(): PromotionCheck {
  return {
    name: 'load and predict the recorded row',
    run: async (context) => {
      const data = await context.load(regimeModelSchema);
      askCanary(RegimeDetector.fromModelData(data), context.version.metadata.canary);
    },
  };
}

function canaryError(code: string, message: string): RegimekitError {
  return new RegimekitError(message, {
    code,
    kind: 'integrity',
    hint: 'Train and register the model again with this version of regimekit.',
  });
}
