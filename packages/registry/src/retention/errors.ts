import { RegimekitError } from '@regimekit/errors';
import type { RegistryEvent } from '../events/registry-event.ts';

/** The bundle of the version was removed by the retention; its record stays. */
export class CollectedVersionError extends RegimekitError {
  constructor({ modelName, version, at, actor, reason, manifestDigest }: RegistryEvent) {
    const why = reason === null ? '' : ` (${reason})`;
    super(`${modelName} ${version} can no longer be loaded: ${actor} had its bundle removed on ${at}${why}.`, {
      code: 'VERSION_COLLECTED',
      kind: 'state',
      hint: `Its record and digests are still there. A copy of the bundle with the manifest digest ${manifestDigest} is the same model.`,
      details: { name: modelName, version, collectedAt: at, collectedBy: actor, reason, manifestDigest },
    });
  }
}
