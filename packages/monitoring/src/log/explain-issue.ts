import type { z } from 'zod';

const FORMATS: Readonly<Record<string, string>> = {
  date: 'a day written like 2024-01-31',
  datetime: 'a UTC instant written like 2024-01-31T21:05:00.000Z',
};

/** An issue of zod as `expected …, received …`, which its own messages say only in part. */
export function explainIssue(issue: z.core.$ZodIssue, input: unknown): string {
  if (issue.code === 'custom') return issue.message;
  if (issue.code === 'unrecognized_keys') return `has no field ${issue.keys.map((key) => `'${key}'`).join(', ')}`;
  let received = input;
  for (const key of issue.path) received = (received as Readonly<Record<PropertyKey, unknown>>)[key];
  return `expected ${expectation(issue)}, received ${describe(received)}`;
}

function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'int' ? 'a whole number' : `a value of type ${issue.expected}`;
    case 'invalid_value':
      return issue.values.map((value) => `'${String(value)}'`).join(' or ');
    case 'invalid_format':
      return FORMATS[issue.format] ?? issue.format;
    case 'too_small':
      return issue.origin === 'string' ? 'a text that is not empty' : `at least ${issue.minimum}`;
    case 'too_big':
      return `at most ${issue.maximum}`;
    default:
      return `something else (${issue.message})`;
  }
}

function describe(value: unknown): string {
  if (typeof value === 'number' || value === undefined) return String(value);
  return (JSON.stringify(value) ?? `a ${typeof value}`).slice(0, 80);
}
