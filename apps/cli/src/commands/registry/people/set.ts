import { readPublicKey } from '@regimekit/persistence';
import { RegimekitError } from '@regimekit/errors';
import { roles, type Person } from '@regimekit/registry';
import type { Answer } from '../../../frame/answer.ts';
import type { Context } from '../../../frame/context.ts';
import { parseChoice } from '../../../frame/options.ts';
import { readInputFile } from '../../../workflows/read-input-file.ts';
import type { WithReason } from '../options.ts';
import { peopleTable } from '../policy/policy-page.ts';
import { changePerson } from './change-people.ts';

export interface SetOptions extends WithReason {
  readonly roles?: string;
  readonly publicKey?: string;
}

/** A PEM of a public key has a few hundred bytes. */
const MAX_BYTES = 16 * 1024;

/** `regimekit registry people set NAME`: keys are added, roles replaced. */
export async function set(context: Context, options: SetOptions, name: string): Promise<Answer> {
  const given = options.roles?.split(',').map((role) => parseChoice('--roles', role.trim(), roles));
  const keyId = options.publicKey === undefined ? undefined : await keyIdOf(options.publicKey);
  const people = await changePerson(context, { name, reason: options.reason }, (person) => {
    const held = given ?? person?.roles;
    if (held === undefined) throw missingRoles(name);
    const keyIds = [...new Set([...(person?.keyIds ?? []), ...(keyId === undefined ? [] : [keyId])])];
    const set: Person = { ...person, roles: [...new Set(held)] };
    return keyIds.length === 0 ? set : { ...set, keyIds };
  });
  return { document: { name, person: people[name], people }, text: () => peopleTable(people) };
}

async function keyIdOf(file: string): Promise<string> {
  return readPublicKey(new TextDecoder().decode(await readInputFile(file, MAX_BYTES))).keyId;
}

function missingRoles(name: string): RegimekitError {
  return new RegimekitError(
    `The policy does not know ${JSON.stringify(name)} yet: say with --roles what they may do.`,
    {
      code: 'ROLES_MISSING',
      kind: 'input',
      hint: `Some of ${roles.join(', ')}, separated by commas.`,
    },
  );
}
