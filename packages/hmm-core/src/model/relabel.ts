import { covarianceStructures } from '../emissions/gaussian/covariance-structures.ts';
import { InvalidOptionError } from '../errors.ts';
import { permuteStates, orderKeys } from '../emissions/parameter-layout.ts';
import { checkModel, isGaussianHmm } from './check-model.ts';
import { hmmFrom, type HiddenMarkovModel } from './hmm.ts';
import { createGaussianHmm, gaussianParameters, type GaussianHmm } from './gaussian-hmm.ts';

/**
 * The same model with its states renumbered: new state k is the old state `order[k]`. Likelihoods stay what they are.
 *
 * @throws InvalidOptionError unless `order` holds every state once
 *
 * @example
 * ```ts
 * import { createGaussianHmm, relabel } from '@regimekit/hmm-core';
 *
 * const model = createGaussianHmm({
 *   initialProbs: [1, 0],
 *   transitionMatrix: [[0.9, 0.1], [0.2, 0.8]],
 *   means: [[3], [0]],
 *   covariances: [[1], [2]],
 * });
 * relabel(model, [1, 0]).means.to2DArray(); // [[0], [3]]
 * ```
 */
export function relabel<Model extends HiddenMarkovModel>(model: Model, order: readonly number[]): Model {
  checkModel(model);
  const { nStates } = model;
  if (!Array.isArray(order)) throw new InvalidOptionError('order', `a permutation of 0 to ${nStates - 1}`, order);
  const sorted = order.toSorted((a, b) => a - b);
  if (sorted.length !== nStates || sorted.some((state, k) => state !== k)) {
    throw new InvalidOptionError('order', `a permutation of 0 to ${nStates - 1}`, `[${order.join(', ')}]`);
  }
  return (isGaussianHmm(model) ? relabelGaussian(model, order) : relabelAny(model, order)) as Model;
}

function relabelAny(
  { initialProbs, transitionMatrix, nFeatures, emissions }: HiddenMarkovModel,
  order: readonly number[],
) {
  const { family, parameters } = emissions;
  const chain = {
    initialProbs: Float64Array.from(order, (k) => initialProbs[k]!),
    transitionMatrix: Float64Array.from(order.flatMap((i) => order.map((j) => transitionMatrix.get(i, j)))),
  };
  return hmmFrom(chain, nFeatures, family, permuteStates(parameters, family.layout(nFeatures), order));
}

function relabelGaussian(model: GaussianHmm, order: readonly number[]): GaussianHmm {
  const { nStates, transitionMatrix, covarianceType, covariances } = model;
  const perState = covariances.length / nStates;
  return createGaussianHmm({
    covarianceType,
    initialProbs: order.map((k) => model.initialProbs[k]!),
    transitionMatrix: order.map((i) => order.map((j) => transitionMatrix.get(i, j))),
    means: order.map((k) => model.means.row(k)),
    covariances:
      covarianceType === 'tied'
        ? covariances
        : Float64Array.from(order.flatMap((k) => Array.from(covariances.subarray(k * perState, (k + 1) * perState)))),
  });
}

/**
 * The canonical order of the states, which a fit returns: by the mean of the first feature, ascending; equal ones by the
 * mean of the second, and so on; then by the variances in the same way. Other families: by their parameters in the order of
 * their layout. What the numbers come out as then no longer
 * depends on the start; it still has no meaning until somebody labels it.
 */
export function canonicalOrder(model: HiddenMarkovModel): number[] {
  checkModel(model);
  return isGaussianHmm(model) ? sortByKeys(gaussianKeys(model)) : sortByKeys(familyKeys(model));
}

function familyKeys({ nStates, nFeatures, emissions }: HiddenMarkovModel): number[][] {
  return orderKeys(emissions.parameters, emissions.family.layout(nFeatures), nStates);
}

function gaussianKeys(model: GaussianHmm): number[][] {
  const structure = covarianceStructures[model.covarianceType];
  const parameters = gaussianParameters(model);
  const features = Array.from({ length: model.nFeatures }, (_, d) => d);
  return Array.from({ length: model.nStates }, (_, k) => [
    ...model.means.row(k),
    ...features.map((d) => structure.variance(parameters, k, d)),
  ]);
}

function sortByKeys(keys: readonly number[][]): number[] {
  return keys
    .map((_, k) => k)
    .toSorted((a, b) => {
      const i = keys[a]!.findIndex((value, index) => value !== keys[b]![index]);
      return i < 0 ? a - b : keys[a]![i]! - keys[b]![i]!;
    });
}
