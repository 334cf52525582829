import type { JsonValue } from '@regimekit/numerics';
import type { EmissionFamily } from './emission-family.ts';

/** A family as plain data: what a worker or a reader of JSON makes it from again. */
export interface FamilySpec {
  readonly name: string;
  readonly options: { readonly [key: string]: JsonValue };
  /** Where a family that is not of this package is found. */
  readonly source?: { readonly module: string; readonly exportName: string };
}

export function specOf({ name, options = {}, source }: EmissionFamily): FamilySpec {
  return { name, options, ...(source === undefined ? {} : { source }) };
}
