// Everything that can go wrong with a registry, on one page.
import { RegimekitError, type ErrorDetails } from '@regimekit/errors';
import type { Stage } from './model-version.ts';

/** A name that cannot be a folder and an address at once. */
export class InvalidNameError extends RegimekitError {
  constructor(name: unknown) {
    super(
      `A model's name must be 1 to 64 lower-case letters, digits, - and _, beginning with a letter or digit, received ${JSON.stringify(name)}.`,
      { code: 'INVALID_NAME', kind: 'input', hint: "Name it like 'regime-detector'.", details: { name } },
    );
  }
}

/** A version that is not written as semantic versioning asks. */
export class InvalidVersionError extends RegimekitError {
  constructor(version: unknown) {
    super(`A version must be like 1.4.0 or 2.0.0-rc.1, received ${JSON.stringify(version)}.`, {
      code: 'INVALID_VERSION',
      kind: 'input',
      hint: 'Leave it out to have the next one chosen; build metadata (+...) are not used.',
      details: { version },
    });
  }
}

/** Nobody is named as the one who acts. */
export class InvalidActorError extends RegimekitError {
  constructor(actor: unknown) {
    super(`The actor must be a name of 1 to 200 characters, received ${JSON.stringify(actor)}.`, {
      code: 'INVALID_ACTOR',
      kind: 'input',
      hint: 'Name the person or program that acts; the record of events keeps it.',
      details: { actor },
    });
  }
}

/** A stage that does not exist. */
export class InvalidStageError extends RegimekitError {
  constructor(stage: unknown, stages: readonly string[]) {
    super(`A stage must be one of ${stages.join(', ')}, received ${JSON.stringify(stage)}.`, {
      code: 'INVALID_STAGE',
      kind: 'input',
      details: { stage, stages },
    });
  }
}

/** No model of that name was ever registered. */
export class ModelNotFoundError extends RegimekitError {
  constructor(name: string, existing: readonly string[]) {
    const known = existing.length === 0 ? 'the registry is empty' : `there are ${existing.join(', ')}`;
    super(`Expected a registered model '${name}', but ${known}.`, {
      code: 'MODEL_NOT_FOUND',
      kind: 'input',
      hint: existing.length === 0 ? 'Register a model first.' : 'Give one of these names.',
      details: { name, existing },
    });
  }
}

/** The model has no such version, or none in that stage. */
export class VersionNotFoundError extends RegimekitError {
  constructor(name: string, asked: string, existing: readonly { version: string; stage: Stage }[]) {
    const list = existing.map(({ version, stage }) => `${version} (${stage})`).join(', ');
    super(`Model '${name}' has no version or stage '${asked}'; it has ${list}.`, {
      code: 'VERSION_NOT_FOUND',
      kind: 'input',
      hint: 'Give one of these versions, or a stage that holds one.',
      details: { name, asked, existing },
    });
  }
}

/** The version is taken: what is registered never changes. */
export class VersionConflictError extends RegimekitError {
  constructor(name: string, version: string) {
    super(`Version ${version} of '${name}' is registered already, and a registered version never changes.`, {
      code: 'VERSION_CONFLICT',
      kind: 'conflict',
      hint: 'Leave the version out to have the next one chosen.',
      details: { name, version },
    });
  }
}

/** No version of the model is in production. */
export class NoProductionModelError extends RegimekitError {
  constructor(name: string) {
    super(`No version of '${name}' is in production.`, {
      code: 'NO_PRODUCTION_MODEL',
      kind: 'state',
      hint: `Promote one: registry.promote('${name}', version).`,
      details: { name },
    });
  }
}

/** A version may not move, by the rules or because a check failed. What was in production stays there. */
export class PromotionRejectedError extends RegimekitError {
  constructor(name: string, version: string, to: Stage, why: string, details?: ErrorDetails, cause?: unknown) {
    super(`${name} ${version} was not moved to ${to}: ${why}`, {
      code: 'PROMOTION_REJECTED',
      kind: 'state',
      hint: 'Nothing has changed. Mend the cause, or move another version.',
      details: { name, version, to, ...details },
      cause,
    });
  }
}

/** There is no earlier production version to return to. */
export class NothingToRollBackError extends RegimekitError {
  constructor(name: string, production: string | undefined) {
    const before =
      production === undefined ? 'no version was in production' : `nothing was in production before ${production}`;
    super(`'${name}' cannot be rolled back: ${before}.`, {
      code: 'NOTHING_TO_ROLL_BACK',
      kind: 'state',
      hint: 'Promote the version you want instead.',
      details: { name, production },
    });
  }
}

/** Somebody else moved a version of the model while this call was at work. This call has changed nothing. */
export class RegistryChangedError extends RegimekitError {
  constructor(name: string, details: ErrorDetails) {
    super(`The stages of '${name}' were changed by somebody else in the meantime; this call changed nothing.`, {
      code: 'REGISTRY_CHANGED',
      kind: 'conflict',
      hint: 'Look at the registry again, then repeat the call if it still makes sense.',
      details: { name, ...details },
    });
  }
}

/** The record of events is not the one that was written: an event was changed, removed, added or reordered. */
export class ChainBrokenError extends RegimekitError {
  constructor(sequence: number, problem: string, details?: ErrorDetails, cause?: unknown) {
    super(`The record of events is broken at event ${sequence}: ${problem}`, {
      code: 'CHAIN_BROKEN',
      kind: 'integrity',
      hint: 'Trust nothing from this event on; restore registry.sqlite from a copy and find out who changed it.',
      details: { sequence, ...details },
      cause,
    });
  }
}

/** Bundles of registered versions are damaged, changed or gone. The record of events itself is intact. */
export class DamagedVersionsError extends RegimekitError {
  constructor(damaged: readonly { name: string; version: string; problem: string }[]) {
    const list = damaged.map(({ name, version, problem }) => `${name} ${version}: ${problem}`).join(' ');
    super(`${damaged.length} registered version${damaged.length === 1 ? ' is' : 's are'} not as registered. ${list}`, {
      code: 'DAMAGED_VERSIONS',
      kind: 'integrity',
      hint: 'Restore the folders from a copy; a version that cannot be restored should be archived.',
      details: { damaged },
    });
  }
}

/** A projection (`registry.json`, `events.jsonl`) could not be written. What was asked for has happened nevertheless. */
export class ProjectionError extends RegimekitError {
  constructor(folder: string, problem: string, cause?: unknown) {
    super(`registry.json and events.jsonl in '${folder}' could not be brought up to date: ${problem}`, {
      code: 'PROJECTION_FAILED',
      kind: 'unavailable',
      hint:
        cause instanceof ChainBrokenError
          ? 'They are kept as evidence. Find out why; move registry.json away when it has served.'
          : 'The registry itself is up to date; both files are written again when it is next opened or changed.',
      details: { folder },
      cause,
    });
  }
}
