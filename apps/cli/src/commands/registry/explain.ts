import { styleText } from 'node:util';
import type { MoveExplanation, Requirement, Stage } from '@regimekit/registry';
import type { Answer } from '../../frame/answer.ts';
import type { Context } from '../../frame/context.ts';
import { bold, dim, table } from '../../frame/terminal.ts';
import { counted } from '../../frame/words.ts';
import { inCommands } from '../../workflows/command-words.ts';
import { readConfiguration } from '../../workflows/configuration.ts';
import { readRegistry } from '../../workflows/with-registry.ts';
import type { OfModel } from './options.ts';

export interface ExplainOptions extends OfModel {
  readonly to: Stage;
}

/** `regimekit registry explain VERSION --to STAGE`: every requirement, before anybody tries. */
export async function explain(context: Context, options: ExplainOptions, version: string): Promise<Answer> {
  const configuration = await readConfiguration(context.home);
  const { model = configuration.model.name, to } = options;
  const found = await readRegistry(context, configuration, (registry) => registry.explainMove(model, version, to));
  const requirements = found.requirements.map((requirement) => ({
    ...requirement,
    remedy: requirement.remedy === undefined ? null : inCommands(requirement.remedy, configuration.model.name),
  }));
  return {
    document: { ...found, requirements, replaces: found.replaces ?? null },
    text: () => page(found, requirements),
  };
}

type Shown = Omit<Requirement, 'remedy'> & { readonly remedy: string | null };

function page(
  { name, version, from, to, allowed, replaces, probationDays }: MoveExplanation,
  shown: readonly Shown[],
): string {
  const remedies = shown.flatMap(({ met, remedy }) => (met || remedy === null ? [] : [remedy]));
  return [
    `${bold(`${name} ${version}`)}, in ${from}, ${allowed ? 'may enter' : 'may not enter'} ${to}.`,
    '',
    table(
      ['', 'needed', 'found'],
      shown.map(({ met, needed, found }) => [met ? styleText('green', '✓') : styleText('red', '✗'), needed, found]),
    ),
    ...(remedies.length === 0 ? [] : ['', ...remedies.map((remedy) => `→ ${remedy}`)]),
    ...(replaces === undefined ? [] : ['', dim(`${replaces} would leave production for it.`)]),
    ...(probationDays === 0 ? [] : [dim(`A probation of ${counted(probationDays, 'day')} would follow.`)]),
  ].join('\n');
}
