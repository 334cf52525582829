import type { CovarianceType, Priors, Shrinkage } from '@regimekit/hmm-core';
import { closestName } from '@regimekit/numerics';
import * as z from 'zod/mini'; // the part that a browser bundle can shake
import { _default as withDefault } from 'zod/mini';
import { InvalidOptionsError } from '../errors.ts';
import { regimeNames } from '../labels/regimes.ts';
import type { LabelsOption } from '../labels/label-states.ts';
import type { ModelKind } from '../model/fitted-regime-model.ts';
import { MAX_STATES } from '../model/model-data.ts';
import { PredictionCache } from '../predict/prediction-cache.ts';
import {
  isJumpOptions,
  resolveJumpOptions,
  type DetectorJumpOptions,
  type ResolvedJumpOptions,
} from './jump-options.ts';

/** Options of `new RegimeDetector(options)`; what is left out has its default, what is unknown is refused. */
export interface RegimeDetectorOptions {
  /** The model behind the regimes: a Gaussian hidden Markov model, or a statistical jump model. @default 'hmm' */
  readonly model?: ModelKind | undefined;
  /** Settings of the jump model; with `model: 'jump'` only. @default a discrete one with penalty 50 */
  readonly jump?: DetectorJumpOptions | undefined;
  /** Brings each feature within so many standard deviations of its training mean before it is standardised; Infinity brings none. @default Infinity; 3 for a jump model */
  readonly clip?: number | undefined;
  /** Number of market regimes. @default 3; 2 for a jump model */
  readonly nStates?: number | undefined;
  /** Shape of each state's covariance; of an HMM only. @default 'diag' (the README says why) */
  readonly covarianceType?: CovarianceType | undefined;
  /** Seed of the restarts; the same seed gives the same bytes. @default 42 */
  readonly seed?: number | undefined;
  /** Number of starting points that are run to the end; the best fit is kept, all are reported. @default the search of hmm-core: 80 starts of 5 iterations, the best 12 to the end; 100 for a jump model, 30 for a continuous one */
  readonly restarts?: number | undefined;
  /** Most iterations of one restart. @default 500; 1000 for a jump model */
  readonly maxIterations?: number | undefined;
  /** A restart has converged when an iteration gains less than this, in log-likelihood per observation; `-Infinity` runs all iterations. Of an HMM only. @default 1e-6 */
  readonly tolerance?: number | undefined;
  /** Training rows wanted for each free parameter. @default 10 */
  readonly samplesPerParameter?: number | undefined;
  /** Priors of the EM steps, in standardised units (each feature has mean 0 and variance 1 over the training rows). Of an HMM only. @default none: maximum likelihood */
  readonly priors?: Priors | undefined;
  /** Draws the covariance of each state towards that of all training rows, with the weight of so many observations; 250 is a good first value for `full` and daily data. Of an HMM only. @default none */
  readonly shrinkage?: Shrinkage | undefined;
  /** Least variance of a feature inside a state, as a share of its variance over the training rows; 0 turns it off. Of an HMM only. @default 1e-6 */
  readonly varianceFloor?: number | undefined;
  /** How states are named: by stress, by other weights, by a function, or one by one; see {@link LabelsOption}. @default by stress */
  readonly labels?: LabelsOption | undefined;
  /** Fit with less data than the sample-size rule asks for, at your own risk. @default false */
  readonly skipSampleValidation?: boolean | undefined;
  /** Tells the time for the timestamp of `getPredictionMetadata`; a detector never looks at a clock by itself. @default none: the timestamp is null */
  readonly clock?: (() => Date) | undefined;
  /** Version of the model in a registry; only passed on to the metadata of predictions. @default none: null */
  readonly modelVersion?: string | undefined;
  /** Remembers the filtered histories, see {@link createPredictionCache}; may be shared. @default none */
  readonly cache?: PredictionCache | undefined;
}

/** The options of a fit with every default filled in. */
export interface ResolvedDetectorOptions {
  /** Settings of the jump model; undefined where the model is a hidden Markov model. */
  readonly jump: ResolvedJumpOptions | undefined;
  /** Standard deviations; undefined where nothing is clipped. */
  readonly clip: number | undefined;
  readonly nStates: number;
  readonly covarianceType: CovarianceType;
  readonly seed: number;
  readonly restarts: number | undefined;
  readonly maxIterations: number;
  readonly tolerance: number;
  readonly samplesPerParameter: number;
  readonly priors: Priors | undefined;
  readonly shrinkage: Shrinkage | undefined;
  readonly varianceFloor: number;
  readonly labels: LabelsOption | undefined;
  readonly skipSampleValidation: boolean;
  readonly clock: (() => Date) | undefined;
  readonly modelVersion: string | undefined;
  readonly cache: PredictionCache | undefined;
}

const covarianceTypes = ['spherical', 'diag', 'tied', 'full'] as const;
const priorNames = ['initialProbs', 'transitionMatrix', 'means', 'meansWeight', 'covariances', 'covariancesWeight'];

const count = (name: string) =>
  field<number>((v) => Number.isSafeInteger(v) && (v as number) >= 1, `${name} must be a whole number of at least 1`);

const fields = z.strictObject({
  nStates: withDefault(count('nStates'), 3),
  covarianceType: withDefault(
    field<CovarianceType>(
      (v) => (covarianceTypes as readonly unknown[]).includes(v),
      `covarianceType must be one of ${covarianceTypes.join(', ')}`,
    ),
    'diag',
  ),
  seed: withDefault(
    field<number>((v) => Number.isSafeInteger(v), 'seed must be a whole number'),
    42,
  ),
  restarts: z.optional(count('restarts')),
  maxIterations: withDefault(count('maxIterations'), 500),
  tolerance: withDefault(
    field<number>(
      (v) => v === -Infinity || (isFinite(v) && v >= 0),
      'tolerance must be a number of at least 0, or -Infinity to run every iteration',
    ),
    1e-6,
  ),
  samplesPerParameter: withDefault(
    field<number>((v) => isFinite(v) && v > 0, 'samplesPerParameter must be a number above 0'),
    10,
  ),
  priors: z.optional(field<Priors>(isPriors, `priors must be an object with some of ${priorNames.join(', ')}`)),
  shrinkage: z.optional(
    field<Shrinkage>(isShrinkage, 'shrinkage must be an object with weight, a number of observations of at least 0'),
  ),
  varianceFloor: withDefault(
    field<number>(
      (v) => isFinite(v) && v >= 0 && v < 1,
      'varianceFloor must be a share of the variance, at least 0 and under 1',
    ),
    1e-6,
  ),
  labels: z.optional(
    field<LabelsOption>(
      isLabels,
      'labels must be a function, an object of feature weights (finite numbers, not all 0), or an array with the regime of each state',
    ),
  ),
  skipSampleValidation: withDefault(
    field<boolean>((v) => typeof v === 'boolean', 'skipSampleValidation must be true or false'),
    false,
  ),
  clock: z.optional(field<() => Date>((v) => typeof v === 'function', 'clock must be a function that returns a Date')),
  modelVersion: z.optional(
    field<string>((v) => typeof v === 'string' && v !== '', 'modelVersion must be a text that is not empty'),
  ),
  cache: z.optional(
    field<PredictionCache>(
      (v) => (v as unknown) instanceof PredictionCache,
      'cache must be what createPredictionCache returned',
    ),
  ),
  model: withDefault(
    field<ModelKind>((v) => v === 'hmm' || v === 'jump', 'model must be hmm or jump'),
    'hmm',
  ),
  jump: z.optional(
    field<DetectorJumpOptions>(
      isJumpOptions,
      'jump must be an object with some of penalty (a number of at least 0), variant (discrete or continuous), gridStep, modePenalty and kappaSquared',
    ),
  ),
  clip: z.optional(
    field<number>((v) => typeof v === 'number' && v > 0, 'clip must be a number of standard deviations above 0'),
  ),
});

const schema = fields.check(
  z.superRefine(({ nStates, labels }, context) => {
    if (nStates > MAX_STATES) {
      // What could be fitted could not be loaded again.
      context.addIssue({ code: 'custom', message: `nStates must be at most ${MAX_STATES}, received ${nStates}.` });
      return;
    }
    if (!Array.isArray(labels)) return;
    const expected = regimeNames(nStates);
    if (labels.length === nStates && expected.every((regime) => labels.includes(regime))) return;
    context.addIssue({
      code: 'custom',
      message: `labels must name each of ${expected.join(', ')} once, received ${labels.join(', ')}.`,
    });
  }),
);

const optionNames: readonly string[] = Object.keys(fields.shape);

/** @throws InvalidOptionsError with one sentence per problem; an unknown key comes with the likeliest name */
export function resolveDetectorOptions(options: RegimeDetectorOptions): ResolvedDetectorOptions {
  checkObject(options);
  const result = schema.safeParse({ ...(options.model === 'jump' ? jumpDefaults : {}), ...given(options) });
  if (!result.success) throw new InvalidOptionsError(result.error.issues.flatMap(sentences));
  const { restarts, priors, shrinkage, labels, clock, modelVersion, cache, model, jump, clip, ...rest } = result.data;
  requireOfKind(options, model);
  return Object.freeze({
    ...rest,
    restarts,
    priors,
    shrinkage,
    labels,
    clock,
    modelVersion,
    cache,
    jump: model === 'jump' ? resolveJumpOptions(jump ?? {}) : undefined,
    clip: finite(clip ?? (model === 'jump' ? 3 : Infinity)),
  });
}

/** The kind of model that options ask for. */
export function kindOf({ jump }: ResolvedDetectorOptions): ModelKind {
  return jump === undefined ? 'hmm' : 'jump';
}

function finite(clip: number): number | undefined {
  return clip === Infinity ? undefined : clip;
}

const jumpDefaults = { nStates: 2, maxIterations: 1000 };

/** Options that say something of one kind of model alone. */
const ofKind: Readonly<Record<ModelKind, readonly (keyof RegimeDetectorOptions)[]>> = {
  hmm: ['covarianceType', 'tolerance', 'priors', 'shrinkage', 'varianceFloor'],
  jump: ['jump'],
};

function requireOfKind(options: RegimeDetectorOptions, kind: ModelKind): void {
  const other = kind === 'hmm' ? 'jump' : 'hmm';
  const problems = ofKind[other]
    .filter((name) => options[name] !== undefined)
    .map((name) => `${name} is an option of model: '${other}', and this detector has model: '${kind}'.`);
  if (problems.length > 0) throw new InvalidOptionsError(problems);
}

function given(options: RegimeDetectorOptions): RegimeDetectorOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/** @throws InvalidOptionsError when `options` is no object or has a key that is not among `names` */
export function refuseUnknownKeys(options: object, names: readonly string[], owner: string): void {
  checkObject(options);
  const problems = Object.keys(options)
    .filter((key) => !names.includes(key))
    .map((key) => unknownKey(key, names, owner));
  if (problems.length > 0) throw new InvalidOptionsError(problems);
}

function checkObject(options: unknown): void {
  if (typeof options === 'object' && options !== null) return;
  throw new InvalidOptionsError([`options must be an object, received ${show(options)}.`]);
}

function sentences(issue: z.core.$ZodIssue): string[] {
  if (issue.code !== 'unrecognized_keys') return [issue.message];
  return issue.keys.map((key) => unknownKey(key, optionNames, 'RegimeDetector'));
}

function unknownKey(key: string, names: readonly string[], owner: string): string {
  const meant = closestName(key, names);
  const help = meant === undefined ? `Known are ${names.join(', ')}.` : `Did you mean ${meant}?`;
  return `${owner} has no option ${key}. ${help}`;
}

/** A field with one rule and one message; the message closes with what came instead. */
function field<T>(holds: (value: never) => boolean, rule: string) {
  return z.custom<T>((value) => holds(value as never), {
    error: ({ input }) => `${rule}, received ${show(input)}.`,
  });
}

function isFinite(value: unknown): value is number {
  return Number.isFinite(value);
}

function isPriors(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).every((key) => priorNames.includes(key));
}

function isShrinkage(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { weight, ...others } = value as { weight?: unknown };
  return isFinite(weight) && weight >= 0 && Object.keys(others).length === 0;
}

function isLabels(value: unknown): boolean {
  if (typeof value === 'function') return true;
  if (Array.isArray(value)) return value.every((regime) => typeof regime === 'string');
  if (typeof value !== 'object' || value === null) return false;
  const weights: unknown[] = Object.values(value);
  return weights.every(isFinite) && weights.some((weight) => weight !== 0);
}

function show(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'string' || (typeof value === 'object' && value !== null)) return JSON.stringify(value);
  return String(value);
}
