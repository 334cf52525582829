import { RegimekitError } from '@regimekit/errors';

/** A registry is copied to an empty place only: what lies there is never mixed with it. */
export class RegistryNotEmptyError extends RegimekitError {
  constructor(location: string, events: number) {
    super(`Expected an empty registry at '${location}', but it holds ${events} events.`, {
      code: 'REGISTRY_NOT_EMPTY',
      kind: 'conflict',
      hint: 'Copy to another place. What is there was not touched.',
      details: { location, events },
    });
  }
}
