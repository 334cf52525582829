// Options of the command line that say which model, when it is refitted, and what acts on it; the same on every command.
import { Option, type Command } from 'commander';

/** Which model is fitted, on which features. */
export function addModelOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--model <kind>', 'a hidden Markov model, or a statistical jump model (default: hmm)').choices([
        'hmm',
        'jump',
      ]),
    )
    .option('--states <number>', 'number of regimes (default: 3; 2 for --model jump)')
    .addOption(
      new Option('--covariance <type>', 'shape of the covariances of an HMM (default: diag)').choices([
        'spherical',
        'diag',
        'tied',
        'full',
      ]),
    )
    .option(
      '--shrinkage <observations>',
      'draw each covariance of an HMM towards that of all days, as if so many more days were spread like them (default: none)',
    )
    .option('--features <set>', 'feature set (default: the configured one, regime9; jump9 for --model jump)')
    .option(
      '--restarts <number>',
      'starts to run, each to its end (default: many short runs, the best to the end; 100 for --model jump)',
    )
    .option('--jump-penalty <number>', 'what a switch costs a jump model (default: 50; 600 for continuous)')
    .addOption(
      new Option(
        '--jump-variant <kind>',
        'each day in one regime, with a share of each, or by few features (default: discrete)',
      ).choices(['discrete', 'continuous', 'sparse']),
    )
    .option('--jump-kappa-squared <number>', 'about how many features a sparse jump model may use')
    .option('--jump-grid <step>', 'step of the shares of a continuous jump model (default: 0.05)')
    .option(
      '--clip <deviations>',
      'bring features within so many standard deviations (default: no; 3 for --model jump)',
    )
    .option('--skip-sample-validation', 'fit with less data than the sample-size rule asks for, at your own risk');
}

/** On which days a model is fitted, and when anew. */
export function addScheduleOptions(command: Command): Command {
  return command
    .option(
      '--window <days>',
      'sessions that each model is fitted on; an expanding window begins with them (default: 2520)',
    )
    .option('--expanding', 'fit on all days so far instead of the newest')
    .option('--refit <days>', 'sessions from one refit to the next (default: 21)')
    .option('--fresh', 'search anew at each refit instead of starting from the model before');
}
