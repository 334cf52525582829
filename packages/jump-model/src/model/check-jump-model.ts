import { MatrixView } from '@regimekit/numerics';
import { InvalidOptionError } from '../errors.ts';
import type { JumpModel } from './jump-model.ts';

/** @throws InvalidOptionError for what is no jump model: JSON goes through `parseJumpModel` first */
export function checkJumpModel(model: JumpModel, owner: string): void {
  const { centers, featureWeights } = (model ?? {}) as Partial<JumpModel>;
  if (centers instanceof MatrixView && featureWeights instanceof Float64Array) return;
  throw new InvalidOptionError(
    `The model of ${owner}`,
    'a jump model',
    model,
    'Make it with fitJumpModel, createJumpModel or parseJumpModel.',
  );
}
