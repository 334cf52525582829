import { escapeAttribute } from '../svg/escape.ts';

/** A piece of HTML that is already safe. Only `markup` and `trusted` make one. */
export class Html {
  readonly markup: string;
  constructor(markup: string) {
    this.markup = markup;
  }
}

type Part = string | number | Html | readonly Html[];

/**
 * A template whose inserted strings are escaped, in text and in quoted attributes alike. Not called `html`: formatters take
 * that name as leave to add white space.
 */
export function markup(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const inserted = parts.map((part) => {
    if (part instanceof Html) return part.markup;
    return typeof part === 'object' ? part.map(({ markup }) => markup).join('') : escapeAttribute(String(part));
  });
  return new Html(strings.map((piece, index) => piece + (inserted[index] ?? '')).join(''));
}

/** Markup that this package made itself: pictures and style sheets. */
export const trusted = (markup: string): Html => new Html(markup);

export const nothing = new Html('');
