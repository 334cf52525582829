import { RegimekitError } from '@regimekit/errors';

/** An instant that has not come yet: the record knows what was, and nobody what will be. */
export class FutureInstantError extends RegimekitError {
  constructor(name: string, instant: string, now: string) {
    super(`${name} must be an instant not after now (${now}), received ${instant}.`, {
      code: 'FUTURE_INSTANT',
      kind: 'input',
      hint: 'Which version will serve then is not known yet. Ask about now, or about an instant that has passed.',
      details: { name, instant, now },
    });
  }
}
