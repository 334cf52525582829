import type { z } from 'zod';

const MAX_SHOWN = 120;
const MAX_ISSUES = 5;

/** A text of a file, short enough for a message: what a hostile file says must not flood a log. */
export function shorten(text: string): string {
  const shown = text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
  return shown.toWellFormed();
}

/** The first few things a schema found, as lines. */
export function describeIssues(error: z.ZodError): string {
  const shown = error.issues.slice(0, MAX_ISSUES);
  const more = error.issues.length - shown.length;
  const lines = shown.map(({ path, message }) => {
    const place = path.length === 0 ? '' : ` (at ${shorten(path.map(String).join('.'))})`;
    return `${shorten(message)}${place}`;
  });
  return [...lines, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}
