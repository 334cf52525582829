import type { Command } from 'commander';
import { answersWith } from '../../frame/answer.ts';

const importExamples = `
Reads files of FRED, Cboe, Yahoo, Stooq, treasury.gov and Investing.com as they are, and plain CSV or Parquet with a date
column. The same file again changes nothing; a changed value is kept beside the old one.

Examples:
  $ regimekit data import vix.csv spx.csv treasury.csv hy_spread.csv
  $ regimekit data import ^GSPC.csv --series spx
  $ regimekit data import prices.csv --format csv --json
`;

export function registerData(program: Command): void {
  const data = program.command('data').description("market data: import vendors' files, see what is there, check it");

  const importing = data
    .command('import')
    .description('import files into the warehouse')
    .argument('<files...>', 'files as the vendors publish them')
    .option('--series <name>', 'name of the series, for files that hold one')
    .option('--format <name>', 'format of the files, where it is not recognised')
    .option('--ignore-check <names>', 'data checks to leave out, separated by commas')
    .addHelpText('after', importExamples);
  answersWith(importing, async () => (await import('./import.ts')).importFiles);

  const status = data.command('status').description('what is held of each series, and how fresh it is');
  answersWith(status, async () => (await import('./status.ts')).status);

  const check = data
    .command('check')
    .description('run the data checks on what is stored')
    .option('--series <name>', 'only this series');
  answersWith(check, async () => (await import('./check.ts')).check);
}
