import { regimeModelSchema } from '@regimekit/detector';
import type { Answer } from '../../frame/answer.ts';
import type { Context } from '../../frame/context.ts';
import { bold, dim } from '../../frame/terminal.ts';
import { counted } from '../../frame/words.ts';
import { askCanary } from '../../workflows/canary.ts';
import { readConfiguration } from '../../workflows/configuration.ts';
import { findBundle, loadFound, readFound, type ModelOption } from '../../workflows/find-bundle.ts';
import { modelDocument } from './model-document.ts';
import { trustLines } from './model-page.ts';

/** `regimekit model verify MODEL`: fails at the first thing that is not as it must be, and says which. */
export async function verify(context: Context, options: ModelOption, asked: string): Promise<Answer> {
  const configuration = await readConfiguration(context.home);
  const found = await findBundle(context, configuration, asked, options);
  const { manifest, data } = readFound(found);
  const document = await modelDocument(context, found, options.model ?? configuration.model.name);
  const isDetector = manifest.kind === regimeModelSchema.kind;
  const answers = isDetector && data.metadata['canary'] !== undefined;
  if (isDetector) {
    const { detector } = await loadFound(context, configuration, found, options);
    if (answers) askCanary(detector, data.metadata['canary']);
  }
  const checked = [
    `${counted(Object.keys(manifest.files).length, 'file')} to the byte`,
    ...(found.version === undefined ? [] : ['as registered']),
    ...(isDetector ? ['every invariant of the numbers'] : []),
    ...(answers ? ['the recorded answer'] : []),
  ];
  const { manifestDigest, trust, registered, folder } = document;
  return {
    document: { sound: true, folder, registered, kind: manifest.kind, manifestDigest, checked, trust },
    text: () =>
      [
        `${bold(registered === null ? asked : `${registered.name} ${registered.version}`)} is sound: ${checked.join(', ')}.`,
        ...trustLines(trust).map(([label, text]) => `${label} ${text}`),
        ...(isDetector ? [] : [dim(`What a model of kind ${manifest.kind} must hold is not known here.`)]),
        dim(`Digest of the manifest: ${manifestDigest}`),
      ].join('\n'),
  };
}
