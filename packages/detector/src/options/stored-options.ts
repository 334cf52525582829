import { InvalidOptionsError } from '../errors.ts';
import type { FittedJump } from '../model/fitted-jump.ts';
import type { FittedRegimeModel } from '../model/fitted-regime-model.ts';
import type { RegimeDetectorOptions } from './detector-options.ts';

/** The options that a stored model was fitted with, as far as they were stored. */
export function restoreOptions(model: FittedRegimeModel): RegimeDetectorOptions {
  const { nStates, covarianceType, fitOptions, labelRule, jump } = model;
  const labels = labelRule.kind === 'weights' ? labelRule.weights : undefined;
  if (jump !== null) return { ...jumpOptionsOf(jump), nStates, labels };
  if (fitOptions === null) return { nStates, covarianceType, labels };
  const { hasPriors: _, tolerance, restarts, ...rest } = fitOptions;
  return {
    ...rest,
    restarts: restarts ?? undefined,
    nStates,
    covarianceType,
    tolerance: tolerance ?? -Infinity,
    labels,
  };
}

function jumpOptionsOf({ model, fitOptions }: FittedJump): RegimeDetectorOptions {
  const { variant, jumpPenalty, gridStep, modePenalty, kappaSquared } = model;
  const { clip, restarts, ...rest } = fitOptions;
  return {
    ...rest,
    model: 'jump',
    restarts: restarts ?? undefined,
    clip: clip ?? Infinity,
    jump: {
      penalty: jumpPenalty,
      variant,
      gridStep: gridStep ?? undefined,
      modePenalty: modePenalty ?? undefined,
      kappaSquared: kappaSquared ?? undefined,
    },
  };
}

/** Options that shaped the fit of a stored model and cannot be had from it: functions, priors, the order of a former fit. */
export function optionsNotStored({ fitOptions, labelRule }: FittedRegimeModel): string[] {
  return [
    ...(fitOptions?.hasPriors === true ? ['priors'] : []),
    ...(labelRule.kind === 'function' || labelRule.kind === 'explicit' ? ['labels'] : []),
  ];
}

/** @throws InvalidOptionsError when a refit would leave out, in silence, what the first fit was given */
export function requireAllOptions(notStored: readonly string[]): void {
  if (notStored.length === 0) return;
  throw new InvalidOptionsError([
    `This detector was made from stored data, which does not hold the ${notStored.join(' and ')} of its fit; ` +
      'fit a new RegimeDetector that is given them.',
  ]);
}
