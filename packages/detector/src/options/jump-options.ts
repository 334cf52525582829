import type { JumpVariant } from '@regimekit/jump-model';

/** Option `jump` of a detector with `model: 'jump'`. */
export interface DetectorJumpOptions {
  /**
   * What a switch costs, in half squared distances of standardised features: the higher, the longer regimes last.
   *
   * @default 50; 600 for the continuous variant, whose penalty grows with the square of the change
   */
  readonly penalty?: number | undefined;
  /** `discrete`: each day is in one regime. `continuous`: each day has a share of every one, on a grid. @default 'discrete' */
  readonly variant?: JumpVariant | undefined;
  /** Of the continuous variant, must divide 1. @default 0.05 */
  readonly gridStep?: number | undefined;
  /** Of the continuous variant, see `JumpOptions` of jump-model. @default true */
  readonly modePenalty?: boolean | undefined;
  /** kappa^2 of a sparse model: about how many features may count. @default all count alike */
  readonly kappaSquared?: number | undefined;
}

export interface ResolvedJumpOptions extends DetectorJumpOptions {
  readonly penalty: number;
  readonly variant: JumpVariant;
}

const names = new Set(['penalty', 'variant', 'gridStep', 'modePenalty', 'kappaSquared']);

export function isJumpOptions(value: unknown): value is DetectorJumpOptions {
  if (typeof value !== 'object' || value === null) return false;
  const { penalty = 0, variant = 'discrete' } = value as DetectorJumpOptions;
  return (
    Object.keys(value).every((name) => names.has(name)) &&
    Number.isFinite(penalty) &&
    penalty >= 0 &&
    ['discrete', 'continuous'].includes(variant)
  );
}

export function resolveJumpOptions({
  variant = 'discrete',
  penalty,
  ...rest
}: DetectorJumpOptions): ResolvedJumpOptions {
  return { ...rest, variant, penalty: penalty ?? (variant === 'continuous' ? 600 : 50) };
}
