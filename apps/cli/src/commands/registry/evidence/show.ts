import { RegimekitError } from '@regimekit/errors';
import type { ModelRegistry } from '@regimekit/registry';
import type { Answer } from '../../../frame/answer.ts';
import type { Context } from '../../../frame/context.ts';
import { bold } from '../../../frame/terminal.ts';
import { readConfiguration } from '../../../workflows/configuration.ts';
import { readRegistry } from '../../../workflows/with-registry.ts';

const SHORTEST = 6;

/** `regimekit registry evidence show DIGEST`: the document as it was attached. */
export async function show(context: Context, _options: object, asked: string): Promise<Answer> {
  const configuration = await readConfiguration(context.home);
  const { digest, document } = await readRegistry(context, configuration, async (registry) => {
    const found = await findDigest(registry, asked);
    return { digest: found, document: await registry.readEvidence(found) };
  });
  return {
    document: { digest, document },
    text: () => `${bold(digest)}\n${JSON.stringify(document, null, 2)}`,
  };
}

/** The digest that begins like this; what is no beginning is left to the registry to refuse. */
async function findDigest(registry: ModelRegistry, asked: string): Promise<string> {
  if (!/^[0-9a-f]{6,63}$/u.test(asked)) return asked;
  const known = (await registry.list()).flatMap(({ evidence }) => evidence.map(({ digest }) => digest));
  const matching = [...new Set(known)].filter((digest) => digest.startsWith(asked));
  if (matching.length === 1) return matching[0]!;
  throw new RegimekitError(
    `${matching.length === 0 ? 'No' : 'More than one'} document has a digest that begins with ${asked}.`,
    {
      code: 'EVIDENCE_NOT_FOUND',
      kind: 'input',
      details: { asked, shortest: SHORTEST, matching },
    },
  );
}
