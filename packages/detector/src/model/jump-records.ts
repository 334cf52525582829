// The record of a jump model in stored data.
import { createJumpModel, type JumpModel } from '@regimekit/jump-model';
import type { MatrixView } from '@regimekit/numerics';
import * as z from 'zod/mini'; // the part that a browser bundle can shake
import { InvalidModelDataError } from '../errors.ts';
import type { RefitReport } from './fit-record.ts';
import type { FittedJump, JumpDiagnostics, JumpFitOptionsRecord } from './fitted-jump.ts';

const size = z.int().check(z.minimum(1));
const count = z.int().check(z.minimum(0));

const settings = {
  variant: z.enum(['discrete', 'continuous']),
  jumpPenalty: z.number().check(z.nonnegative()),
  gridStep: z.nullable(z.number()),
  modePenalty: z.nullable(z.boolean()),
  kappaSquared: z.nullable(z.number()),
};

const fitOptions = z.strictObject({
  seed: z.int(),
  restarts: z.nullable(size),
  maxIterations: size,
  samplesPerParameter: z.number().check(z.positive()),
  clip: z.nullable(z.number().check(z.positive())),
}) satisfies z.ZodMiniType<JumpFitOptionsRecord>;

/** `config.jump`. */
export const jumpConfig = z.strictObject({ ...settings, featureWeights: z.array(z.number()), fitOptions });

export type JumpConfig = z.infer<typeof jumpConfig>;

/** `metadata.diagnostics` of a jump model. */
export function jumpDiagnostics(refit: z.ZodMiniType<RefitReport>) {
  return z.strictObject({
    ...settings,
    converged: z.boolean(),
    stopReason: z.enum(['converged', 'max_iterations', 'cancelled']),
    nIterations: count,
    objective: z.number(),
    switches: count,
    nSamplesTrained: size,
    nFeatures: size,
    nStates: size,
    statePersistence: z.number(),
    restarts: z.array(
      z.strictObject({
        start: z.enum(['k-means++', 'given']),
        objective: z.number(),
        iterations: count,
        stopReason: z.enum(['converged', 'max_iterations']),
      }),
    ),
    bestRestart: count,
    restartsAtOptimum: count,
    emptyStates: count,
    featureWeights: z.record(z.string(), z.number().check(z.nonnegative())),
    refit: z.optional(refit),
  }) satisfies z.ZodMiniType<JumpDiagnostics>;
}

/** @throws InvalidModelDataError when settings, centers and weights make no jump model */
export function readJump(config: JumpConfig, diagnostics: JumpDiagnostics, centers: MatrixView): FittedJump {
  return { model: readJumpModel(config, centers), fitOptions: config.fitOptions, diagnostics };
}

function readJumpModel(config: JumpConfig, centers: MatrixView): JumpModel {
  const { variant, jumpPenalty, gridStep, modePenalty, kappaSquared, featureWeights } = config;
  try {
    return createJumpModel({
      variant,
      jumpPenalty,
      gridStep: gridStep ?? undefined,
      modePenalty: modePenalty ?? undefined,
      kappaSquared: kappaSquared ?? undefined,
      centers,
      featureWeights,
    });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new InvalidModelDataError('config.jump', `cannot be used: ${reason}`, {}, cause);
  }
}
