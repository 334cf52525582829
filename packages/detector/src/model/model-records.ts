import type { FeatureRecord, FeatureSetRecord } from '@regimekit/features';
import { z } from 'zod';
import { InvalidModelDataError } from '../errors.ts';
import type { LabelRule } from '../labels/label-states.ts';
import type { Regime } from '../labels/regimes.ts';
import type { FitDiagnostics, RefitReport, TrainingSpan } from './fit-record.ts';
import type { FitOptionsRecord } from './fitted-regime-model.ts';
import { MODEL_DATA_VERSION } from './model-data.ts';

const size = z.int().min(1);
const count = z.int().min(0);
const digest = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hexadecimal digits');
const regime = z.string() as unknown as z.ZodType<Regime>;

const labelRule = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('stress'), features: z.array(z.string()) }),
  z.strictObject({ kind: z.literal('total_variance') }),
  z.strictObject({ kind: z.literal('weights'), weights: z.record(z.string(), z.number()) }),
  z.strictObject({ kind: z.literal('function') }),
  z.strictObject({ kind: z.literal('explicit'), regimes: z.array(regime) }),
]) satisfies z.ZodType<LabelRule>;

const featureRecord = z.strictObject({
  name: z.string().min(1),
  version: z.int().min(1),
  inputs: z.array(z.string()),
  window: size,
  missing: z.enum(['reject', 'skip', 'pass']),
  unit: z.string(),
  description: z.string(),
}) satisfies z.ZodType<FeatureRecord>;

const featureSet = z.strictObject({
  name: z.string().min(1),
  version: z.int().min(1),
  fingerprint: digest,
  definitions: z.array(featureRecord).optional(),
}) satisfies z.ZodType<FeatureSetRecord>;

const fitOptions = z.strictObject({
  seed: z.int(),
  restarts: size.nullable(),
  maxIterations: size,
  tolerance: z.number().nullable(),
  samplesPerParameter: z.number().positive(),
  varianceFloor: z.number().nonnegative(),
  hasPriors: z.boolean(),
  shrinkage: z.strictObject({ weight: z.number().nonnegative() }).optional(),
}) satisfies z.ZodType<FitOptionsRecord>;

const config = z.strictObject({
  version: z.literal(MODEL_DATA_VERSION),
  nStates: size,
  nFeatures: size,
  covarianceType: z.enum(['spherical', 'diag', 'tied', 'full']),
  regimes: z.array(z.string()),
  labelRule,
  featureNames: z.array(z.string().min(1)),
  featureSet: featureSet.nullable(),
  fitOptions,
});

const stopReason = z.enum(['tolerance', 'max_iterations', 'objective_decreased', 'degenerate', 'cancelled']);

const restart = z.strictObject({
  start: z.enum(['k-means', 'quantile', 'random', 'previous', 'given']),
  logLikelihood: z.number().nullable(),
  iterations: count,
  stopReason: z.enum([...stopReason.options, 'abandoned']),
});

const share = z.number().min(0).max(1);

const refit = z.strictObject({
  previousDataFingerprint: digest,
  commonRows: size,
  relabelledShare: share,
  relabelledShareNewest: share,
  newestRows: size,
  alignmentCosts: z.array(z.number().nonnegative()),
  alignmentMargin: z.number().nonnegative().nullable(),
}) satisfies z.ZodType<RefitReport>;

const diagnostics = z.strictObject({
  converged: z.boolean(),
  stopReason,
  nIterations: count,
  logLikelihood: z.number(),
  logLikelihoodInFeatureUnits: z.number(),
  nSamplesTrained: size,
  nFeatures: size,
  nStates: size,
  nParameters: count,
  statePersistence: z.number(),
  restarts: z.array(restart),
  bestRestart: count,
  restartsAtOptimum: count,
  repairs: z.strictObject({
    varianceFloor: count,
    varianceFloorAtEnd: count,
    emptyStates: count,
    transitionRows: count,
    initialProbs: count,
  }),
  refit: refit.optional(),
  kernel: z.string(),
}) satisfies z.ZodType<FitDiagnostics>;

// Loose: whoever stores a model adds facts of its own (when, by whom, how long).
const metadata = z.looseObject({
  trainingSpan: z.strictObject({ from: z.string(), to: z.string() }).optional(),
  trainingRows: size,
  trainingSequences: size,
  dataFingerprint: digest,
  diagnostics,
});

export type RegimeModelConfig = z.infer<typeof config>;

/** @throws InvalidModelDataError naming the first field that does not hold */
export function readConfig(value: unknown): RegimeModelConfig {
  return read(config, value, 'config');
}

/** @throws InvalidModelDataError naming the first field that does not hold */
export function readMetadata(value: unknown): { diagnostics: FitDiagnostics; training: TrainingSpan } {
  const found = read(metadata, value, 'metadata');
  const { trainingSpan, trainingRows, trainingSequences, dataFingerprint } = found;
  const training = {
    rows: trainingRows,
    sequences: trainingSequences,
    from: trainingSpan?.from ?? null,
    to: trainingSpan?.to ?? null,
    dataFingerprint,
  };
  return { diagnostics: found.diagnostics, training };
}

function read<T>(schema: z.ZodType<T>, value: unknown, name: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  throw new InvalidModelDataError([name, ...issue.path].join('.'), `does not hold: ${issue.message}.`);
}
