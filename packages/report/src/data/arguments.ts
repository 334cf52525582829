// The door for callers without types: what is not of the right kind is named before anything is drawn.
import { ReportInputError } from '../errors.ts';

/** The keys of an options type as a value; the compiler refuses a list that lacks one or has one too many. */
export type OptionNames<Options> = Readonly<Record<keyof Options, true>>;

/** A value in a few words, for a message; never throws. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return `an array of length ${value.length}`;
  if (typeof value === 'object' && value !== null) return ArrayBuffer.isView(value) ? 'a typed array' : 'an object';
  return String(value);
}

export function invalidArgument(what: string, expected: string, received: unknown, hint: string): ReportInputError {
  const shown = describeValue(received);
  return new ReportInputError('REPORT_INVALID_ARGUMENT', `${what}: expected ${expected}, received ${shown}.`, hint, {
    what,
    expected,
    received: shown,
  });
}

export function requireObject(value: unknown, what: string, expected: string): void {
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value)) return;
  throw invalidArgument(what, expected, value, 'Hand over one object with these fields.');
}

/** A misspelt option would otherwise be left out without a word. The values are not looked at. */
export function requireOptions(options: unknown, names: Readonly<Record<string, true>>, owner: string): void {
  const known = Object.keys(names).join(', ');
  requireObject(options, 'options', `an object with options of ${owner} (${known})`);
  for (const key of Object.keys(options as object)) {
    if (Object.hasOwn(names, key)) continue;
    throw invalidArgument(`options of ${owner}`, `only ${known}`, key, `Correct the spelling, or leave ${key} out.`);
  }
}

/** @param of what it holds, in the plural */
export function requireArray(value: unknown, what: string, of: string): void {
  if (Array.isArray(value)) return;
  throw invalidArgument(what, `an array of ${of}`, value, 'Hand over a plain array.');
}

/** An array whose elements are all objects. */
export function requireRecords(value: unknown, what: string, fields: string): void {
  requireArray(value, what, `objects with ${fields}`);
  for (const [index, record] of Array.from(value as readonly unknown[]).entries()) {
    requireObject(record, `${what}[${index}]`, `an object with ${fields}`);
  }
}

/** Numbers one after the other: a plain or a typed array. Their values are not looked at. */
export function requireList(value: unknown, what: string): void {
  const isTyped = ArrayBuffer.isView(value) && 'length' in value;
  if (isTyped || Array.isArray(value)) return;
  throw invalidArgument(what, 'an array of numbers', value, 'Hand over a plain or a typed array.');
}

export function requireText(value: unknown, what: string): void {
  if (typeof value === 'string') return;
  throw invalidArgument(what, 'a text', value, 'Hand over a string.');
}

export function requireTexts(value: unknown, what: string): void {
  requireArray(value, what, 'texts');
  for (const [index, text] of Array.from(value as readonly unknown[]).entries()) requireText(text, `${what}[${index}]`);
}

/** Texts that may be left out, but not be something else. */
export function requireTextsIfAny(values: object, names: readonly string[], what = ''): void {
  for (const name of names) {
    const value = (values as Readonly<Record<string, unknown>>)[name];
    if (value !== undefined) requireText(value, `${what}${name}`);
  }
}

/** A choice that may be left out. */
export function requireChoiceIfAny(value: unknown, choices: readonly unknown[], what: string): void {
  if (value === undefined || choices.includes(value)) return;
  const list = choices.map(describeValue).join(' or ');
  throw invalidArgument(what, list, value, 'Leave it out for the default.');
}

/** A whole number that may be left out. */
export function requireWholeIfAny(value: unknown, range: { min: number; max: number }, what: string): void {
  if (value === undefined) return;
  if (Number.isInteger(value) && (value as number) >= range.min && (value as number) <= range.max) return;
  const expected = `a whole number from ${range.min} to ${range.max}`;
  throw invalidArgument(what, expected, value, 'Leave it out for the default.');
}
