import { Option, type Command } from 'commander';
import { answersWith } from '../../frame/answer.ts';

const examples = `
Anomalies are findings, not failures: the exit code is 0 with them too.

Examples:
  $ regimekit monitor
  $ regimekit monitor --window 60 --json
  $ regimekit monitor --kind replay
`;

export function registerMonitor(program: Command): void {
  const monitor = program
    .command('monitor')
    .description('what the newest predictions say about the model that made them')
    .option('--window <days>', 'market days to look at, counted back from the newest', '30')
    .addOption(
      new Option('--kind <kind>', 'answers for the newest day of their time, or for history')
        .choices(['live', 'replay'])
        .default('live'),
    )
    .option('--model <name>', 'name of the model (default: the configured one, regime-detector)')
    .addHelpText('after', examples);
  answersWith(monitor, async () => (await import('./monitor.ts')).monitor);
}
