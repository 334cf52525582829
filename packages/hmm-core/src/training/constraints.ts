import { InvalidOptionError } from '../errors.ts';

/** A block of parameters, by the name it has in the model. */
export type ParameterName = 'initialProbs' | 'transitionMatrix' | 'means' | 'covariances';

const parameterNames: readonly ParameterName[] = ['initialProbs', 'transitionMatrix', 'means', 'covariances'];

/** What a fit may not move freely. Zeros of a start need no option: they always stay. */
export interface ConstraintOptions {
  /**
   * Parameters that stay what they are in the start (in `fitGaussianHmm`: in the one model of `starts`). Fixed covariances
   * are not raised to the variance floor either.
   *
   * @default none
   */
  readonly fixed?: readonly ParameterName[] | undefined;
  /**
   * Ties the initial probabilities to the transition matrix: every sequence begins in the long run of the chain. What a
   * start says of initial probabilities is then not read.
   *
   * @default false
   */
  readonly stationaryStart?: boolean | undefined;
}

/** What EM must leave as it is. */
export interface Constraints<Name extends string = ParameterName> {
  readonly fixed: readonly Name[];
  readonly stationaryStart: boolean;
}

/** @throws InvalidOptionError */
export function resolveConstraints(options: ConstraintOptions): Constraints {
  return checkConstraints(options, parameterNames);
}

/** @throws InvalidOptionError for a name that is not among `names` */
export function checkConstraints<Name extends string>(
  {
    fixed = [],
    stationaryStart = false,
  }: { fixed?: readonly Name[] | undefined; stationaryStart?: boolean | undefined },
  names: readonly Name[],
): Constraints<Name> {
  if (!Array.isArray(fixed)) {
    throw new InvalidOptionError('fixed', `an array of names among ${names.join(', ')}`, fixed);
  }
  if (typeof stationaryStart !== 'boolean') {
    throw new InvalidOptionError('stationaryStart', 'true or false', stationaryStart);
  }
  const unknown = fixed.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new InvalidOptionError('fixed', `names among ${names.join(', ')}`, unknown);
  }
  if (stationaryStart && (fixed as readonly string[]).includes('initialProbs')) {
    throw new InvalidOptionError(
      'fixed',
      'without initialProbs when stationaryStart is on',
      fixed.join(', '),
      'The transition matrix decides them.',
    );
  }
  return { fixed: [...fixed], stationaryStart };
}
