import { Option, type Command } from 'commander';
import { answersWith } from '../../frame/answer.ts';

const examples = `
A version never changes. Its stage does: staging, shadow, production, archive. Before a version enters production it is
verified to the byte, loaded, and asked for an answer that was recorded when it was registered.

Examples:
  $ regimekit registry list
  $ regimekit registry show production
  $ regimekit registry promote 1.1.0 --reason "a year of new data"
  $ regimekit registry promote 1.1.0 --to shadow
  $ regimekit registry rollback --reason "flickers since Monday"
`;

export function registerRegistry(program: Command): void {
  const registry = program
    .command('registry')
    .description('models: their versions and stages, promotion, rollback, and the record of it all')
    .addHelpText('after', examples);

  const list = registry
    .command('list')
    .description('every version, the highest first')
    .argument('[name]', 'only this model');
  answersWith(list, async () => (await import('./list.ts')).list);

  const show = forModel(registry.command('show'))
    .description('one version: where it comes from, how well it fitted, what was done with it')
    .argument('<version>', 'a version such as 1.0.0, or a stage');
  answersWith(show, async () => (await import('./show.ts')).show);

  const promote = withReason(forModel(registry.command('promote')))
    .description('put a version into production, or into another stage')
    .argument('<version>', 'a version such as 1.0.0, or a stage')
    .addOption(
      new Option('--to <stage>', 'the stage to enter')
        .choices(['shadow', 'production', 'archive'])
        .default('production'),
    );
  answersWith(promote, async () => (await import('./promote.ts')).promote);

  const rollback = withReason(forModel(registry.command('rollback'))).description(
    'return to the version that was in production before',
  );
  answersWith(rollback, async () => (await import('./rollback.ts')).rollback);

  const history = forModel(registry.command('history')).description('everything that was done, oldest first');
  answersWith(history, async () => (await import('./history.ts')).history);

  const verify = registry.command('verify').description('hash every event and every byte of every version again');
  answersWith(verify, async () => (await import('./verify.ts')).verify);
}

function forModel(command: Command): Command {
  return command.option('--model <name>', 'name of the model (default: the configured one, regime-detector)');
}

function withReason(command: Command): Command {
  return command.option('--reason <text>', 'why, for the record of events');
}
