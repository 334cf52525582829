// Free names beside the stages: 'champion', 'paper-trading'. A name of a model points to one version, and may be moved.
import { valid } from 'semver';
import type { OptionNames } from '@regimekit/numerics';
import { changeModel } from '../change-model.ts';
import { checkOptions } from '../check-options.ts';
import { AliasNotFoundError, InvalidAliasError } from '../errors.ts';
import { stages } from '../model-version.ts';
import { byText, findVersion, type RegistryContext } from '../registry-context.ts';

/** What goes on record with an alias. */
export interface AliasOptions {
  /** Why, kept in the record of events. */
  readonly reason?: string | undefined;
}

const optionNames: OptionNames<AliasOptions> = { reason: true };

/** @returns the version it points to; where it points there already, nothing is recorded */
export async function setAlias(
  context: RegistryContext,
  name: string,
  alias: string,
  asked: string,
  options: AliasOptions,
): Promise<string> {
  checkOptions(options, optionNames, 'setAlias');
  checkAlias(alias);
  return await changeModel(context, name, 'set an alias', async ({ model, say }) => {
    const record = findVersion(model, asked);
    const previous = model.aliases.get(alias) ?? null;
    if (previous === record.version) return previous;
    await say(record, { type: 'alias_set', reason: options.reason, details: { alias, previous } });
    return record.version;
  });
}

/** @returns the version it pointed to */
export async function removeAlias(
  context: RegistryContext,
  name: string,
  alias: string,
  options: AliasOptions,
): Promise<string> {
  checkOptions(options, optionNames, 'removeAlias');
  return await changeModel(context, name, 'remove an alias', async ({ model, say }) => {
    const version = model.aliases.get(alias);
    if (version === undefined) throw new AliasNotFoundError(name, alias, [...model.aliases.keys()].sort(byText));
    await say(findVersion(model, version), { type: 'alias_removed', reason: options.reason, details: { alias } });
    return version;
  });
}

/** @throws InvalidAliasError when it could be taken for something else */
function checkAlias(alias: string): void {
  if (typeof alias !== 'string' || !/^[a-z][a-z0-9_-]{0,63}$/u.test(alias)) {
    throw new InvalidAliasError(alias, 'expected a lower-case letter, then up to 63 letters, digits, - and _');
  }
  if (stages.some((stage) => stage === alias)) throw new InvalidAliasError(alias, 'it is a stage');
  if (valid(alias) !== null) throw new InvalidAliasError(alias, 'it is a version');
}
