import type { Command } from 'commander';
import { answersWith } from '../../../frame/answer.ts';
import { forModel, recorded } from '../options.ts';

const examples = `
Of each kind the newest counts. Approvals that were given before become stale: they were given on other evidence.

Examples:
  $ regimekit registry evidence attach 1.1.0 backtest.json --kind backtest --passed --summary "Sharpe 1.2 since 2019"
  $ regimekit registry evidence list 1.1.0
  $ regimekit registry evidence show 3f9a2c
`;

export function registerEvidence(registry: Command): void {
  const evidence = registry
    .command('evidence')
    .description('documents that speak for or against a version: reports, backtests, verdicts')
    .addHelpText('after', examples);

  const attach = recorded(forModel(evidence.command('attach')))
    .description('attach a JSON document to a version')
    .argument('<version>', 'a version, a stage or an alias')
    .argument('<file>', 'the document: a JSON object')
    .requiredOption('--kind <kind>', 'what it is, as the policy asks for it: validation, backtest, shadow, ...')
    .option('--passed', 'what it reports was good enough (default: what its field "passed" says)')
    .option('--failed', 'what it reports was not good enough')
    .option('--summary <text>', 'a line for people');
  answersWith(attach, async () => (await import('./attach.ts')).attach);

  const show = evidence
    .command('show')
    .description('a document by its digest, verified')
    .argument('<digest>', 'or its first digits, at least six');
  answersWith(show, async () => (await import('./show.ts')).show);

  const list = forModel(evidence.command('list'))
    .description('what is attached to a version')
    .argument('<version>', 'a version, a stage or an alias');
  answersWith(list, async () => (await import('./list.ts')).list);
}
