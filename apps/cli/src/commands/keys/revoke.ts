import { RegimekitError } from '@regimekit/errors';
import type { Answer } from '../../frame/answer.ts';
import type { Context } from '../../frame/context.ts';
import { bold } from '../../frame/terminal.ts';
import { keysOf } from '../../workflows/keys.ts';

/** `regimekit keys revoke KEY-ID`: stays on record, counts no more. */
export async function revoke({ home, now }: Context, _options: object, beginning: string): Promise<Answer> {
  const store = keysOf(home);
  const trusted = await store.trusted();
  const matching = trusted.filter(({ keyId }) => keyId.startsWith(beginning));
  if (matching.length !== 1) {
    throw new RegimekitError(
      `${matching.length === 0 ? 'No' : 'More than one'} trusted key has an id that begins with "${beginning}".`,
      {
        code: 'KEY_NOT_FOUND',
        kind: 'input',
        hint: 'regimekit keys list shows the trusted keys.',
        details: { beginning, keyIds: trusted.map(({ keyId }) => keyId) },
      },
    );
  }
  const revoked = await store.revoke(matching[0]!.keyId, now);
  return {
    document: revoked,
    text: () => `Signatures of ${bold(revoked.owner)} with key ${revoked.keyId} count no more.`,
  };
}
