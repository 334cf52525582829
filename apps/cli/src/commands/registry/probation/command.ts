import type { Command } from 'commander';
import { answersWith } from '../../../frame/answer.ts';
import { forModel, recorded } from '../options.ts';

export function registerProbation(registry: Command): void {
  const probation = registry
    .command('probation')
    .description('the time after a promotion in which a failed check sends the version back');

  const review = recorded(forModel(probation.command('review'))).description(
    'check the version in production again; when a check fails the one before returns, and the exit code is 1',
  );
  answersWith(review, async () => (await import('./review.ts')).review);

  const show = forModel(probation.command('show')).description('whether one is running, and until when');
  answersWith(show, async () => (await import('./show.ts')).show);
}
