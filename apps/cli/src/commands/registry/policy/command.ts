import type { Command } from 'commander';
import { answersWith } from '../../../frame/answer.ts';
import { recorded } from '../options.ts';

const examples = `
A policy is a JSON file, for example:
  {
    "stages": {
      "shadow": { "evidence": ["validation"] },
      "production": {
        "evidence": ["validation", { "kind": "backtest", "passed": true }],
        "approvals": { "count": 2, "trainerCounts": false },
        "shadowDays": 20, "signature": true, "probationDays": 10
      }
    },
    "models": { "test-*": { "production": { "approvals": { "count": 0 } } } }
  }
What is left out asks for nothing; {} allows everything to everybody.

Examples:
  $ regimekit registry policy check rules.json
  $ regimekit registry policy set rules.json --keep-people --reason "four eyes"
`;

export function registerPolicy(registry: Command): void {
  const policy = registry
    .command('policy')
    .description('the rules: what a stage asks for, and who may do what')
    .addHelpText('after', examples);

  const show = policy
    .command('show')
    .description('the rules that hold, and who set them')
    .option('--to <file>', 'write them as a file that can be changed and set again; must not exist');
  answersWith(show, async () => (await import('./show.ts')).show);

  const set = recorded(policy.command('set'))
    .description('replace the rules as a whole')
    .argument('<file>', 'a JSON file')
    .option('--keep-people', 'take the people from the rules that hold, and the rest from the file');
  answersWith(set, async () => (await import('./set.ts')).set);

  const check = policy
    .command('check')
    .description('say everything that is wrong with a file, and change nothing')
    .argument('<file>', 'a JSON file');
  answersWith(check, async () => (await import('./check.ts')).check);
}
