import type { Answer } from '../../frame/answer.ts';
import type { Context } from '../../frame/context.ts';
import { parseDate } from '../../frame/options.ts';
import { bold, dim } from '../../frame/terminal.ts';
import { readInputFile } from '../../workflows/read-input-file.ts';
import { keysOf } from '../../workflows/keys.ts';

export interface TrustOptions {
  readonly owner: string;
  readonly models?: string;
  readonly stages?: string;
  readonly notAfter?: string;
}

/** A PEM of a public key has a few hundred bytes. */
const MAX_BYTES = 16 * 1024;

/** `regimekit keys trust FILE --owner WHO`: from now on signatures of that key count. */
export async function trust({ home }: Context, options: TrustOptions, file: string): Promise<Answer> {
  const until = parseDate('--not-after', options.notAfter);
  const pem = new TextDecoder().decode(await readInputFile(file, MAX_BYTES));
  const trusted = await keysOf(home).trust(pem, {
    owner: options.owner,
    models: patterns(options.models),
    stages: patterns(options.stages),
    notAfter: until === undefined ? undefined : `${until}T23:59:59.999Z`,
  });
  return {
    document: trusted,
    text: () =>
      [
        `Signatures of ${bold(trusted.owner)} count from now on, for ${trusted.models?.join(', ') ?? 'all models'}.`,
        `key id ${trusted.keyId}`,
        dim('Compare the key id with its owner on another way than the one the file came by.'),
      ].join('\n'),
  };
}

function patterns(list: string | undefined): string[] | undefined {
  return list?.split(',').map((pattern) => pattern.trim());
}
