import type { OwnKey, StoredTrustedKey } from '@regimekit/persistence';
import type { Answer } from '../../frame/answer.ts';
import type { Context } from '../../frame/context.ts';
import { bold, dim, table } from '../../frame/terminal.ts';
import { keysOf } from '../../workflows/keys.ts';

/** `regimekit keys list`: no private key is read for it. */
export async function list({ home }: Context): Promise<Answer> {
  const store = keysOf(home);
  const own = await store.list();
  const trusted = await store.trusted();
  return {
    document: { own: own.map(({ name, algorithm, keyId }) => ({ name, algorithm, keyId })), trusted },
    text: () => [bold('Yours'), ownTable(own), '', bold('Trusted'), trustedTable(trusted)].join('\n'),
  };
}

function ownTable(keys: readonly OwnKey[]): string {
  if (keys.length === 0) return dim('None. Make one with: regimekit keys create NAME');
  return table(
    ['name', 'algorithm', 'key id'],
    keys.map(({ name, algorithm, keyId }) => [name, algorithm, keyId]),
  );
}

function trustedTable(keys: readonly StoredTrustedKey[]): string {
  if (keys.length === 0) return dim('Nobody. Accept somebody with: regimekit keys trust FILE --owner WHO');
  return table(
    ['owner', 'models', 'stages', 'until', 'key id'],
    keys.map(({ owner, models, stages, notAfter, revokedAt, keyId }) => [
      owner,
      models?.join(', ') ?? 'all',
      stages?.join(', ') ?? 'all',
      revokedAt === undefined ? (notAfter?.slice(0, 10) ?? '-') : `revoked ${revokedAt.slice(0, 10)}`,
      keyId,
    ]),
  );
}
