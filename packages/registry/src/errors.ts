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
    super(
      `The actor must be a name of 1 to 200 characters, none of which controls a terminal, received ${JSON.stringify(actor)}.`,
      {
        code: 'INVALID_ACTOR',
        kind: 'input',
        hint: 'Name the person or program that acts; the record of events keeps it.',
        details: { actor },
      },
    );
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
  /**
   * @param details `check` for a failed check; `requirements` (`Requirement[]`, met and unmet) for unmet rules
   * @param remedies what to do, one phrase per unmet requirement
   */
  constructor(
    name: string,
    version: string,
    to: Stage,
    why: string,
    details?: ErrorDetails,
    cause?: unknown,
    remedies: readonly string[] = ['Mend the cause, or move another version'],
  ) {
    super(`${name} ${version} was not moved to ${to}: ${why}`, {
      code: 'PROMOTION_REJECTED',
      kind: 'state',
      hint: `Nothing has changed. ${remedies.join('; ')}.`,
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

/** The rules that were given are none, or could never be met. */
export class InvalidPolicyError extends RegimekitError {
  constructor(problems: string, cause?: unknown) {
    super(`The policy cannot be used. ${problems}`, {
      code: 'INVALID_POLICY',
      kind: 'input',
      hint: 'Nothing has changed. See RegistryPolicy for what a policy may hold; {} allows everything to everybody.',
      details: { problems },
      cause,
    });
  }
}

/** The actor may not do this, or has not proved to be who it says. */
export class PermissionDeniedError extends RegimekitError {
  /** @param details `neededRoles`: any of them suffices; `holders`: who has one */
  constructor(actor: string, action: string, why: string, hint: string, details?: ErrorDetails) {
    super(`'${actor}' may not ${action}: ${why}.`, {
      code: 'PERMISSION_DENIED',
      kind: 'permission',
      hint,
      details: { actor, action, ...details },
    });
  }
}

/** A free name that would be mistaken for a stage or a version, or is no name. */
export class InvalidAliasError extends RegimekitError {
  constructor(alias: unknown, problem: string) {
    super(`${JSON.stringify(alias)} cannot be an alias: ${problem}.`, {
      code: 'INVALID_ALIAS',
      kind: 'input',
      hint: "Name it like 'champion': lower-case letters, digits, - and _, and neither a stage nor a version.",
      details: { alias },
    });
  }
}

/** The model has no such alias. */
export class AliasNotFoundError extends RegimekitError {
  constructor(name: string, alias: string, existing: readonly string[]) {
    const known = existing.length === 0 ? 'it has none' : `it has ${existing.join(', ')}`;
    super(`Model '${name}' has no alias '${alias}'; ${known}.`, {
      code: 'ALIAS_NOT_FOUND',
      kind: 'input',
      details: { name, alias, existing },
    });
  }
}

/** Nobody of that name has approved the version. */
export class ApprovalNotFoundError extends RegimekitError {
  constructor(name: string, version: string, approver: string, existing: readonly string[]) {
    const known = existing.length === 0 ? 'nobody has' : `${existing.join(', ')} did`;
    super(`'${approver}' has not approved ${name} ${version}; ${known}.`, {
      code: 'APPROVAL_NOT_FOUND',
      kind: 'state',
      details: { name, version, approver, existing },
    });
  }
}

/** An approval must be signed and is not, or was given a key that is not the approver's. */
export class ApprovalKeyError extends RegimekitError {
  constructor(approver: string, problem: string, keyIds: readonly string[]) {
    const known = keyIds.length > 0;
    super(
      `The approval of '${approver}' must be signed${known ? '' : ' with a key of their own, or not'}: ${problem}.`,
      {
        code: 'APPROVAL_KEY',
        kind: 'permission',
        hint: known
          ? `Give { key } with one of the keys that the policy knows of ${approver}: ${keyIds.join(', ')}.`
          : `Leave the key out, or have an operator add a key of ${approver} to the policy.`,
        details: { approver, keyIds },
      },
    );
  }
}

/** No document of that digest was ever attached, or it is gone. */
export class EvidenceNotFoundError extends RegimekitError {
  constructor(digest: string) {
    super(`There is no evidence document with the digest ${digest}.`, {
      code: 'EVIDENCE_NOT_FOUND',
      kind: 'input',
      hint: 'get(name, version).evidence lists the digests of what is attached.',
      details: { digest },
    });
  }
}

/** A document is not what its digest says. */
export class DamagedEvidenceError extends RegimekitError {
  constructor(digest: string, received: string | undefined) {
    const what = received === undefined ? 'is gone' : `has the digest ${received} now`;
    super(`The evidence document ${digest} ${what}.`, {
      code: 'DAMAGED_EVIDENCE',
      kind: 'integrity',
      hint: 'Restore it from a copy, or attach the evidence again.',
      details: { expected: digest, received },
    });
  }
}

/** An instant that cannot be understood. */
export class InvalidInstantError extends RegimekitError {
  constructor(name: string, instant: unknown) {
    super(`${name} must be an instant in UTC like 2024-03-09T14:00:00Z, received ${JSON.stringify(instant)}.`, {
      code: 'INVALID_INSTANT',
      kind: 'input',
      hint: 'Write it with a Z at the end; offsets such as +01:00 are not used.',
      details: { name, instant },
    });
  }
}

/** No probation is running, so there is nothing to review. */
export class NoProbationError extends RegimekitError {
  constructor(name: string, why: string) {
    super(`'${name}' has no probation to review: ${why}.`, {
      code: 'NO_PROBATION',
      kind: 'state',
      hint: 'A probation begins with a promotion to production while the policy has stages.production.probationDays.',
      details: { name },
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
