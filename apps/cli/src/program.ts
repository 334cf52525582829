// The command line as a whole: global options, every command, and the one place where a failure becomes an exit code.
import { Command, CommanderError, Option } from 'commander';
import { registerCommands } from './commands/index.ts';
import { BadNews } from './frame/answer.ts';
import { describeFailure, exitCodeOf } from './frame/failure.ts';
import { withoutControls } from './frame/terminal.ts';
import { version } from './frame/version.ts';

const examples = `
Examples:
  $ regimekit demo                                   the whole way, on a synthetic market
  $ regimekit data import vix.csv spx.csv DGS2.csv DGS10.csv BAMLH0A0HYM2.csv
  $ regimekit train --from 1997-01-01 --to 2014-12-31 --register --promote
  $ regimekit predict                                today's regime, and why
  $ regimekit predict --from 2008-09-01 --to 2008-12-31 --json
`;

/** Builds the program; `registerCommands` adds the commands, none of which loads its work before it is called. */
function createProgram(writeHelp: (text: string) => void): Command {
  const program = new Command('regimekit')
    .description('Which regime is the market in? Data in, an honest probability for each regime out.')
    .version(version())
    // Copied to each subcommand when it is made, so this comes first.
    .exitOverride()
    // Failures are told below, in one place; what else goes to stderr is the help of a command that was left unfinished.
    .configureOutput({ writeErr: writeHelp, outputError: () => {} })
    .configureHelp({ showGlobalOptions: true })
    .addOption(
      new Option('--home <folder>', 'where data, models and logs live').default('.regimekit').env('REGIMEKIT_HOME'),
    )
    .option('--json', 'print one JSON document on stdout, everything else on stderr')
    .addOption(new Option('--seed <number>', 'seed of everything random').default('42'))
    .addOption(
      new Option('--actor <name>', 'who acts, for the record (default: the configured one)').env('REGIMEKIT_ACTOR'),
    )
    .option('--debug', 'show the stack of a failure')
    .addHelpText('after', examples);
  registerCommands(program);
  return program;
}

/**
 * Runs one command line and returns its exit code: 0 done, 1 failed, 2 bad input or usage.
 */
export async function runProgram(argv: readonly string[]): Promise<number> {
  const json = argv.includes('--json');
  let help = '';
  try {
    await createProgram((text) => (help += text)).parseAsync(argv, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0; // --help, --version
    if (error instanceof BadNews) return error.exitCode;
    const failure = describeFailure(error);
    // Whoever names no command, or half of one, asks what there is.
    if (!json && help !== '') process.stderr.write(`${help}\n`);
    if (json) process.stdout.write(`${JSON.stringify({ error: failure })}\n`);
    else {
      const said = `${failure.message}\n${failure.hint === undefined ? '' : `  ${failure.hint}\n`}`;
      process.stderr.write(withoutControls(said));
    }
    if (argv.includes('--debug') && error instanceof Error) process.stderr.write(`${error.stack}\n`);
    return exitCodeOf(error);
  }
}
