import { InvalidOptionError } from '../errors.ts';

/** @throws InvalidOptionError unless the value is a whole number of at least `min` */
export function checkWholeNumber(value: number, name: string, min = 1): void {
  if (!Number.isSafeInteger(value) || value < min) {
    throw new InvalidOptionError(name, `a whole number of at least ${min}`, value);
  }
}
