import type { Command } from 'commander';
import { answersWith } from '../../frame/answer.ts';

const examples = `
Ends with 1 when something is broken. What is not there yet, on a fresh installation everything, is a hint and no failure.

Examples:
  $ regimekit doctor
  $ regimekit doctor --home /srv/regimekit --json
`;

export function registerDoctor(program: Command): void {
  const doctor = program
    .command('doctor')
    .description('check the installation: software, home, data, models, predictions')
    .addHelpText('after', examples);
  answersWith(doctor, async () => (await import('./doctor.ts')).doctor);
}
