// What can go wrong with webhooks. No message or detail holds a secret, or the part of an address that could be one.
import { RegimekitError } from '@regimekit/errors';

/** A receiver that cannot be used as described. */
export class InvalidWebhookError extends RegimekitError {
  constructor(field: string, problem: string, hint: string) {
    super(`A webhook's ${field} cannot be used: ${problem}`, {
      code: 'INVALID_WEBHOOK',
      kind: 'input',
      hint,
      details: { field },
    });
  }
}

/** There is no receiver of that id. */
export class WebhookNotFoundError extends RegimekitError {
  constructor(id: string, existing: readonly string[]) {
    const known = existing.length === 0 ? 'there are none' : `there are ${existing.join(', ')}`;
    super(`Expected the id of a webhook, received ${JSON.stringify(id)}; ${known}.`, {
      code: 'WEBHOOK_NOT_FOUND',
      kind: 'input',
      hint: existing.length === 0 ? 'Add one first.' : 'Give one of these.',
      details: { id, existing },
    });
  }
}

/** The id is taken. */
export class WebhookConflictError extends RegimekitError {
  constructor(id: string) {
    super(`There is a webhook '${id}' already.`, {
      code: 'WEBHOOK_CONFLICT',
      kind: 'conflict',
      hint: 'Give another id, or remove the present one first.',
      details: { id },
    });
  }
}

/** Somebody else changed the receiver at the same time. */
export class WebhookChangedError extends RegimekitError {
  constructor(id: string) {
    super(`The webhook '${id}' was changed by somebody else meanwhile; nothing was done.`, {
      code: 'WEBHOOK_CHANGED',
      kind: 'conflict',
      hint: 'Look at it (listWebhooks), and try again where it is still wanted.',
      details: { id },
    });
  }
}
