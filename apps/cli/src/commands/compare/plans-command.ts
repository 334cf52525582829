import type { Command } from 'commander';
import { answersWith } from '../../frame/answer.ts';
import { forModel } from '../registry/options.ts';

export function registerPlans(compare: Command): void {
  const plans = forModel(compare.command('plans')).description('every plan that was written down, the newest last');
  answersWith(plans, async () => (await import('./plans.ts')).plans);
}
