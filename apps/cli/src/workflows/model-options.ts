// Which model is fitted, in the words of the command line.
import { RegimekitError } from '@regimekit/errors';
import type { DetectorJumpOptions, ModelKind, RegimeDetectorOptions } from '@regimekit/detector';
import type { CovarianceType } from '@regimekit/hmm-core';
import { parseNumber, parseWhole } from '../frame/options.ts';

export interface ModelOptions {
  /** @default 'hmm' */
  readonly model?: ModelKind;
  readonly states?: string;
  readonly covariance?: CovarianceType;
  readonly shrinkage?: string;
  readonly restarts?: string;
  readonly jumpPenalty?: string;
  readonly jumpVariant?: 'discrete' | 'continuous' | 'sparse';
  readonly jumpKappaSquared?: string;
  readonly jumpGrid?: string;
  readonly clip?: string;
  readonly skipSampleValidation?: boolean;
}

/** The options of a detector. @throws RegimekitError of kind `input`, in the words of the command line */
export function detectorOptions(options: ModelOptions): RegimeDetectorOptions {
  const { model = 'hmm', states, covariance, shrinkage, restarts, clip, skipSampleValidation } = options;
  refuseOthers(options);
  return {
    model,
    nStates: states === undefined ? undefined : parseWhole('--states', states, { min: 1, max: 10 }),
    covarianceType: covariance,
    shrinkage: shrinkage === undefined ? undefined : { weight: parseNumber('--shrinkage', shrinkage, { min: 0 }) },
    restarts: restarts === undefined ? undefined : parseWhole('--restarts', restarts, { min: 1, max: 10_000 }),
    clip: clip === undefined ? undefined : parseNumber('--clip', clip, { min: 0, above: true }),
    skipSampleValidation,
    ...(model === 'jump' ? { jump: jumpOptions(options) } : {}),
  };
}

function jumpOptions({ jumpPenalty, jumpVariant, jumpKappaSquared, jumpGrid }: ModelOptions): DetectorJumpOptions {
  if (jumpVariant === 'sparse' && jumpKappaSquared === undefined) {
    throw wrong(
      'A sparse jump model needs --jump-kappa-squared, about how many features it may use.',
      'For example --jump-kappa-squared 3.',
    );
  }
  return {
    variant: jumpVariant === 'continuous' ? 'continuous' : 'discrete',
    penalty: jumpPenalty === undefined ? undefined : parseNumber('--jump-penalty', jumpPenalty, { min: 0 }),
    gridStep: jumpGrid === undefined ? undefined : parseNumber('--jump-grid', jumpGrid, { min: 0, above: true }),
    kappaSquared:
      jumpKappaSquared === undefined ? undefined : parseNumber('--jump-kappa-squared', jumpKappaSquared, { min: 1 }),
  };
}

/** An option that says nothing of the model asked for is a misunderstanding. */
function refuseOthers(options: ModelOptions): void {
  const { model = 'hmm', jumpPenalty, jumpVariant, jumpKappaSquared, jumpGrid, covariance, shrinkage } = options;
  const jump = {
    '--jump-penalty': jumpPenalty,
    '--jump-variant': jumpVariant,
    '--jump-kappa-squared': jumpKappaSquared,
    '--jump-grid': jumpGrid,
  };
  const others = Object.entries(model === 'hmm' ? jump : { '--covariance': covariance, '--shrinkage': shrinkage });
  const given = others.filter(([, value]) => value !== undefined).map(([name]) => name);
  if (given.length > 0) {
    const other = model === 'hmm' ? 'jump' : 'hmm';
    throw wrong(
      `${given.join(', ')} is for --model ${other}, and this is --model ${model}.`,
      `Add --model ${other}, or leave it out.`,
    );
  }
  if (jumpVariant === 'discrete' && jumpKappaSquared !== undefined) {
    throw wrong('--jump-kappa-squared makes a jump model sparse.', 'Say --jump-variant sparse.');
  }
  if (jumpVariant !== 'continuous' && jumpGrid !== undefined) {
    throw wrong('--jump-grid is for --jump-variant continuous.', 'Add it, or leave the grid out.');
  }
}

function wrong(message: string, hint: string): RegimekitError {
  return new RegimekitError(message, { code: 'MODEL_OPTIONS', kind: 'input', hint });
}
