import { z } from 'zod';

const text = z.string().min(1).max(10_000);

/**
 * The facts about a model that `metadata.json` has a name for. All are optional, and a caller may add fields of its own;
 * a known field of the wrong type is refused when a model is saved and when it is read.
 */
export const modelMetadataSchema = z.looseObject({
  /** Instant (UTC) at which the training ended. */
  trainedAt: z.iso.datetime().optional(),
  /** Person or program that trained it. */
  trainedBy: text.optional(),
  /** First and last day of the training data, ISO dates. */
  trainingSpan: z.strictObject({ from: z.iso.date(), to: z.iso.date() }).optional(),
  /** Rows (days) of the training data. */
  trainingRows: z.int().nonnegative().optional(),
  /** Figures by name, each with its unit in the name where it has one. */
  performance: z.record(z.string(), z.number()).optional(),
  /** SHA-256 (hex) of the training data. */
  dataFingerprint: text.optional(),
  /** SHA-256 (hex) of the feature definitions. */
  featureSetFingerprint: text.optional(),
  /** Time the training took, milliseconds. */
  durationMs: z.number().nonnegative().optional(),
  /** Why the fit stopped, for example `tolerance`. */
  stopReason: text.optional(),
  /** Log-likelihood of the training data under the model (natural logarithm). */
  logLikelihood: z.number().optional(),
  /** Seed of the training. */
  seed: z.int().optional(),
  /** Software that trained it. */
  versions: z.strictObject({ node: text, packages: z.record(z.string(), text) }).optional(),
});

/** Facts about a model; see `modelMetadataSchema`. */
export type ModelMetadata = z.infer<typeof modelMetadataSchema>;
