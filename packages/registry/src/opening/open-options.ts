// How a registry is opened: who acts, what proves it, and what is trusted.
import type { RegimekitError } from '@regimekit/errors';
import type { OptionNames } from '@regimekit/numerics';
import { checkTrust, type SigningKey, type TrustPolicy } from '@regimekit/persistence';
import { checkKey } from '../approvals/approve.ts';
import { createModelCache, type ModelCache, type ModelCacheOptions } from '../cache/model-cache.ts';
import { checkOptions } from '../check-options.ts';
import { PermissionDeniedError } from '../errors.ts';
import { checkActor } from '../model-version.ts';
import { fitsToken, hashToken } from '../people/tokens.ts';
import { readPolicy, type RegistryContext } from '../registry-context.ts';
import type { RegistryStore } from '../stores/registry-store.ts';

/** How a registry is opened: who acts, what proves it, what is trusted. */
export interface OpenRegistryOptions {
  /**
   * Who acts, as the record of events is to name them, and as the policy knows them.
   * @default whose token it is, where one is given; 'unknown' without one
   */
  readonly actor?: string | undefined;
  /** A token of the actor's (`createToken`). Needed where the policy has tokens of theirs. */
  readonly token?: string | undefined;
  /** A key of the actor's: signs approvals (`approve`) and bundles (`sign`), and proves who acts as well as a token. */
  readonly key?: SigningKey | undefined;
  /**
   * Which signatures a bundle must carry to be loaded, by model and stage, and to be promoted where the policy asks for
   * a signature.
   * @default signatures are not looked at
   */
  readonly trust?: TrustPolicy | undefined;
  /**
   * Keeps models that were loaded, within bounds: each is then verified once, and the same object is given to all who
   * load it, so none of them may change it.
   * @default nothing is kept; each loading reads and verifies again, and gives a model of its own
   */
  readonly cache?: ModelCacheOptions | undefined;
  /**
   * Only reads: nothing is created, and `registry.json` and `events.jsonl` stay as they are. The registry must exist;
   * whatever would change it fails. For folders that cannot be written, and users of a server that may only look.
   * @default false
   */
  readonly readOnly?: boolean | undefined;
  /**
   * Where the instants of the events come from.
   * @default () => new Date()
   */
  readonly clock?: (() => Date) | undefined;
  /**
   * Told when `registry.json` or `events.jsonl` could not be written after an operation that has itself succeeded.
   * @default process.emitWarning
   */
  readonly onWarning?: ((error: RegimekitError) => void) | undefined;
}

const optionNames: OptionNames<OpenRegistryOptions> = {
  actor: true,
  token: true,
  key: true,
  trust: true,
  cache: true,
  readOnly: true,
  clock: true,
  onWarning: true,
};

/** Options that hold, with their defaults. */
export interface CheckedOptions extends Omit<RegistryContext, 'store' | 'states' | 'actor'> {
  readonly actor: string | undefined;
  readonly cache: ModelCache | undefined;
  readonly readOnly: boolean;
}

/** Checked before anything is opened, created or read. @throws InvalidOptionError, InvalidActorError, InvalidKeyError */
export function checkOpenOptions(options: OpenRegistryOptions): CheckedOptions {
  checkOptions(options, optionNames, 'ModelRegistry.open');
  const { actor, token, key, trust, cache, readOnly = false, clock = () => new Date() } = options;
  if (actor !== undefined) checkActor(actor);
  if (token !== undefined) hashToken(token);
  checkKey(key);
  // A misspelt trust must not come out as a lenient one, and not at the first loading either.
  if (trust !== undefined) expectTrustPolicy(trust);
  return {
    actor,
    token,
    key,
    trust,
    cache: cache === undefined ? undefined : createModelCache(cache),
    readOnly,
    clock,
    warn: options.onWarning ?? ((error) => process.emitWarning(error)),
  };
}

/** @throws InvalidOptionError or InvalidKeyError */
function expectTrustPolicy(trust: TrustPolicy): void {
  // A bundle without signatures meets no policy; what counts here is that the policy itself is read first.
  checkTrust(new Map(), trust?.requireSignature === 'refuse' ? { ...trust, requireSignature: 'off' } : trust, {
    onFinding: () => undefined,
  });
}

/**
 * Who acts: whoever is named, else whose token it is.
 *
 * @throws PermissionDeniedError when a token is given alone and is nobody's
 */
export async function findActor(store: RegistryStore, { actor, token }: CheckedOptions): Promise<string> {
  if (actor !== undefined) return actor;
  if (token === undefined) return 'unknown';
  const { people = {} } = await readPolicy((query) => store.read(query));
  const owner = Object.entries(people).find(([, { tokenHashes = [] }]) => fitsToken(token, tokenHashes));
  if (owner !== undefined) return owner[0];
  const hint = 'Ask an operator for a new one, or name the actor.';
  throw new PermissionDeniedError('unknown', 'open the registry', 'the token belongs to nobody the policy knows', hint);
}
