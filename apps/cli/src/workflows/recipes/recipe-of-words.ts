// A recipe in a few words: "name: --covariance full --shrinkage 250".
import { RegimekitError } from '@regimekit/errors';
import { Command, CommanderError, Option } from 'commander';
import { addModelOptions, addScheduleOptions } from '../model-option-flags.ts';
import type { NamedRecipe } from './read-recipe-file.ts';
import { recipeOfOptions, type RecipeOptions } from './recipe-of-options.ts';
import { recipeStrategies } from './recipe-schema.ts';

/**
 * The words are options as `backtest` has them, after a name and a colon.
 *
 * @throws RegimekitError of kind `input`
 */
export function recipeOfWords(text: string): NamedRecipe {
  const [, name, words] = /^\s*([^:]*[^:\s])\s*:(.*)$/su.exec(text) ?? [];
  if (name === undefined || words === undefined) {
    throw wrong(`--recipe must be a name, a colon and options, received "${text}".`);
  }
  const said: string[] = [];
  const command = new Command()
    .exitOverride()
    .configureOutput({ writeErr: (line) => said.push(line) })
    .helpOption(false)
    .addOption(new Option('--strategy <name>').choices(recipeStrategies));
  addModelOptions(addScheduleOptions(command));
  try {
    command.parse(
      words.split(/\s+/u).filter((word) => word !== ''),
      { from: 'user' },
    );
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    throw wrong(`--recipe "${name}": ${error.message.replace(/^error: /u, '')}`);
  }
  return recipeOfOptions(command.opts<RecipeOptions>(), name);
}

function wrong(message: string): RegimekitError {
  return new RegimekitError(message, {
    code: 'INVALID_RECIPE',
    kind: 'input',
    hint: 'For example --recipe "full: --covariance full --shrinkage 250"; regimekit backtest --help lists the options.',
  });
}
