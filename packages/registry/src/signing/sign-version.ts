import { sha256Hex, type OptionNames } from '@regimekit/numerics';
import { InvalidOptionError, signBundle, type SigningKey } from '@regimekit/persistence';
import { checkKey } from '../approvals/approve.ts';
import { changeModel } from '../change-model.ts';
import { checkOptions } from '../check-options.ts';
import { readVerified } from '../promotion/checks.ts';
import { findVersion, viewModel, type RegistryContext } from '../registry-context.ts';

/** How a version is signed. */
export interface SignOptions {
  /**
   * The key that signs.
   * @default the key the registry was opened with
   */
  readonly key?: SigningKey | undefined;
  /** Why, kept in the record of events. */
  readonly reason?: string | undefined;
}

const optionNames: OptionNames<SignOptions> = { key: true, reason: true };

/**
 * Verifies a bundle, adds a signature to it and records that.
 *
 * @returns the version
 */
export async function signVersion(
  context: RegistryContext,
  name: string,
  asked: string,
  options: SignOptions,
): Promise<string> {
  checkOptions(options, optionNames, 'sign');
  const { reason, key = context.key } = options;
  checkKey(key);
  if (key === undefined) {
    throw new InvalidOptionError('key', 'a SigningKey', key, 'Give one here, or when the registry is opened.');
  }
  const record = findVersion((await viewModel(context, name, 'sign')).model, asked);
  const { file, bytes } = signBundle(await readVerified(context, record), key, { name });
  return await changeModel(context, name, 'sign', async ({ model, say, transaction }) => {
    // First the signature: a crash before the event leaves one that is worth as much and is not on record.
    await transaction.putSignature(record, file, bytes);
    const present = findVersion(model, record.version);
    await say(present, { type: 'signed', reason, details: { keyId: key.keyId, file, sha256: sha256Hex(bytes) } });
    return record.version;
  });
}
