import type { Answer } from '../../frame/answer.ts';
import type { Context } from '../../frame/context.ts';
import { dim } from '../../frame/terminal.ts';
import { counted } from '../../frame/words.ts';
import { readConfiguration } from '../../workflows/configuration.ts';
import { readRegistry } from '../../workflows/with-registry.ts';

/** `regimekit registry verify`: every link of the chain and every byte of every bundle. */
export async function verify(context: Context): Promise<Answer> {
  const configuration = await readConfiguration(context.home);
  context.progress.show('hashing events and bundles');
  const document = await readRegistry(context, configuration, (registry) => registry.verify());
  const { models, versions, events, documents, signatures, headDigest } = document;
  return {
    document,
    text: () =>
      [
        `The chain of ${counted(events, 'event')} is unbroken, and every byte of ${counted(versions, 'version')} of ` +
          `${counted(models, 'model')} is as registered.`,
        ...(documents + signatures === 0
          ? []
          : [`So are ${counted(documents, 'document')} of evidence and ${counted(signatures, 'signature')}.`]),
        dim(`Digest of the last event: ${headDigest}`),
        dim('Kept elsewhere, it shows later that nothing before it was changed.'),
      ].join('\n'),
  };
}
