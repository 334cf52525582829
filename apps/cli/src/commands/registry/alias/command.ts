import type { Command } from 'commander';
import { answersWith } from '../../../frame/answer.ts';
import { forModel, recorded } from '../options.ts';

export function registerAlias(registry: Command): void {
  const alias = registry.command('alias').description('free names beside the stages, such as champion');

  const set = recorded(forModel(alias.command('set')))
    .description('let a name point to a version, whatever it pointed to before')
    .argument('<alias>', 'lower-case letters, digits, - and _')
    .argument('<version>', 'a version, a stage or an alias');
  answersWith(set, async () => (await import('./set.ts')).set);

  const remove = recorded(forModel(alias.command('remove')))
    .description('forget a name')
    .argument('<alias>');
  answersWith(remove, async () => (await import('./remove.ts')).remove);

  const list = forModel(alias.command('list')).description('every name and where it points');
  answersWith(list, async () => (await import('./list.ts')).list);
}
