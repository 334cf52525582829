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

/** A registry is copied into a folder that holds nothing else: what lies there is somebody else's. */
export class FolderNotEmptyError extends RegimekitError {
  constructor(folder: string, entries: readonly string[]) {
    const shown = entries.slice(0, SHOWN).join(', ');
    const more = entries.length > SHOWN ? ` and ${entries.length - SHOWN} more` : '';
    super(`Expected an empty folder or none at '${folder}', but it holds ${shown}${more}, and no registry.`, {
      code: 'FOLDER_NOT_EMPTY',
      kind: 'conflict',
      hint: 'Copy to a new folder. What is there was not touched.',
      details: { folder, entries: entries.slice(0, SHOWN), count: entries.length },
    });
  }
}

const SHOWN = 5;
