import type { Command } from 'commander';
import { registerLook } from './look-command.ts';
import { registerPlan } from './plan-command.ts';
import { registerPlans } from './plans-command.ts';
import { registerRecipes } from './recipes/command.ts';

const examples = `
A plan comes first: what is to be shown, how sure, and when to stop. Then every regimekit predict asks the candidate beside
the model in production, and compare looks at what both have logged. Whenever one looks, and however often: the bounds hold.

Examples:
  $ regimekit registry promote 1.1.0 --to shadow
  $ regimekit compare plan --candidate 1.1.0         before the first day that counts
  $ regimekit compare                                the verdict so far, and why
  $ regimekit compare 1.1.0 --html comparison.html --attach
  $ regimekit compare recipes base.json full.json    what years that are there already say of two ways to train

The exit code is 0 whenever there is an answer, whatever the verdict.
`;

export function registerCompare(program: Command): void {
  const compare = program
    .command('compare')
    .description('whether a candidate is better than what runs now: plan, look, verdict')
    .addHelpText('after', examples);
  registerLook(compare);
  registerPlan(compare);
  registerPlans(compare);
  registerRecipes(compare);
}
