import type { Answer } from '../../../frame/answer.ts';
import type { Context } from '../../../frame/context.ts';
import { bold, dim } from '../../../frame/terminal.ts';
import type { WithReason } from '../options.ts';
import { peopleTable } from '../policy/policy-page.ts';
import { changePerson, expectPerson } from './change-people.ts';

/** `regimekit registry people remove NAME`: what they did stays on record. */
export async function remove(context: Context, { reason }: WithReason, name: string): Promise<Answer> {
  const people = await changePerson(context, { name, reason }, (person, all) => {
    expectPerson(name, person, all);
    return undefined;
  });
  const nobody = Object.keys(people).length === 0;
  return {
    document: { name, people },
    text: () =>
      [
        `${bold(name)} may do nothing here any more.`,
        nobody ? dim('Nobody is named now, so everybody may do everything.') : peopleTable(people),
      ].join('\n'),
  };
}
