// How pages speak of a model: what its answers are, and what they are not.
import type { RegimeDetector } from '@regimekit/detector';
import { featureDefinitions, jumpFeatureDefinitions } from '@regimekit/features';
import { z } from 'zod';

/** Whether the model decides for one regime a day, rather than giving a probability or a share. */
export function isDecided({ kind, model }: RegimeDetector): boolean {
  return kind === 'jump' && model.jump?.model.variant === 'discrete';
}

/** "Gaussian HMM, diag covariance", "discrete jump model, penalty 50". */
export function describeModel({ model }: RegimeDetector): string {
  if (model.jump === null) return `Gaussian HMM, ${model.covarianceType} covariance`;
  return describeJump(model.jump.model);
}

/** What a stored configuration says of its model. */
export const storedModelSchema = z.object({
  covarianceType: z.string(),
  jump: z.object({ variant: z.string(), jumpPenalty: z.number(), kappaSquared: z.number().nullable() }).optional(),
});

/** "diag covariance", "discrete jump model, penalty 50". */
export function describeStored({ covarianceType, jump }: z.infer<typeof storedModelSchema>): string {
  return jump === undefined ? `${covarianceType} covariance` : describeJump(jump);
}

function describeJump(settings: {
  readonly variant: string;
  readonly jumpPenalty: number;
  readonly kappaSquared: number | null;
}): string {
  const { variant, jumpPenalty, kappaSquared } = settings;
  const sparse = kappaSquared === null ? '' : `sparse (kappa squared ${kappaSquared}), `;
  return `${sparse}${variant} jump model, penalty ${jumpPenalty}`;
}

/** The unit of a feature of regimekit; undefined for one of somebody else. */
export function unitOf(name: string): string | undefined {
  return [...featureDefinitions(), ...jumpFeatureDefinitions()].find((definition) => definition.name === name)?.unit;
}

/** Whether a unit is a pure number that is no share: a ratio, a logarithm. */
export function isPlainNumber(unit: string): boolean {
  return unit.startsWith('ratio') || unit.startsWith('natural log');
}
