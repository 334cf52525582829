import { InvalidOptionError } from '../errors.ts';

/** @throws InvalidOptionError unless the value is a whole number of at least `min` (-Infinity: any whole number) */
export function checkWholeNumber(value: number, name: string, min = 1): void {
  if (!Number.isSafeInteger(value) || value < min) {
    throw new InvalidOptionError(
      name,
      min === -Infinity ? 'a whole number' : `a whole number of at least ${min}`,
      value,
    );
  }
}
