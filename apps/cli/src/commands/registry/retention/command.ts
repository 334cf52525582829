import type { Command } from 'commander';
import { answersWith } from '../../../frame/answer.ts';
import { withKey } from '../options.ts';

const examples = `
Never let go, whatever the policy: what is in production or shadow, what an alias points to, what waits with an approval,
and what was ever in production, unless "formerProduction" of a policy file says so. The record of a version stays.

A policy file holds some of keepLast, keepDays, stages.staging, stages.archive ({ keepLast, keepDays }) and
formerProduction ({ days, rollbacks }).

Examples:
  $ regimekit registry retention plan --keep-last 3 --keep-days 30
  $ regimekit registry retention apply --keep-last 3 --keep-days 30 --yes --reason "tidy up"
`;

export function registerRetention(registry: Command): void {
  const retention = registry
    .command('retention')
    .description('which bundles may go, and let them go')
    .addHelpText('after', examples);

  const plan = policyOptions(retention.command('plan')).description('what would go, what stays, and why');
  answersWith(plan, async () => (await import('./plan.ts')).plan);

  const apply = withKey(policyOptions(retention.command('apply')))
    .description('remove the bundles that may go; without --yes only say which')
    .option('--yes', 'remove them')
    .option('--reason <text>', 'why, for the record of events');
  answersWith(apply, async () => (await import('./apply.ts')).apply);
}

function policyOptions(command: Command): Command {
  return command
    .option('--keep-last <number>', 'the newest versions of each model stay (default: 10)')
    .option('--keep-days <number>', 'versions registered in the last days stay (default: 90)')
    .option('--policy <file>', 'a JSON file with the whole retention policy');
}
