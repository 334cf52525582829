// Whose signature a model needs before this home uses it.
import { checkTrust, type BundleFiles, type TrustFinding, type TrustPolicy } from '@regimekit/persistence';
import type { Context } from '../frame/context.ts';
import type { Configuration } from './configuration.ts';
import { keysOf } from './keys.ts';

/** Configuration says how strict, the key store who is trusted. */
export async function trustPolicyOf({ home }: Context, { trust }: Configuration): Promise<TrustPolicy> {
  return keysOf(home).policy(trust.requireSignature);
}

/** What a model is to be used as. */
export interface IntendedUse {
  readonly model?: string | undefined;
  readonly stage?: string | undefined;
}

/**
 * Applies the policy. Where it only warns, the warning goes to stderr.
 *
 * @throws UntrustedModelError where the policy says so
 */
export async function requireTrust(
  context: Context,
  configuration: Configuration,
  files: BundleFiles,
  use: IntendedUse = {},
): Promise<TrustFinding> {
  const policy = await trustPolicyOf(context, configuration);
  return checkTrust(files, policy, { ...use, clock: context.now, onFinding: tellUntrusted });
}

/** What the signatures of a model are worth, whatever the policy would do about it. */
export async function assessTrust(context: Context, files: BundleFiles, use: IntendedUse = {}): Promise<TrustFinding> {
  const policy = await keysOf(context.home).policy('warn');
  return checkTrust(files, policy, { ...use, clock: context.now, onFinding: () => undefined });
}

function tellUntrusted({ model, problem }: TrustFinding): void {
  process.stderr.write(
    `Warning: ${model === undefined ? 'the model' : model} is not trusted: ${problem?.message ?? ''}\n`,
  );
}
