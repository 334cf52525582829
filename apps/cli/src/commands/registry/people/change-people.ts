// People are a part of the policy, changed while nobody else changes it.
import { RegimekitError } from '@regimekit/errors';
import type { Person, RegistryPolicy } from '@regimekit/registry';
import type { Context } from '../../../frame/context.ts';
import { readConfiguration } from '../../../workflows/configuration.ts';
import { changeRegistry } from '../../../workflows/with-registry.ts';
import { policyOf } from '../policy/policy-of.ts';

type People = Readonly<Record<string, Person>>;

/** @param change is given one person, undefined where nobody of that name is known; undefined from it forgets the person */
export async function changePerson(
  context: Context,
  { name, reason }: { readonly name: string; readonly reason: string | undefined },
  change: (person: Person | undefined, people: People) => Person | undefined,
): Promise<People> {
  const configuration = await readConfiguration(context.home);
  return changeRegistry(context, configuration, async (registry) => {
    const event = await registry.setPolicy(
      ({ people = {}, ...rules }: RegistryPolicy): RegistryPolicy => {
        const others = Object.entries(people).filter(([known]) => known !== name);
        const person = change(Object.hasOwn(people, name) ? people[name] : undefined, people);
        const now = Object.fromEntries([...others, ...(person === undefined ? [] : [[name, person]])]);
        // The last one gone, everybody may do everything again.
        return Object.keys(now).length === 0 ? rules : { ...rules, people: now as People };
      },
      { reason },
    );
    // Not read again: whoever set the rules may no longer be one of those who may look.
    return policyOf(event).people ?? {};
  });
}

/** @throws RegimekitError of kind `input`, naming those there are */
export function expectPerson(name: string, person: Person | undefined, people: People): Person {
  if (person !== undefined) return person;
  const known = Object.keys(people);
  throw new RegimekitError(
    `The policy knows nobody called ${JSON.stringify(name)}; ${known.length === 0 ? 'it names nobody' : `there are ${known.join(', ')}`}.`,
    {
      code: 'PERSON_NOT_FOUND',
      kind: 'input',
      hint: 'Add somebody with: regimekit registry people set NAME --roles ROLES',
    },
  );
}
