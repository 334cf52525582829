import type { Command } from 'commander';
import { answersWith } from '../../../frame/answer.ts';
import { recorded } from '../options.ts';

const examples = `
Roles: viewer looks; trainer registers and attaches evidence; approver approves; operator moves versions, sets the rules
and lets bundles go. Each includes looking. Once somebody is named, nobody else may do anything, and one must be operator.
With a key, only signed approvals of the person count, and nothing else is changed in the name of the person without
--key or a token; with a token, the person must show it (REGIMEKIT_TOKEN) or use the key, to look as well. Names are
taken at their word from whoever has neither.

Examples:
  $ regimekit registry people set ada --roles trainer,operator
  $ regimekit registry people set bea --roles approver --public-key bea.pub
  $ regimekit registry people token bea
`;

export function registerPeople(registry: Command): void {
  const people = registry
    .command('people')
    .description('who may do what: a part of the policy')
    .addHelpText('after', examples);

  const list = people.command('list').description('everybody, with roles, keys and tokens');
  answersWith(list, async () => (await import('./list.ts')).list);

  const set = recorded(people.command('set'))
    .description('add somebody, or give other roles and further keys')
    .argument('<name>')
    .option('--roles <roles>', 'some of viewer, trainer, approver, operator; replace the present ones')
    .option('--public-key <file>', 'a public key of theirs (regimekit keys create writes NAME.pub)');
  answersWith(set, async () => (await import('./set.ts')).set);

  const remove = recorded(people.command('remove')).description('forget somebody').argument('<name>');
  answersWith(remove, async () => (await import('./remove.ts')).remove);

  const token = recorded(people.command('token'))
    .description('make a token for somebody and show it, once')
    .argument('<name>')
    .option('--replace', 'earlier tokens count no more (default: they stay)');
  answersWith(token, async () => (await import('./token.ts')).token);
}
