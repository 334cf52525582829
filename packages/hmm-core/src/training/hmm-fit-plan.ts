import type { OptionNames } from '@regimekit/numerics';
import { readEmissionData } from '../emissions/emission-data.ts';
import type { EmissionData, EmissionFamily } from '../emissions/emission-family.ts';
import { specOf, type FamilySpec } from '../emissions/family-spec.ts';
import { checkTrainable } from '../emissions/start-of.ts';
import { DimensionMismatchError, FamilyMismatchError, InvalidOptionError, TooManyStatesError } from '../errors.ts';
import { checkWholeNumber } from '../math/whole-number.ts';
import { checkModel } from '../model/check-model.ts';
import { checkFamily, type HiddenMarkovModel } from '../model/hmm.ts';
import type { Observations } from '../observations.ts';
import type { Constraints } from './constraints.ts';
import type { FamilyEmSettings, HmmParameterName } from './family-em.ts';
import { hmmBaumWelchOptionNames, resolveFamilySettings, type HmmTrainingOptions } from './family-settings.ts';
import { stateOf, type HmmState } from './hmm-parameters.ts';
import { resolveSearch, type SearchOptions, type SearchPlan, type SearchSettings } from './search.ts';

/** What `fitHmm` is told: the family, the number of states, the search, the priors on the chain. */
export interface HmmFitOptions extends HmmTrainingOptions {
  /** What the states emit: `poisson()`, `studentT()`, ..., or a family of your own. */
  readonly family: EmissionFamily;
  /** K. */
  readonly nStates: number;
  /** A whole number; the same seed gives the same bytes. @default 0 */
  readonly seed?: number | undefined;
  /** How many seeded starts to run, each to its end. 0 is possible when `starts` bring one. @default left to `search` */
  readonly restarts?: number | undefined;
  /** Many short runs, of which the best go on. @default 80 starts, 5 iterations each, the best 12 to the end */
  readonly search?: SearchOptions | undefined;
  /** Starts of your own, run to their end as they are: an exact zero in one stays a zero. @default none */
  readonly starts?: readonly HiddenMarkovModel[] | undefined;
}

export const hmmFitOptionNames: OptionNames<HmmFitOptions> = {
  ...hmmBaumWelchOptionNames,
  family: true,
  nStates: true,
  seed: true,
  restarts: true,
  search: true,
  starts: true,
};

/** The options of a fit as they were used, defaults filled in. */
export interface HmmFitSettings {
  readonly nStates: number;
  /** Name and options of the family. */
  readonly family: FamilySpec;
  readonly seed: number;
  /** Seeded starts. */
  readonly restarts: number;
  /** What was done with them; null when each was run to its end. */
  readonly search: SearchSettings | null;
  readonly maxIterations: number;
  readonly tolerance: number;
  readonly varianceFloor: number;
  readonly constraints: Constraints<HmmParameterName>;
}

/** A checked fit but for the family itself: plain data, which can be sent to a worker. */
export interface HmmFitPlan extends SearchPlan {
  readonly settings: HmmFitSettings;
  readonly data: EmissionData;
  readonly em: Omit<FamilyEmSettings, 'onIteration'>;
  readonly given: readonly HmmState[];
}

/** @throws everything that can be wrong with observations and options */
export function planHmmFit(observations: Observations, options: HmmFitOptions): HmmFitPlan {
  const { family, nStates, seed = 0, starts = [] } = options;
  checkFamily(family);
  checkTrainable(family);
  checkWholeNumber(nStates, 'nStates');
  if (!Number.isSafeInteger(seed)) throw new InvalidOptionError('seed', 'a whole number', seed);
  const data = readEmissionData(family, observations, options);
  checkEnough(nStates, data);
  if (!Array.isArray(starts)) throw new InvalidOptionError('starts', 'an array of models', starts);
  for (const [i, model] of starts.entries()) checkStart(model, `starts[${i}]`, family, nStates, data.nFeatures);
  checkFixed(options);
  const { maxIterations = 500, tolerance = 1e-6, varianceFloor = 1e-6 } = options;
  const resolved = resolveFamilySettings({ ...options, maxIterations, tolerance, varianceFloor }, nStates, data);
  const { onIteration: _heard, ...em } = resolved;
  checkWholeNumber(maxIterations, 'maxIterations');
  return {
    settings: {
      nStates,
      family: specOf(family),
      seed,
      ...resolveSearch(options.restarts, options.search, starts.length),
      maxIterations,
      tolerance,
      varianceFloor,
      constraints: em.constraints,
    },
    data,
    em,
    given: starts.map(stateOf),
  };
}

function checkEnough(nStates: number, { rows, nSteps, nFeatures }: EmissionData): void {
  let seen = 0;
  for (let t = 0; t < nSteps; t++) {
    if (!rows.subarray(t * nFeatures, (t + 1) * nFeatures).every(Number.isNaN)) seen++;
  }
  if (nStates <= seen) return;
  throw new TooManyStatesError(`${nStates} states cannot be learnt from ${seen} row(s).`, {
    code: 'TOO_MANY_STATES',
    hint: 'Give more rows, or ask for fewer states.',
    details: { nStates, nSteps: seen },
  });
}

/** Whether a model can be a start of this fit. */
function checkStart(model: HiddenMarkovModel, name: string, family: EmissionFamily, K: number, D: number): void {
  checkModel(model, name);
  const given = specOf(model.emissions.family);
  const wanted = specOf(family);
  if (given.name !== wanted.name || JSON.stringify(given.options) !== JSON.stringify(wanted.options)) {
    const describe = (spec: FamilySpec) => `${spec.name} ${JSON.stringify(spec.options)}`;
    throw new FamilyMismatchError(`${name} must be of the family ${describe(wanted)}, received ${describe(given)}.`, {
      code: 'FAMILY_MISMATCH',
      hint: 'A start must be of the very family that is fitted, its options included.',
      details: { name, expected: wanted.name, received: given.name },
    });
  }
  if (model.nStates === K && model.nFeatures === D) return;
  throw new DimensionMismatchError(
    `${name} must have ${K} state(s) and ${D} feature(s), received ${model.nStates} and ${model.nFeatures}.`,
    { code: 'SHAPE_MISMATCH', details: { name, nStates: model.nStates, nFeatures: model.nFeatures } },
  );
}

/** Fixed parameters must come from somewhere. */
function checkFixed({ fixed = [], starts = [] }: HmmFitOptions): void {
  if (fixed.length === 0 || starts.length === 1) return;
  throw new InvalidOptionError(
    'starts',
    'exactly one model when parameters are fixed',
    `${starts.length} models`,
    `Put the model that holds the fixed ${fixed.join(', ')} into starts.`,
  );
}
