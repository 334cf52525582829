// The emission families by the names that options give them.
import { RegimekitError } from '@regimekit/errors';
import {
  bernoulli,
  categorical,
  gaussianMixture,
  linearRegression,
  poisson,
  studentT,
  type CovarianceType,
  type EmissionFamily,
} from '@regimekit/hmm-core';
import type { MatrixView } from '@regimekit/numerics';
import { parseChoice, parseWhole } from '../../frame/options.ts';

export const familyNames = [
  'gaussian',
  'student-t',
  'gaussian-mixture',
  'poisson',
  'bernoulli',
  'categorical',
  'linear-regression',
] as const;

export type FamilyName = (typeof familyNames)[number];

/** What options say of a family beside its name, as they come from the command line. */
export interface FamilyOptions {
  readonly covariance?: CovarianceType;
  readonly components?: string;
  readonly lags?: string;
  readonly freedom?: string;
}

/** Which options each family reads. */
const optionsOf: Readonly<Record<Exclude<FamilyName, 'gaussian'>, readonly (keyof FamilyOptions)[]>> = {
  'student-t': ['covariance', 'freedom'],
  'gaussian-mixture': ['covariance', 'components'],
  poisson: [],
  bernoulli: [],
  categorical: [],
  'linear-regression': ['lags'],
};

/** @throws RegimekitError of kind `input` for an option that the family does not read */
export function makeFamily(
  name: Exclude<FamilyName, 'gaussian'>,
  options: FamilyOptions,
  values: MatrixView,
): EmissionFamily {
  const { covariance, components, lags, freedom } = options;
  for (const option of ['covariance', 'components', 'lags', 'freedom'] as const) {
    if (options[option] === undefined || optionsOf[name].includes(option)) continue;
    throw notFor(option, name);
  }
  switch (name) {
    case 'student-t':
      return studentT({
        degreesOfFreedom: readFreedom(freedom),
        ...(covariance === undefined
          ? {}
          : { scaleType: parseChoice('--covariance', covariance, ['diag', 'full'] as const) }),
      });
    case 'gaussian-mixture':
      return gaussianMixture({
        nComponents: parseWhole('--components', components ?? '2', { min: 1, max: 20 }),
        ...(covariance === undefined ? {} : { covarianceType: covariance }),
      });
    case 'linear-regression':
      return linearRegression({ lags: parseWhole('--lags', lags ?? '1', { min: 0, max: 100 }) });
    case 'categorical':
      return categorical({ nCategories: 1 + largest(values) });
    default:
      return name === 'poisson' ? poisson() : bernoulli();
  }
}

export function notFor(option: string, family: string): RegimekitError {
  return new RegimekitError(`--${option} has no meaning for the family ${family}.`, {
    code: 'INVALID_OPTION',
    kind: 'input',
    hint: `Leave out --${option}, or choose another --family.`,
    details: { option: `--${option}`, family },
  });
}

function readFreedom(text: string | undefined): 'state' | 'shared' | number {
  if (text === undefined || text === 'state' || text === 'shared') return text ?? 'state';
  return parseWhole('--freedom', text, { min: 1, max: 200 });
}

/** Kinds are numbered from 0; what cannot be one is refused by the family, with row and column. */
function largest(values: MatrixView): number {
  const most = values.data.reduce((a, b) => (b > a ? b : a), 1);
  return Number.isSafeInteger(most) && most < 10_000 ? most : 1;
}
