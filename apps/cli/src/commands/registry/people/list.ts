import type { Answer } from '../../../frame/answer.ts';
import type { Context } from '../../../frame/context.ts';
import { dim } from '../../../frame/terminal.ts';
import { readConfiguration } from '../../../workflows/configuration.ts';
import { readRegistry } from '../../../workflows/with-registry.ts';
import { peopleTable } from '../policy/policy-page.ts';

/** `regimekit registry people list`. */
export async function list(context: Context): Promise<Answer> {
  const configuration = await readConfiguration(context.home);
  const { people = {} } = await readRegistry(context, configuration, (registry) => registry.policy());
  const nobody = Object.keys(people).length === 0;
  return {
    document: { people },
    text: () => (nobody ? dim('Nobody is named, so everybody may do everything.') : peopleTable(people)),
  };
}
