import type { FeatureRecord, FeatureSetRecord } from '@regimekit/features';
import { z } from 'zod';
import { InvalidModelDataError } from '../errors.ts';
import type { LabelRule } from '../labels/label-states.ts';
import type { Regime } from '../labels/regimes.ts';
import type { FitDiagnostics, ImportRecord, RefitReport, TrainingSpan } from './fit-record.ts';
import type { JumpDiagnostics } from './fitted-jump.ts';
import type { FitOptionsRecord, RegimeModelOrigin } from './fitted-regime-model.ts';
import { jumpConfig, jumpDiagnostics, type JumpConfig } from './jump-records.ts';
import { MAX_FEATURES, MAX_STATES, MODEL_DATA_VERSION } from './model-data.ts';

const size = z.int().min(1);
const count = z.int().min(0);
const digest = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hexadecimal digits');
// Bounded, because names are repeated in messages.
const name = z.string().min(1).max(200);
const names = z.array(name).max(MAX_FEATURES);
const regime = name as z.ZodType<string> as unknown as z.ZodType<Regime>;

const labelRule = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('stress'), features: names }),
  z.strictObject({ kind: z.literal('total_variance') }),
  z.strictObject({ kind: z.literal('weights'), weights: z.record(z.string(), z.number()) }),
  z.strictObject({ kind: z.literal('function') }),
  z.strictObject({ kind: z.literal('explicit'), regimes: z.array(regime).max(MAX_STATES) }),
]) satisfies z.ZodType<LabelRule>;

const featureRecord = z.strictObject({
  name,
  version: z.int().min(1),
  inputs: names,
  window: size,
  missing: z.enum(['reject', 'skip', 'pass']),
  unit: z.string(),
  description: z.string(),
}) satisfies z.ZodType<FeatureRecord>;

const featureSet = z.strictObject({
  name,
  version: z.int().min(1),
  fingerprint: digest,
  definitions: z.array(featureRecord).max(MAX_FEATURES).optional(),
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
  clip: z.number().positive().optional(),
}) satisfies z.ZodType<FitOptionsRecord>;

const config = z.strictObject({
  version: z.literal(MODEL_DATA_VERSION),
  nStates: size.max(MAX_STATES),
  nFeatures: size.max(MAX_FEATURES),
  covarianceType: z.enum(['spherical', 'diag', 'tied', 'full']),
  regimes: z.array(name).max(MAX_STATES),
  labelRule,
  featureNames: names,
  featureSet: featureSet.nullable(),
  /** Left out of a model that was not fitted here. */
  fitOptions: fitOptions.optional(),
  /** Both or neither: the mark of a jump model, and its record. */
  model: z.literal('jump').optional(),
  jump: jumpConfig.optional(),
  /** Bounds of the scaler, by feature; left out where nothing is clipped. */
  clip: z.strictObject({ lower: z.array(z.number()), upper: z.array(z.number()) }).optional(),
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
  previousDataFingerprint: digest.nullable(),
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

const jumpMetadata = metadata.extend({ diagnostics: jumpDiagnostics(refit) });

const imported = z.strictObject({
  source: z.string().min(1).max(1000),
  sha256: digest.optional(),
  stateOrder: z.array(count),
  scaler: z.enum(['given', 'derived']),
}) satisfies z.ZodType<ImportRecord>;

const importedMetadata = z.looseObject({
  imported,
  diagnostics: z.undefined().optional(),
  dataFingerprint: z.undefined().optional(),
});

export type RegimeModelConfig = z.infer<typeof config>;

/** @throws InvalidModelDataError naming the first field that does not hold */
export function readConfig(value: unknown): RegimeModelConfig {
  return read(config, value, 'config');
}

/**
 * The record of the fit, or of the import: one of them, whole.
 *
 * @throws InvalidModelDataError naming the first field that does not hold
 */
export function readOrigin(metadataValue: unknown, { fitOptions, nStates }: RegimeModelConfig): RegimeModelOrigin {
  if (typeof metadataValue === 'object' && metadataValue !== null && 'imported' in metadataValue) {
    const record = read(importedMetadata, metadataValue, 'metadata').imported;
    requireOrder(record.stateOrder, nStates);
    if (fitOptions === undefined) return { imported: record, fitOptions: null, diagnostics: null, training: null };
    throw new InvalidModelDataError('config.fitOptions', 'must be absent from a model that was imported.');
  }
  if (fitOptions === undefined) throw new InvalidModelDataError('config.fitOptions', 'is missing.');
  const found = read(metadata, metadataValue, 'metadata');
  return { imported: null, fitOptions, diagnostics: found.diagnostics, training: readTraining(found) };
}

/**
 * The record of the fit of a jump model; null where the data hold a hidden Markov model.
 *
 * @throws InvalidModelDataError naming the first field that does not hold
 */
export function readJumpOrigin(
  metadataValue: unknown,
  { model, jump, fitOptions }: RegimeModelConfig,
): { readonly config: JumpConfig; readonly diagnostics: JumpDiagnostics; readonly training: TrainingSpan } | null {
  if (model === undefined && jump === undefined) return null;
  if (model === undefined || jump === undefined) {
    throw new InvalidModelDataError(`config.${model === undefined ? 'model' : 'jump'}`, 'is missing.');
  }
  if (fitOptions !== undefined)
    throw new InvalidModelDataError('config.fitOptions', 'must be absent from a jump model.');
  const found = read(jumpMetadata, metadataValue, 'metadata');
  return { config: jump, diagnostics: found.diagnostics, training: readTraining(found) };
}

function readTraining(found: z.infer<typeof metadata> | z.infer<typeof jumpMetadata>): TrainingSpan {
  const { trainingSpan, trainingRows, trainingSequences, dataFingerprint } = found;
  return {
    rows: trainingRows,
    sequences: trainingSequences,
    from: trainingSpan?.from ?? null,
    to: trainingSpan?.to ?? null,
    dataFingerprint,
  };
}

function requireOrder(order: readonly number[], nStates: number): void {
  const states = new Set(order);
  if (order.length === nStates && states.size === nStates && order.every((state) => state < nStates)) return;
  throw new InvalidModelDataError('metadata.imported.stateOrder', `must name each of ${nStates} states once.`);
}

function read<T>(schema: z.ZodType<T>, value: unknown, name: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  throw new InvalidModelDataError([name, ...issue.path].join('.'), `does not hold: ${issue.message}.`);
}
