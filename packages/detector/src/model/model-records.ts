import type { FeatureRecord, FeatureSetRecord } from '@regimekit/features';
import * as z from 'zod/mini'; // the part that a browser bundle can shake
import { english } from '../english.ts';
import { InvalidModelDataError } from '../errors.ts';
import type { LabelRule } from '../labels/label-states.ts';
import type { Regime } from '../labels/regimes.ts';
import type { FitDiagnostics, ImportRecord, RefitReport, TrainingSpan } from './fit-record.ts';
import type { JumpDiagnostics } from './fitted-jump.ts';
import type { FitOptionsRecord, RegimeModelOrigin } from './fitted-regime-model.ts';
import { jumpConfig, jumpDiagnostics, type JumpConfig } from './jump-records.ts';
import { MAX_FEATURES, MAX_STATES, MODEL_DATA_VERSION } from './model-data.ts';

const size = z.int().check(z.minimum(1));
const count = z.int().check(z.minimum(0));
const digest = z.string().check(z.regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hexadecimal digits'));
// Bounded, because names are repeated in messages.
const name = z.string().check(z.minLength(1), z.maxLength(200));
const names = z.array(name).check(z.maxLength(MAX_FEATURES));
const regime = name as z.ZodMiniType<string> as unknown as z.ZodMiniType<Regime>;

const labelRule = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('stress'), features: names }),
  z.strictObject({ kind: z.literal('total_variance') }),
  z.strictObject({ kind: z.literal('weights'), weights: z.record(z.string(), z.number()) }),
  z.strictObject({ kind: z.literal('function') }),
  z.strictObject({ kind: z.literal('explicit'), regimes: z.array(regime).check(z.maxLength(MAX_STATES)) }),
]) satisfies z.ZodMiniType<LabelRule>;

const featureRecord = z.strictObject({
  name,
  version: z.int().check(z.minimum(1)),
  inputs: names,
  window: size,
  missing: z.enum(['reject', 'skip', 'pass']),
  unit: z.string(),
  description: z.string(),
}) satisfies z.ZodMiniType<FeatureRecord>;

const featureSet = z.strictObject({
  name,
  version: z.int().check(z.minimum(1)),
  fingerprint: digest,
  definitions: z.optional(z.array(featureRecord).check(z.maxLength(MAX_FEATURES))),
}) satisfies z.ZodMiniType<FeatureSetRecord>;

const fitOptions = z.strictObject({
  seed: z.int(),
  restarts: z.nullable(size),
  maxIterations: size,
  tolerance: z.nullable(z.number()),
  samplesPerParameter: z.number().check(z.positive()),
  varianceFloor: z.number().check(z.nonnegative()),
  hasPriors: z.boolean(),
  shrinkage: z.optional(z.strictObject({ weight: z.number().check(z.nonnegative()) })),
  clip: z.optional(z.number().check(z.positive())),
}) satisfies z.ZodMiniType<FitOptionsRecord>;

const config = z.strictObject({
  version: z.literal(MODEL_DATA_VERSION),
  nStates: size.check(z.maximum(MAX_STATES)),
  nFeatures: size.check(z.maximum(MAX_FEATURES)),
  covarianceType: z.enum(['spherical', 'diag', 'tied', 'full']),
  regimes: z.array(name).check(z.maxLength(MAX_STATES)),
  labelRule,
  featureNames: names,
  featureSet: z.nullable(featureSet),
  /** Left out of a model that was not fitted here. */
  fitOptions: z.optional(fitOptions),
  /** Both or neither: the mark of a jump model, and its record. */
  model: z.optional(z.literal('jump')),
  jump: z.optional(jumpConfig),
  /** Bounds of the scaler, by feature; left out where nothing is clipped. */
  clip: z.optional(z.strictObject({ lower: z.array(z.number()), upper: z.array(z.number()) })),
});

const stopReason = z.enum(['tolerance', 'max_iterations', 'objective_decreased', 'degenerate', 'cancelled']);

const restart = z.strictObject({
  start: z.enum(['k-means', 'quantile', 'random', 'previous', 'given']),
  logLikelihood: z.nullable(z.number()),
  iterations: count,
  stopReason: z.enum([...stopReason.options, 'abandoned']),
});

const share = z.number().check(z.minimum(0), z.maximum(1));

const refit = z.strictObject({
  previousDataFingerprint: z.nullable(digest),
  commonRows: size,
  relabelledShare: share,
  relabelledShareNewest: share,
  newestRows: size,
  alignmentCosts: z.array(z.number().check(z.nonnegative())),
  alignmentMargin: z.nullable(z.number().check(z.nonnegative())),
}) satisfies z.ZodMiniType<RefitReport>;

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
  refit: z.optional(refit),
  kernel: z.string(),
}) satisfies z.ZodMiniType<FitDiagnostics>;

// Loose: whoever stores a model adds facts of its own (when, by whom, how long).
const metadata = z.looseObject({
  trainingSpan: z.optional(z.strictObject({ from: z.string(), to: z.string() })),
  trainingRows: size,
  trainingSequences: size,
  dataFingerprint: digest,
  diagnostics,
});

const jumpMetadata = z.extend(metadata, { diagnostics: jumpDiagnostics(refit) });

const imported = z.strictObject({
  source: z.string().check(z.minLength(1), z.maxLength(1000)),
  sha256: z.optional(digest),
  stateOrder: z.array(count),
  scaler: z.enum(['given', 'derived']),
}) satisfies z.ZodMiniType<ImportRecord>;

const importedMetadata = z.looseObject({
  imported,
  diagnostics: z.optional(z.undefined()),
  dataFingerprint: z.optional(z.undefined()),
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

function read<T>(schema: z.ZodMiniType<T>, value: unknown, name: string): T {
  const result = schema.safeParse(value, { error: english });
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  throw new InvalidModelDataError([name, ...issue.path].join('.'), `does not hold: ${issue.message}.`);
}
