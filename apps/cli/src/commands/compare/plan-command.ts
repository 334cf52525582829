import { Option, type Command } from 'commander';
import { answersWith } from '../../frame/answer.ts';
import { forModel, recorded } from '../registry/options.ts';

const examples = `
The plan is attached to the candidate in the registry: its digest and the instant are events of the record, which nobody can
change. It is no evidence for or against the candidate. Days before its first day are not looked at.

Examples:
  $ regimekit compare plan --candidate 1.1.0 --power        what it could see; nothing is written
  $ regimekit compare plan --candidate 1.1.0 --out plan.json
  $ regimekit compare plan --candidate 1.1.0 --baseline 1.0.0 --margin 0.02 --max-days 756
  $ regimekit compare plan show
`;

export function registerPlan(compare: Command): void {
  const plan = recorded(forModel(compare.command('plan')))
    .description('write down, before the first day, what is to be shown and when it counts as shown')
    .option('--candidate <version>', 'a version, a stage or an alias')
    .option('--baseline <version>', 'what it is compared with: a version, a stage or an alias', 'production')
    .option('--hypothesis <text>', 'in words (default: that the candidate predicts better)')
    .option('--first-day <day>', 'days before it are not looked at (default: tomorrow, UTC)')
    .option('--margin <nats>', 'gain a day that it must exceed; below zero: not worse by more than this', '0')
    .option('--alpha <share>', 'chance of a wrong verdict over all looks together', '0.05')
    .option('--clip <nats>', 'differences are clipped there (default: from a replay of both over past days)')
    .option('--block-days <days>', 'days whose mean is one observation (default: from the replay)')
    .option('--pilot-days <days>', 'past days that both are replayed on', '252')
    .addOption(
      new Option('--method <name>', 'of the bounds').choices(['betting', 'empirical-bernstein']).default('betting'),
    )
    .option('--min-days <days>', 'no verdict before so many paired days', '60')
    .option('--max-days <days>', 'the last paired day that counts', '504')
    .option('--look-every <sessions>', 'from look to look; more looks do no harm', '21')
    .option('--max-relabelled <share>', 'of the last year, by the change of model', '0.1')
    .option('--max-turnover <share>', 'of the 0/1 strategy on the day of the cutover', '0.5')
    .option('--min-coverage <share>', 'days that both predicted, of the days of either', '0.95')
    .option('--max-latency <ms>', 'that 95 % of the candidate’s answers keep', '1000')
    .option('--max-dependence <share>', 'autocorrelation of the observations; above it nothing is decided', '0.1')
    .option('--max-clipped <share>', 'of the differences', '0.05')
    .option('--effect <deviations>', 'gain a day, in standard deviations, for which the power is stated', '0.2')
    .option('--power', 'state the power and write nothing')
    .option('--out <file>', 'write the plan as a file, too')
    .addHelpText('after', examples);
  answersWith(plan, async () => (await import('./plan.ts')).plan);

  const show = forModel(plan.command('show'))
    .description('a plan as it was written down')
    .argument('[plan-or-candidate]', 'digest of a plan, or a version (default: the newest plan)');
  answersWith(show, async () => (await import('./show-plan.ts')).showPlan);
}
