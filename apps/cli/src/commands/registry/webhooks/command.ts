import { Option, type Command } from 'commander';
import { answersWith } from '../../../frame/answer.ts';
import { withKey } from '../options.ts';

const examples = `
Messages are signed as Standard Webhooks asks, with a secret that is shown once when the receiver is added. What is to be
sent follows from the record, so nothing that happened is lost: run deliver now and then, or let it --follow.

Examples:
  $ regimekit registry webhooks add https://example.com/hooks/regimekit --id desk --events promoted,rolled_back
  $ regimekit registry webhooks deliver
  $ regimekit registry webhooks deliveries desk --state dead
  $ regimekit registry webhooks retry desk
  $ regimekit registry webhooks rotate desk --keep-hours 48
`;

export function registerWebhooks(registry: Command): void {
  const webhooks = registry
    .command('webhooks')
    .description('who is told of what happens')
    .addHelpText('after', examples);

  const add = network(withKey(webhooks.command('add')))
    .description('add a receiver; prints its secret once')
    .argument('<url>', 'https address to post to')
    .option('--id <id>', 'name it (default: eight random digits)')
    .option('--events <types>', 'only events of these types, such as promoted,rolled_back (default: all)')
    .option('--models <names>', 'only of these models (default: all)')
    .option('--secret-env <variable>', 'the secret is in this variable where deliver runs (default: a new one, stored)')
    .option('--after <sequence>', 'begin after this event, 0 for the whole history (default: with what happens next)');
  answersWith(add, async () => (await import('./add.ts')).add);

  const list = webhooks.command('list').description('every receiver, how far it is, and whether it is served');
  answersWith(list, async () => (await import('./list.ts')).list);

  const remove = withKey(webhooks.command('remove')).description('forget a receiver').argument('<id>');
  answersWith(remove, async () => (await import('./remove.ts')).remove);

  const deliver = network(webhooks.command('deliver'))
    .description('send what is due; the exit code is 1 when something did not arrive')
    .option('--wait', 'wait for what is to be tried again, until nothing is left')
    .option('--follow', 'go on until Ctrl-C, and send what happens')
    .option('--timeout <seconds>', 'how long one attempt may take', '15')
    .option('--keep-days <number>', 'forget what was delivered longer ago', '90');
  answersWith(deliver, async () => (await import('./deliver.ts')).deliver);

  const deliveries = webhooks
    .command('deliveries')
    .description('what became of each event at a receiver')
    .argument('<id>')
    .addOption(new Option('--state <state>', 'only these').choices(['pending', 'delivered', 'dead']));
  answersWith(deliveries, async () => (await import('./deliveries.ts')).deliveries);

  const retry = withKey(webhooks.command('retry'))
    .description('give what was set aside (dead) another chance, and turn the receiver on again')
    .argument('<id>')
    .option('--sequence <number>', 'only this event (default: all)');
  answersWith(retry, async () => (await import('./retry.ts')).retry);

  const rotate = withKey(webhooks.command('rotate'))
    .description('give a receiver another secret; for a time the one before signs as well')
    .argument('<id>')
    .option('--keep-hours <number>', 'how long the secret before signs as well, 0 where it has leaked', '24');
  answersWith(rotate, async () => (await import('./rotate.ts')).rotate);

  const prune = withKey(webhooks.command('prune'))
    .description('forget what was delivered long ago; deliver does so too')
    .argument('[id]', 'only of this receiver')
    .option('--keep-days <number>', 'what was delivered in the last days stays', '90');
  answersWith(prune, async () => (await import('./prune.ts')).prune);
}

function network(command: Command): Command {
  return command
    .option('--allow-http', 'allow http:, which others can read on the way')
    .option('--allow-private', 'allow addresses of this machine and of private networks');
}
