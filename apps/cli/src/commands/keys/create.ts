import { join } from 'node:path';
import type { SigningAlgorithm } from '@regimekit/persistence';
import type { Answer } from '../../frame/answer.ts';
import type { Context } from '../../frame/context.ts';
import { fromHere } from '../../frame/paths.ts';
import { bold, dim } from '../../frame/terminal.ts';
import { keysOf } from '../../workflows/keys.ts';

/** `regimekit keys create NAME`: the private half never leaves its file and is never printed. */
export async function create(
  { home }: Context,
  { algorithm }: { readonly algorithm: SigningAlgorithm },
  name: string,
): Promise<Answer> {
  const { keyId, pem } = await keysOf(home).create({ name, algorithm });
  const publicKeyFile = join(home.keys, `${name}.pub`);
  return {
    document: { name, algorithm, keyId, publicKeyFile, publicKey: pem },
    text: () =>
      [
        `${bold(name)} is a new ${algorithm} key.`,
        `key id       ${keyId}`,
        `to give away ${fromHere(publicKeyFile)}`,
        dim(`To trust it here: regimekit keys trust ${fromHere(publicKeyFile)} --owner WHO`),
        dim('Back up the private half yourself: there is no other copy of it.'),
      ].join('\n'),
  };
}
