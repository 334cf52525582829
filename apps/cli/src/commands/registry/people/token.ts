import { createToken } from '@regimekit/registry';
import type { Answer } from '../../../frame/answer.ts';
import type { Context } from '../../../frame/context.ts';
import { bold, dim } from '../../../frame/terminal.ts';
import type { WithReason } from '../options.ts';
import { changePerson, expectPerson } from './change-people.ts';

export interface TokenOptions extends WithReason {
  readonly replace?: boolean;
}

/** `regimekit registry people token NAME`: the registry keeps its digest alone, so this is the only time it is seen. */
export async function token(
  context: Context,
  { reason, replace = false }: TokenOptions,
  name: string,
): Promise<Answer> {
  const created = createToken();
  await changePerson(context, { name, reason }, (found, people) => {
    const person = expectPerson(name, found, people);
    const earlier = replace ? [] : (person.tokenHashes ?? []);
    return { ...person, tokenHashes: [...earlier, created.tokenHash] };
  });
  return {
    document: { name, ...created },
    text: () =>
      [
        `The token of ${bold(name)}, shown this once:`,
        '',
        `  ${created.token}`,
        '',
        dim(
          `From now on ${name} must show it: REGIMEKIT_TOKEN=… in the environment. Hand it over where nobody listens.`,
        ),
      ].join('\n'),
  };
}
