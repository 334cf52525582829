import type { Command } from 'commander';
import { answersWith } from '../../../frame/answer.ts';
import { forModel, recorded } from '../options.ts';

export function registerApproval(registry: Command): void {
  const approve = recorded(forModel(registry.command('approve')))
    .description('stand for a version with the evidence it has now; signed with --key')
    .argument('<version>', 'a version, a stage or an alias');
  answersWith(approve, async () => (await import('./approve.ts')).approve);

  const withdraw = recorded(forModel(registry.command('withdraw')))
    .description('take an approval back')
    .argument('<version>', 'a version, a stage or an alias')
    .option('--approver <name>', "somebody else's, as an operator (default: your own)");
  answersWith(withdraw, async () => (await import('./withdraw.ts')).withdraw);

  const approvals = forModel(registry.command('approvals'))
    .description('who stands for a version, and whether it counts')
    .argument('<version>', 'a version, a stage or an alias');
  answersWith(approvals, async () => (await import('./approvals.ts')).approvals);
}
