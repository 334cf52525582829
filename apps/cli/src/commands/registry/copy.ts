import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { RegimekitError } from '@regimekit/errors';
import { copyRegistry } from '@regimekit/registry';
import type { Answer } from '../../frame/answer.ts';
import type { Context } from '../../frame/context.ts';
import { fromHere } from '../../frame/paths.ts';
import { bold, dim } from '../../frame/terminal.ts';
import { counted } from '../../frame/words.ts';
import { inWordsOfTheCommandLine } from '../../workflows/command-words.ts';
import { readConfiguration, type Configuration } from '../../workflows/configuration.ts';
import {
  describePlace,
  expectPostgres,
  identify,
  locationOf,
  registryPlace,
  type RegistryPlace,
} from '../../workflows/registry.ts';
import type { WithReason } from './options.ts';

export interface CopyOptions extends WithReason {
  readonly bundles?: string;
}

/** `regimekit registry copy FROM TO`: verified before and after; nothing of the source changes. */
export async function copy(context: Context, options: CopyOptions, from: string, to: string): Promise<Answer> {
  const configuration = await readConfiguration(context.home);
  const source = readPlace(context, configuration, from);
  const target = withBundles(readPlace(context, configuration, to), options.bundles);
  if (source.kind === 'folder' && !existsSync(join(source.folder, 'registry.sqlite'))) {
    throw new RegimekitError(`There is no registry in ${source.folder}.`, {
      code: 'NO_MODELS',
      kind: 'input',
      hint: 'Give the folder that holds registry.sqlite, such as .regimekit/models.',
    });
  }
  context.progress.show('verifying what is to be copied');
  try {
    const copied = await copyRegistry(locationOf(source), locationOf(target), {
      ...(await identify(context, configuration)),
      clock: context.now,
      reason: options.reason,
      signal: context.signal,
      onProgress: ({ copied: done, versions }) => context.progress.show(`copying version ${done}`, done / versions),
    });
    const [fromText, toText] = [describePlace(source), describePlace(target)];
    return {
      document: { from: fromText, to: toText, ...copied },
      text: () =>
        [
          `${bold(`${counted(copied.versions, 'version')} of ${counted(copied.models, 'model')}`)} are in ${toText} now, ` +
            `with all ${counted(copied.events, 'event')}; every digest was checked there.`,
          dim(`From ${source.kind === 'folder' ? fromHere(source.folder) : fromText}, which is as it was.`),
          dim(`Digest of the last event: ${copied.headDigest}`),
          dim('Webhooks were not copied: both registries would tell of the same events.'),
        ].join('\n'),
    };
  } catch (error) {
    throw inWordsOfTheCommandLine(error, configuration.model.name);
  }
}

/** An address has a password in it more often than not, so it is not taken from where others can read it. */
function readPlace(context: Context, configuration: Configuration, text: string): RegistryPlace {
  if (text === 'home') return registryPlace(context, configuration);
  if (/^(?:postgres(?:ql)?:|[a-z][a-z0-9+.-]+:\/\/)/iu.test(text)) {
    throw new RegimekitError('The address of a database is not given on the command line, where others can read it.', {
      code: 'ADDRESS_ON_COMMAND_LINE',
      kind: 'input',
      hint: 'Put it into a variable and name that: TEAM=postgres://… regimekit registry copy home env:TEAM',
    });
  }
  if (!text.startsWith('env:')) return { kind: 'folder', folder: resolve(text) };
  const variable = text.slice('env:'.length);
  const address = process.env[variable];
  if (address !== undefined) {
    const databaseUrl = expectPostgres(`What is in the variable ${variable}`, address);
    return { kind: 'database', databaseUrl, bundlesFolder: undefined };
  }
  throw new RegimekitError(`Expected a postgres:// address in the variable ${variable}, which is not set.`, {
    code: 'NO_ADDRESS',
    kind: 'input',
    hint: 'Write it like postgres://user:password@host:5432/database.',
  });
}

function withBundles(place: RegistryPlace, folder: string | undefined): RegistryPlace {
  if (folder === undefined) return place;
  if (place.kind === 'database') return { ...place, bundlesFolder: resolve(folder) };
  throw new RegimekitError('--bundles is for a copy in PostgreSQL; a folder keeps its bundles itself.', {
    code: 'BUNDLES_WITHOUT_DATABASE',
    kind: 'input',
  });
}
