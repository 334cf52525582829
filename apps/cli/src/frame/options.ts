// Reading the values of options: each either gives what it promises or says what was wrong.
import { RegimekitError } from '@regimekit/errors';

/** An option's value that cannot be used: which option, what came, what is accepted. */
class InvalidOptionError extends RegimekitError {
  constructor(option: string, expected: string, received: string, hint?: string) {
    super(`${option} must be ${expected}, received "${received}".`, {
      code: 'INVALID_OPTION',
      kind: 'input',
      hint,
      details: { option, expected, received },
    });
  }
}

/** A calendar day such as 2024-01-31; undefined when the option was not given. */
export function parseDate(option: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  // Date.parse rolls 2024-02-30 over to March; the round trip notices.
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text) {
    throw new InvalidOptionError(option, 'a calendar day as YYYY-MM-DD', text, `For example ${option} 2024-01-31.`);
  }
  return text;
}

/** Refuses a range that ends before it begins. */
export function checkRange(from: string | undefined, to: string | undefined): void {
  if (from !== undefined && to !== undefined && from > to) {
    throw new InvalidOptionError('--to', `on or after --from (${from})`, to);
  }
}

/** A whole number within bounds. */
export function parseWhole(option: string, text: string, bounds: { min: number; max?: number }): number {
  const { min, max = Number.MAX_SAFE_INTEGER } = bounds;
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isSafeInteger(value) && value >= min && value <= max) return value;
  const range = max === Number.MAX_SAFE_INTEGER ? `from ${min} on` : `from ${min} to ${max}`;
  throw new InvalidOptionError(option, `a whole number ${range}`, text);
}

/** A number of at least `min` (above it, with `above`), and at most `max`. */
export function parseNumber(
  option: string,
  text: string,
  { min, max = Infinity, above = false }: { min: number; max?: number; above?: boolean },
): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(value) && (above ? value > min : value >= min) && value <= max) return value;
  const range =
    max === Infinity
      ? `${above ? 'above' : 'of at least'} ${min}`
      : `${above ? 'above' : 'from'} ${min} ${above ? 'and at most' : 'to'} ${max}`;
  throw new InvalidOptionError(option, `a number ${range}`, text);
}

/** One of a list of names. */
export function parseChoice<Choice extends string>(option: string, text: string, choices: readonly Choice[]): Choice {
  const found = choices.find((choice) => choice === text);
  if (found !== undefined) return found;
  throw new InvalidOptionError(option, `one of ${choices.join(', ')}`, text);
}
