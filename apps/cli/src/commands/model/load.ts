import { RegimekitError } from '@regimekit/errors';
import { manifestDigest, type JsonObject } from '@regimekit/persistence';
import type { Answer } from '../../frame/answer.ts';
import type { Context } from '../../frame/context.ts';
import { bold, dim } from '../../frame/terminal.ts';
import { readConfiguration } from '../../workflows/configuration.ts';
import { findBundle, loadFound, readFound, type ModelOption } from '../../workflows/find-bundle.ts';
import { modelRecipe } from '../../workflows/model-recipe.ts';
import { findRecipe } from '../../workflows/recipe.ts';
import { checkSigning, registerSigned, signedText } from '../../workflows/register-signed.ts';
import { openRegistry } from '../../workflows/registry.ts';
import { modelDocument } from './model-document.ts';
import { modelPage } from './model-page.ts';

export interface LoadOptions extends ModelOption {
  readonly register?: boolean;
  readonly reason?: string;
}

/** `regimekit model load FOLDER`: as everything loads a model that predicts, and, when asked, a new version of it. */
export async function load(context: Context, options: LoadOptions, folder: string): Promise<Answer> {
  if (options.reason !== undefined && options.register !== true) {
    throw new RegimekitError('--reason is for the record of a registration: add --register.', {
      code: 'REASON_WITHOUT_REGISTER',
      kind: 'input',
    });
  }
  await checkSigning(context, options.register === true);
  const configuration = await readConfiguration(context.home);
  const found = await findBundle(context, configuration, folder.includes('/') ? folder : `./${folder}`);
  const { detector, data } = await loadFound(context, configuration, found, options);
  const { manifest } = readFound(found);
  const document = await modelDocument(context, found, options.model ?? configuration.model.name);
  if (options.register !== true) {
    return {
      document: { ...document, registered: null },
      text: () => `${modelPage(document)}\n\n${dim('It can be used. Add --register to keep it as a new version.')}`,
    };
  }
  // A version has a manifest of its own, so signatures of the old one say nothing of it; where it came from stays known.
  const metadata: JsonObject = {
    ...keptFacts(data.metadata),
    loadedFrom: { manifestDigest: manifestDigest(manifest), createdAt: manifest.createdAt },
  };
  const { model = configuration.model.name, reason } = options;
  const registry = await openRegistry(context, configuration);
  try {
    const recipe = modelRecipe(detector.model, findRecipe(data.metadata));
    const { name, version, stage } = await registerSigned(context, registry, {
      name: model,
      data,
      options: { metadata, recipe, reason },
    });
    const wasSigned = document.trust.signatures.length > 0 && context.identity.keyName === undefined;
    return {
      document: { ...document, registered: { name, version, stage } },
      text: () =>
        [
          modelPage(document),
          '',
          `Registered as ${bold(`${name} ${version}`)}, in ${stage}${signedText(context)}.`,
          ...(wasSigned
            ? [dim(`Its signatures stay with the folder; sign the version: regimekit model sign ${version} --key NAME`)]
            : []),
        ].join('\n'),
    };
  } finally {
    await registry.close();
  }
}

/**
 * What a version needs to predict and to be promoted, and who brought it in, whose own approval may not count; beside the
 * facts that every registry keeps.
 */
function keptFacts({ canary, featureRecipe, importedBy }: JsonObject): JsonObject {
  return {
    ...(canary === undefined ? {} : { canary }),
    ...(featureRecipe === undefined ? {} : { featureRecipe }),
    ...(importedBy === undefined ? {} : { importedBy }),
  };
}
