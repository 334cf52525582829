import { InvalidArgumentError } from './errors.ts';

/**
 * For the first line of every function with options: they are an object, and none of them is misspelt.
 *
 * @throws InvalidArgumentError naming the unknown option and those there are
 */
export function checkOptions(options: object, names: readonly string[], owner: string): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new InvalidArgumentError('options', `an object with options of ${owner}`, options);
  }
  for (const key of Object.keys(options)) {
    if (!names.includes(key)) throw new InvalidArgumentError(`options of ${owner}`, `only ${names.join(', ')}`, key);
  }
}

/** @throws InvalidArgumentError unless `value` is a text */
export function checkText(value: string | undefined, name: string): void {
  if (typeof value !== 'string') throw new InvalidArgumentError(name, 'a text', value);
}

/** @throws InvalidArgumentError unless `file` has a name and bytes */
export function checkFile(file: { readonly name: string; readonly content: Uint8Array }): void {
  const { name, content } = (file ?? {}) as Partial<typeof file>;
  if (typeof name === 'string' && content instanceof Uint8Array) return;
  throw new InvalidArgumentError('file', 'an object with name (a text) and content (a Uint8Array)', file);
}

/** @throws InvalidArgumentError unless `value` is an array */
export function checkList(value: readonly unknown[], name: string): void {
  if (!Array.isArray(value)) throw new InvalidArgumentError(name, 'an array', value);
}

/** @throws InvalidArgumentError unless `asOf` is a text or a Date, or left out */
export function checkMoment(asOf: string | Date | undefined): void {
  if (asOf === undefined || typeof asOf === 'string' || asOf instanceof Date) return;
  throw new InvalidArgumentError('asOf', 'a day, an instant or a Date', asOf);
}
