import { Option, type Command } from 'commander';
import { answersWith } from '../../frame/answer.ts';

const examples = `
Keys lie in <home>/keys: yours as NAME.key (readable by you alone) and NAME.pub (to give away), those you trust in trusted/.
Whether a model needs a signature is a matter of the configuration: "trust": { "requireSignature": "refuse" }.

Examples:
  $ regimekit keys create ada
  $ regimekit keys trust grace.pub --owner "Grace, model risk" --models "spx-*"
  $ regimekit keys list
`;

export function registerKeys(program: Command): void {
  const keys = program
    .command('keys')
    .description('keys to sign models with, and whose signatures are trusted')
    .addHelpText('after', examples);

  const create = keys
    .command('create')
    .description('make a key pair of your own')
    .argument('<name>', 'what you call it')
    .addOption(
      new Option('--algorithm <name>', 'ecdsa-p256 is what OpenSSF model signing verifies')
        .choices(['ecdsa-p256', 'ed25519'])
        .default('ecdsa-p256'),
    );
  answersWith(create, async () => (await import('./create.ts')).create);

  const list = keys.command('list').description('your keys, and those you trust');
  answersWith(list, async () => (await import('./list.ts')).list);

  const trust = keys
    .command('trust')
    .description('accept the signatures of somebody; compare the key id with its owner first')
    .argument('<file>', 'a public key (PEM)')
    .requiredOption('--owner <who>', 'whose key it is')
    .option('--models <patterns>', 'only for these models, separated by commas; * stands for any characters')
    .option('--stages <patterns>', 'only for these stages, separated by commas')
    .option('--not-after <day>', 'up to the end of this day (UTC)');
  answersWith(trust, async () => (await import('./trust.ts')).trust);

  const revoke = keys
    .command('revoke')
    .description('believe no signature of a trusted key any more')
    .argument('<key-id>', 'its key id (regimekit keys list), or the beginning of it');
  answersWith(revoke, async () => (await import('./revoke.ts')).revoke);
}
