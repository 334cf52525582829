import type { Answer } from '../../../frame/answer.ts';
import type { Context } from '../../../frame/context.ts';
import { bold, dim, table } from '../../../frame/terminal.ts';
import { readConfiguration } from '../../../workflows/configuration.ts';
import { readRegistry } from '../../../workflows/with-registry.ts';
import type { OfModel } from '../options.ts';
import { instantText } from '../version-facts.ts';

/** `regimekit registry approvals VERSION`: those withdrawn apart; what production makes of them below. */
export async function approvals(context: Context, options: OfModel, asked: string): Promise<Answer> {
  const configuration = await readConfiguration(context.home);
  const { model = configuration.model.name } = options;
  const { found, requirement } = await readRegistry(context, configuration, async (registry) => {
    const { requirements } = await registry.explainMove(model, asked, 'production');
    return {
      found: await registry.get(model, asked),
      requirement: requirements.find(({ rule }) => rule === 'approvals'),
    };
  });
  const { name, version } = found;
  const production =
    requirement === undefined ? null : { needed: requirement.needed, found: requirement.found, met: requirement.met };
  return {
    document: { name, version, approvals: found.approvals, production },
    text: () =>
      [
        bold(`${name} ${version}`),
        found.approvals.length === 0
          ? dim('Nobody stands for it. Approve it with: regimekit registry approve VERSION')
          : table(
              ['who', 'when (UTC)', 'signed', 'stale', 'reason'],
              found.approvals.map(({ approver, at, signed, stale, reason }) => [
                approver,
                instantText(at),
                signed ? 'yes' : 'no',
                stale ? 'yes' : 'no',
                reason ?? '',
              ]),
            ),
        ...(production === null ? [] : ['', `Production needs ${production.needed}: ${production.found}.`]),
      ].join('\n'),
  };
}
