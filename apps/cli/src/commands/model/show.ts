import { RegimeDetector, regimeModelSchema } from '@regimekit/detector';
import { decodeModel } from '@regimekit/persistence';
import { renderReport } from '@regimekit/report';
import type { Answer } from '../../frame/answer.ts';
import type { Context } from '../../frame/context.ts';
import { dim } from '../../frame/terminal.ts';
import { readConfiguration } from '../../workflows/configuration.ts';
import { findBundle, type FoundBundle, type ModelOption } from '../../workflows/find-bundle.ts';
import { modelSection } from '../../workflows/report/model-section.ts';
import { requireWritableFolder, writeTextFile } from '../../workflows/write-text-file.ts';
import { modelDocument, type ModelDocument } from './model-document.ts';
import { modelPage } from './model-page.ts';

export interface ShowOptions extends ModelOption {
  readonly picture?: string;
}

/** `regimekit model show MODEL`: looks at a bundle that is sound, whoever has signed it. */
export async function show(context: Context, options: ShowOptions, asked: string): Promise<Answer> {
  const { picture } = options;
  if (picture !== undefined) await requireWritableFolder(picture);
  const configuration = await readConfiguration(context.home);
  const found = await findBundle(context, configuration, asked, options);
  const document = await modelDocument(context, found, options.model ?? configuration.model.name);
  if (picture !== undefined) await writeTextFile(picture, drawModel(context, found, document));
  return {
    document: { ...document, picture: picture ?? null },
    text: () => [modelPage(document), ...(picture === undefined ? [] : ['', dim(`Pictures: ${picture}`)])].join('\n'),
  };
}

function drawModel({ now }: Context, { files }: FoundBundle, document: ModelDocument): string {
  const detector = RegimeDetector.fromModelData(decodeModel(files, regimeModelSchema));
  const { registered, manifestDigest } = document;
  return renderReport({
    title: registered === null ? 'A regime model' : `${registered.name} ${registered.version}`,
    subtitle: `${detector.regimes.length} regimes on ${detector.model.featureNames.length} features`,
    generatedAt: `${now().toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    sections: [modelSection(detector)],
    footer: `Manifest digest ${manifestDigest}`,
  });
}
