import { Option, type Command } from 'commander';
import { answersWith } from '../../frame/answer.ts';
import { SIGN_WITH } from '../../frame/words.ts';

const examples = `
<model> is a folder that holds a model, or a version or stage in the registry (1.0.0, production). A word with a slash is
always a folder.

Examples:
  $ regimekit model show production
  $ regimekit model save production --to ./handed-over
  $ regimekit model verify ./handed-over
  $ regimekit model load ./handed-over --register --reason "from the other desk"
  $ regimekit model sign production --key ada
  $ regimekit model rebuild 1.0.0
  $ regimekit model export production --format hmmlearn-npz --to model.npz
  $ regimekit model import model.npz --features vol2 --register --source "hmmlearn 0.3.3, by ada"
`;

export function registerModel(program: Command): void {
  const model = program
    .command('model')
    .description('models as files: take out, bring in, look at, verify, sign, rebuild')
    .addHelpText('after', examples);

  const save = fromRegistry(model.command('save'))
    .description('copy a version out of the registry, as a folder that stands alone')
    .argument('<version>', 'a version such as 1.0.0, or a stage')
    .requiredOption('--to <folder>', 'where to; must not exist');
  answersWith(save, async () => (await import('./save.ts')).save);

  const load = fromRegistry(model.command('load'))
    .description('load a model from a folder: verified, trusted, checked; and say what it is')
    .argument('<folder>', 'a folder that holds a model')
    .option('--register', 'keep it as a new version in the registry')
    .option('--reason <text>', 'why, for the record of events')
    .option('--key <name>', SIGN_WITH);
  answersWith(load, async () => (await import('./load.ts')).load);

  const show = fromRegistry(model.command('show'))
    .description('what a model holds, where it comes from, and who vouches for it')
    .argument('<model>', 'a folder, a version or a stage')
    .option('--picture <file>', 'write a page with pictures of what the model learned (HTML)');
  answersWith(show, async () => (await import('./show.ts')).show);

  const verify = fromRegistry(model.command('verify'))
    .description('check every byte, every invariant, every signature and the recorded answer')
    .argument('<model>', 'a folder, a version or a stage');
  answersWith(verify, async () => (await import('./verify.ts')).verify);

  const sign = fromRegistry(model.command('sign'))
    .description('sign a model with a key of yours')
    .argument('<model>', 'a folder, a version or a stage')
    .requiredOption('--key <name>', 'name of the key (regimekit keys list)');
  answersWith(sign, async () => (await import('./sign.ts')).sign);

  const migrate = model
    .command('migrate')
    .description('write a model of an earlier format anew; the old folder stays as it is')
    .argument('<folder>', 'a folder that holds a model')
    .requiredOption('--to <folder>', 'where to; must not exist');
  answersWith(migrate, async () => (await import('./migrate.ts')).migrate);

  const rebuild = fromRegistry(model.command('rebuild'))
    .description('train a model again as it was trained, and say whether the same comes out')
    .argument('<model>', 'a folder, a version or a stage')
    .option('--latest', 'use what the warehouse knows now, not what it knew at the time of the training');
  answersWith(rebuild, async () => (await import('./rebuild.ts')).rebuild);

  const exported = fromRegistry(model.command('export'))
    .description('write the parameters for other programs')
    .argument('<model>', 'a folder, a version or a stage')
    .addOption(
      new Option('--format <name>', 'for hmmlearn (JSON or npz), or JSON for regimekit hmm')
        .choices(['hmmlearn-json', 'hmmlearn-npz', 'json'])
        .default('hmmlearn-json'),
    )
    .option('--fold', "in the features' own units, instead of standardised with the scaler beside (json: always)")
    .requiredOption('--to <file>', 'where to; must not exist');
  answersWith(exported, async () => (await import('./export.ts')).exportModel);

  const imported = fromRegistry(model.command('import'))
    .description('make a model of parameters that were fitted elsewhere')
    .argument('<file>', 'a .npz or .json with startprob_, transmat_, means_ and covars_, or what export wrote')
    .requiredOption('--features <set>', 'the feature set of its columns, in this order')
    .addOption(
      new Option('--covariance <type>', 'type of the covariances (default: as the file says, or its shape)').choices([
        'spherical',
        'diag',
        'tied',
        'full',
      ]),
    )
    .option('--source <text>', 'where it comes from (default: the name of the file)')
    .option('--to <folder>', 'write it as a folder')
    .option('--register', 'keep it as a new version in the registry')
    .option('--reason <text>', 'why, for the record of events')
    .option('--key <name>', SIGN_WITH);
  answersWith(imported, async () => (await import('./import.ts')).importModel);
}

function fromRegistry(command: Command): Command {
  return command.option('--model <name>', 'name of the model in the registry (default: the configured one)');
}
