import { InvalidObservationsError } from '../errors.ts';
import type { EmissionData } from './emission-family.ts';

/** What is wrong with a value, or undefined; a missing value (NaN) is not asked about. */
export type FindFault = (value: number) => { readonly code: string; readonly expected: string } | undefined;

/** @throws InvalidObservationsError naming row and column of the first faulty value */
export function checkValues({ rows, nFeatures }: EmissionData, family: string, findFault: FindFault): void {
  for (let i = 0; i < rows.length; i++) {
    const value = rows[i]!;
    const fault = Number.isNaN(value) ? undefined : findFault(value);
    if (fault === undefined) continue;
    const [row, column] = [Math.floor(i / nFeatures), i % nFeatures];
    throw new InvalidObservationsError(
      `The family ${family} expects ${fault.expected}, received ${value} in row ${row}, column ${column}.`,
      { code: fault.code, details: { family, row, column, value } },
    );
  }
}
