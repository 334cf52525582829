import { Option, type Command } from 'commander';
import { answersWith } from '../../frame/answer.ts';
import { registerAlias } from './alias/command.ts';
import { registerApproval } from './approval/command.ts';
import { registerEvidence } from './evidence/command.ts';
import { forModel, recorded, withKey } from './options.ts';
import { registerPeople } from './people/command.ts';
import { registerPolicy } from './policy/command.ts';
import { registerProbation } from './probation/command.ts';
import { registerRetention } from './retention/command.ts';
import { registerWebhooks } from './webhooks/command.ts';

const examples = `
A version never changes. Its stage does: staging, shadow, production, archive. Before a version enters production it is
verified to the byte, loaded, and asked for an answer that was recorded when it was registered. Where a command takes
<version>, a stage or an alias will do.

Examples:
  $ regimekit registry list
  $ regimekit registry explain 1.1.0                         what it still needs for production
  $ regimekit registry promote 1.1.0 --reason "a year of new data"
  $ regimekit registry rollback --reason "flickers since Monday"
  $ regimekit registry as-of 2024-03-09T14:00:00Z            which version served then

Where the registry is: registry.databaseUrl in the configuration or REGIMEKIT_DATABASE_URL for PostgreSQL, else
<home>/models. Who acts: --actor, REGIMEKIT_ACTOR, the configuration, the owner of REGIMEKIT_TOKEN, the account; the first
that says something. docs/registry.md tells the story of one model.
`;

export function registerRegistry(program: Command): void {
  const registry = program
    .command('registry')
    .description(
      'models: their versions and stages, who stands for them, promotion, rollback, and the record of it all',
    )
    .addHelpText('after', examples);

  registry.commandsGroup('Look:');
  registerLooking(registry);
  registry.commandsGroup('Move:');
  registerMoving(registry);
  registerProbation(registry);
  registry.commandsGroup('Vouch:');
  registerEvidence(registry);
  registerApproval(registry);
  registry.commandsGroup('Agree:');
  registerPolicy(registry);
  registerPeople(registry);
  registerAlias(registry);
  registry.commandsGroup('Operate:');
  registerWebhooks(registry);
  registerRetention(registry);
  registerKeeping(registry);
}

function registerLooking(registry: Command): void {
  const list = registry
    .command('list')
    .description('every version, the highest first')
    .argument('[name]', 'only this model');
  answersWith(list, async () => (await import('./list.ts')).list);

  const show = forModel(registry.command('show'))
    .description('one version: where it comes from, how well it fitted, who stands for it, what was done with it')
    .argument('<version>', 'a version such as 1.0.0, a stage or an alias');
  answersWith(show, async () => (await import('./show.ts')).show);

  const history = forModel(registry.command('history'))
    .description('what was done, oldest first')
    .argument('[version]', 'only this version')
    .option('--all', 'of all models, changes of the policy included')
    .option('--type <types>', 'only events of these types, such as promoted,rolled_back')
    .option('--by <name>', 'only what this person did')
    .option('--from <time>', 'from this day or instant on, such as 2024-03-09 or 2024-03-09T14:00:00Z')
    .option('--to <time>', 'up to this day or instant')
    .option('--limit <number>', 'at most so many, the newest');
  answersWith(history, async () => (await import('./history.ts')).history);

  const asOf = forModel(registry.command('as-of'))
    .description('which version was in production at an instant, since when and until when')
    .argument('<instant>', 'in UTC, such as 2024-03-09T14:00:00Z');
  answersWith(asOf, async () => (await import('./as-of.ts')).asOf);

  const verify = registry
    .command('verify')
    .description('hash every event, every byte of every version and every document again');
  answersWith(verify, async () => (await import('./verify.ts')).verify);
}

function registerMoving(registry: Command): void {
  const stage = (): Option =>
    new Option('--to <stage>', 'the stage to enter').choices(['shadow', 'production', 'archive']).default('production');

  const explain = forModel(registry.command('explain'))
    .description('what a version needs to enter a stage, met or not, and what to do about it')
    .argument('<version>', 'a version, a stage or an alias')
    .addOption(stage());
  answersWith(explain, async () => (await import('./explain.ts')).explain);

  const promote = recorded(forModel(registry.command('promote')))
    .description('put a version into production, or into another stage')
    .argument('<version>', 'a version such as 1.0.0, a stage or an alias')
    .addOption(stage());
  answersWith(promote, async () => (await import('./promote.ts')).promote);

  const rollback = recorded(forModel(registry.command('rollback'))).description(
    'return to the version that was in production before',
  );
  answersWith(rollback, async () => (await import('./rollback.ts')).rollback);
}

function registerKeeping(registry: Command): void {
  const copy = withKey(registry.command('copy'))
    .description('copy a registry with its history to an empty place; both are verified')
    .argument('<from>', '"home" for the configured one, a folder, or env:NAME for an address in a variable')
    .argument('<to>', 'as <from>; must be empty')
    .option('--bundles <folder>', 'keep the bundles of a copy in PostgreSQL in this folder, not in the database')
    .option('--reason <text>', 'why, for the record of the copy');
  answersWith(copy, async () => (await import('./copy.ts')).copy);

  const projections = registry
    .command('projections')
    .description('write registry.json and events.jsonl, which people, scripts and git read, anew')
    .option('--to <folder>', 'write them there; must not hold them (default: the folder of the registry)');
  answersWith(projections, async () => (await import('./projections.ts')).projections);
}
