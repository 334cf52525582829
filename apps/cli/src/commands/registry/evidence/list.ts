import { styleText } from 'node:util';
import type { Answer } from '../../../frame/answer.ts';
import type { Context } from '../../../frame/context.ts';
import { bold, dim, table } from '../../../frame/terminal.ts';
import { readConfiguration } from '../../../workflows/configuration.ts';
import { readRegistry } from '../../../workflows/with-registry.ts';
import type { OfModel } from '../options.ts';
import { instantText } from '../version-facts.ts';

/** `regimekit registry evidence list VERSION`: in the order of attaching. */
export async function list(context: Context, options: OfModel, asked: string): Promise<Answer> {
  const configuration = await readConfiguration(context.home);
  const { model = configuration.model.name } = options;
  const { name, version, evidence, evidenceDigest } = await readRegistry(context, configuration, (registry) =>
    registry.get(model, asked),
  );
  return {
    document: { name, version, evidence, evidenceDigest },
    text: () =>
      [
        bold(`${name} ${version}`),
        evidence.length === 0
          ? dim('Nothing is attached. Attach a document with: regimekit registry evidence attach')
          : table(
              ['kind', 'verdict', 'when (UTC)', 'by', 'digest', 'summary'],
              evidence.map(({ kind, passed, at, attachedBy, digest, summary }) => [
                kind,
                passed ? styleText('green', 'passed') : styleText('red', 'not passed'),
                instantText(at),
                attachedBy,
                digest.slice(0, 12),
                summary ?? '',
              ]),
            ),
      ].join('\n'),
  };
}
