import { InvalidOptionError } from '../../errors.ts';
import type { EmissionParameters, ParameterLayout } from '../emission-family.ts';

/** A part of a regression that all states may share. */
export type RegressionPart = 'intercept' | 'trend' | 'lags' | 'slopes' | 'variances';

/** The parts that are coefficients, in the order of the columns of the design. */
const COEFFICIENTS = ['intercept', 'trend', 'lags', 'slopes'] as const;

type CoefficientPart = (typeof COEFFICIENTS)[number];

/** Coefficients, as named parts and side by side. */
export interface RegressionParts {
  readonly layout: ParameterLayout;
  /** P. */
  readonly nColumns: number;
  /** Whether all states share a column, length P. */
  readonly tiedColumns: readonly boolean[];
  /** The coefficients of every state side by side, K x P. */
  readonly coefficientsOf: (parameters: EmissionParameters, nStates: number) => Float64Array;
  /** The other way. */
  readonly partsOf: (coefficients: Float64Array, nStates: number) => EmissionParameters;
}

/**
 * @param extents how many columns each part has
 * @throws InvalidOptionError for a tied part that there is not
 */
export function createParts(
  extents: Readonly<Record<CoefficientPart, number>>,
  tied: readonly RegressionPart[],
): RegressionParts {
  const names = COEFFICIENTS.filter((part) => extents[part] > 0);
  checkTied(tied, [...names, 'variances']);
  /** Which part each column belongs to, and where in it. */
  const columns = names.flatMap((part) => Array.from({ length: extents[part] }, (_, within) => ({ part, within })));
  const nColumns = columns.length;
  const single = (part: CoefficientPart) => part === 'intercept' || part === 'trend';
  return {
    layout: Object.fromEntries(
      names.map((part) => [
        part,
        { shape: single(part) ? [] : [extents[part]], domain: 'real', shared: tied.includes(part) },
      ]),
    ),
    nColumns,
    tiedColumns: columns.map(({ part }) => tied.includes(part)),

    coefficientsOf: (parameters, nStates) =>
      Float64Array.from({ length: nStates * nColumns }, (_, at) => {
        const { part, within } = columns[at % nColumns]!;
        const k = tied.includes(part) ? 0 : Math.floor(at / nColumns);
        return parameters[part]![k * extents[part] + within]!;
      }),

    partsOf: (coefficients, nStates) =>
      Object.fromEntries(
        names.map((part) => {
          const n = extents[part];
          const first = columns.findIndex((column) => column.part === part);
          const copies = tied.includes(part) ? 1 : nStates;
          const pick = (_: number, p: number) => coefficients[Math.floor(p / n) * nColumns + first + (p % n)]!;
          return [part, new Float64Array(copies * n).map(pick)];
        }),
      ),
  };
}

function checkTied(tied: readonly RegressionPart[], parts: readonly RegressionPart[]): void {
  if (!Array.isArray(tied)) throw new InvalidOptionError('tied', `an array of names among ${parts.join(', ')}`, tied);
  const unknown = tied.find((part) => !parts.includes(part));
  if (unknown !== undefined) throw new InvalidOptionError('tied', `names among ${parts.join(', ')}`, unknown);
}
