import { InvalidJsonError } from '../errors.ts';
import { bernoulli } from './discrete/bernoulli.ts';
import { categorical } from './discrete/categorical.ts';
import { poisson } from './discrete/poisson.ts';
import type { EmissionFamily } from './emission-family.ts';
import type { FamilySpec } from './family-spec.ts';
import { gaussian } from './gaussian/gaussian.ts';
import { gaussianMixture } from './gaussian-mixture.ts';
import { product, type ProductBlock } from './product.ts';
import { linearRegression } from './regression/linear-regression.ts';
import { studentT } from './student-t/student-t.ts';

/** What makes a family from its options. */
export type FamilyMaker = (options: FamilySpec['options']) => EmissionFamily;

/** Every family of this package by name: a new one is one more line here. Options are checked by their maker. */
const makers: Readonly<Record<string, (options: never) => EmissionFamily>> = {
  gaussian,
  'student-t': studentT,
  'gaussian-mixture': gaussianMixture,
  categorical,
  poisson,
  bernoulli,
  'linear-regression': linearRegression,
};

/** Finds what makes a family; undefined for one that nobody knows. */
export type FindMaker = (spec: FamilySpec) => FamilyMaker | undefined;

/** The family that a spec describes. @throws InvalidJsonError for a name that nobody knows, and as the family's maker */
export function makeFamily(spec: FamilySpec, findOther: FindMaker = () => undefined): EmissionFamily {
  const { name, options } = spec;
  const own = findOther(spec);
  if (own !== undefined) return own(options);
  if (name === 'product') return product({ blocks: readBlocks(options, findOther) });
  if (isBuiltIn(name)) return (makers[name] as FamilyMaker)(options);
  throw new InvalidJsonError(
    `No family is called ${name}; there are ${[...Object.keys(makers), 'product'].join(', ')}.`,
    {
      code: 'UNKNOWN_FAMILY',
      hint: `Give one of your own as families: { '${name}': (options) => ... }.`,
      details: { name },
    },
  );
}

export function isBuiltIn(name: string): boolean {
  return name === 'product' || Object.hasOwn(makers, name);
}

interface BlockJson {
  readonly columns: number[];
  readonly family: string;
  readonly options?: FamilySpec['options'];
  readonly source?: { readonly module: string; readonly exportName: string };
}

function readBlocks({ blocks }: FamilySpec['options'], findOther: FindMaker): Record<string, ProductBlock> {
  if (typeof blocks !== 'object' || blocks === null) {
    throw new InvalidJsonError('A product is described by its blocks.', { code: 'INVALID_MODEL_JSON' });
  }
  return Object.fromEntries(
    Object.entries(blocks as unknown as Record<string, BlockJson>).map(([name, block]) => {
      const { columns, family, options = {}, source } = block;
      const spec = { name: family, options, ...(source === undefined ? {} : { source }) };
      return [name, { columns, family: makeFamily(spec, findOther) }];
    }),
  );
}
