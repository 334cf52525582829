// A new version, signed with the key of whoever registers it where one is named.
import { RegimekitError } from '@regimekit/errors';
import type { ModelData } from '@regimekit/persistence';
import type { ModelRegistry, ModelVersion, RegisterOptions } from '@regimekit/registry';
import type { Context } from '../frame/context.ts';
import { keysOf } from './keys.ts';

/**
 * `--key` belongs to a registration, and is looked at before the work: nobody should train for an hour to hear of a typo.
 *
 * @throws RegimekitError of kind `input` for a key without a registration; what `KeyStore.signingKey` throws
 */
export async function checkSigning(context: Context, registers: boolean): Promise<void> {
  const { keyName } = context.identity;
  if (keyName === undefined) return;
  if (registers) {
    await keysOf(context.home).signingKey(keyName);
    return;
  }
  throw new RegimekitError('--key signs what is registered: add --register.', {
    code: 'KEY_WITHOUT_REGISTER',
    kind: 'input',
    hint: 'To sign a model in a folder: regimekit model sign FOLDER --key NAME',
  });
}

/** What is to be registered. */
interface NewVersion {
  readonly name: string;
  readonly data: ModelData;
  readonly options: RegisterOptions;
}

/** Registers, and signs with the key the registry was opened with, so that the version can go where a signature is asked for. */
export async function registerSigned(
  context: Context,
  registry: ModelRegistry,
  { name, data, options }: NewVersion,
): Promise<ModelVersion> {
  const registered = await registry.register(name, data, options);
  if (context.identity.keyName === undefined) return registered;
  return await registry.sign(name, registered.version, { reason: options.reason });
}

/** For the page: which key signed, where one did. */
export function signedText({ identity }: Context): string {
  return identity.keyName === undefined ? '' : `, signed with the key ${identity.keyName}`;
}
