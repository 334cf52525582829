import * as z from 'zod/mini'; // the part that a browser bundle can shake
import english from 'zod/v4/locales/en.js';
import { InvalidJsonError } from '../errors.ts';
import type { NestedNumbers } from '../math/nested-numbers.ts';
import { createGaussianHmm, GAUSSIAN_HMM_FORMAT_VERSION, type GaussianHmm } from './gaussian-hmm.ts';

// The small zod comes without words for what is wrong; the whole one sets these for all who use it in the process.
z.config(english());

const nestedNumbers: z.ZodMiniType<NestedNumbers> = z.lazy(() => z.union([z.number(), z.array(nestedNumbers)]));

/** Shape of the JSON that a model writes; what must hold of the numbers is checked by `createGaussianHmm`. */
export const gaussianHmmSchema = z.object({
  formatVersion: z.literal(GAUSSIAN_HMM_FORMAT_VERSION),
  covarianceType: z.enum(['spherical', 'diag', 'tied', 'full']),
  initialProbs: z.array(z.number()),
  transitionMatrix: z.array(z.array(z.number())),
  means: z.array(z.array(z.number())),
  covariances: nestedNumbers,
});

/**
 * The model that `model.toJSON()` described, after every check of shape and value.
 *
 * @throws InvalidJsonError when the value does not have the shape of a model's JSON; otherwise as `createGaussianHmm`
 *
 * @example
 * ```ts
 * import { createGaussianHmm, parseGaussianHmm } from '@regimekit/hmm-core';
 *
 * const model = createGaussianHmm({ initialProbs: [1], transitionMatrix: [[1]], means: [[0]], covariances: [[1]] });
 * const again = parseGaussianHmm(JSON.parse(JSON.stringify(model)));
 * again.means.get(0, 0); // 0
 * ```
 */
export function parseGaussianHmm(json: unknown): GaussianHmm {
  const parsed = gaussianHmmSchema.safeParse(json);
  if (parsed.success) return createGaussianHmm(parsed.data);
  throw new InvalidJsonError(`This is not the JSON of a Gaussian HMM:\n${z.prettifyError(parsed.error)}`, {
    code: 'INVALID_MODEL_JSON',
    hint: 'Give parseGaussianHmm what model.toJSON() wrote.',
    details: { issues: parsed.error.issues },
  });
}
