import * as z from 'zod/mini'; // the part that a browser bundle can shake
import { InvalidJsonError } from '../errors.ts';
import { createJumpModel, JUMP_MODEL_FORMAT_VERSION, type JumpModel } from './jump-model.ts';

/** Shape of the JSON that a model writes; what must hold of the numbers is checked by `createJumpModel`. */
const jumpModelSchema = z.object({
  formatVersion: z.literal(JUMP_MODEL_FORMAT_VERSION),
  variant: z.enum(['discrete', 'continuous']),
  nStates: z.int(),
  jumpPenalty: z.number(),
  gridStep: z.nullable(z.number()),
  modePenalty: z.nullable(z.boolean()),
  kappaSquared: z.nullable(z.number()),
  centers: z.array(z.array(z.number())),
  featureWeights: z.array(z.number()),
});

/**
 * The model that `model.toJSON()` described, after every check of shape and value.
 *
 * @throws InvalidJsonError when the value does not have the shape of a model's JSON; otherwise as `createJumpModel`
 *
 * @example
 * ```ts
 * import { createJumpModel, parseJumpModel } from '@regimekit/jump-model';
 *
 * const model = createJumpModel({ jumpPenalty: 50, centers: [[0], [1]] });
 * parseJumpModel(JSON.parse(JSON.stringify(model))).jumpPenalty; // 50
 * ```
 */
export function parseJumpModel(json: unknown): JumpModel {
  const parsed = jumpModelSchema.safeParse(json);
  if (!parsed.success) throw notAModel(z.prettifyError(parsed.error));
  const { nStates, gridStep, modePenalty, kappaSquared, variant, jumpPenalty, centers, featureWeights } = parsed.data;
  if (centers.length !== nStates) throw notAModel(`nStates is ${nStates} and there are ${centers.length} centers.`);
  return createJumpModel({
    variant,
    jumpPenalty,
    centers,
    featureWeights,
    gridStep: gridStep ?? undefined,
    modePenalty: modePenalty ?? undefined,
    kappaSquared: kappaSquared ?? undefined,
  });
}

function notAModel(problem: string): InvalidJsonError {
  return new InvalidJsonError(`This is not the JSON of a jump model: ${problem}`, {
    code: 'INVALID_MODEL_JSON',
    hint: 'Give parseJumpModel what model.toJSON() wrote.',
  });
}
