import { basename, resolve } from 'node:path';
import { RegimekitError } from '@regimekit/errors';
import { RegimeDetector } from '@regimekit/detector';
import type { CovarianceType } from '@regimekit/hmm-core';
import { saveModel, type JsonObject } from '@regimekit/persistence';
import type { Answer } from '../../frame/answer.ts';
import type { Context } from '../../frame/context.ts';
import { bold, dim, paintRegime, percent, table } from '../../frame/terminal.ts';
import { createCalculator } from '../../workflows/build-features.ts';
import { canaryFor } from '../../workflows/canary.ts';
import { readConfiguration, type Configuration } from '../../workflows/configuration.ts';
import type { ModelOption } from '../../workflows/find-bundle.ts';
import { readForeignModel } from '../../workflows/foreign-parameters.ts';
import { recipeFrom, type FeatureRecipe } from '../../workflows/recipe.ts';
import { modelRecipe } from '../../workflows/model-recipe.ts';
import { checkSigning, registerSigned, signedText } from '../../workflows/register-signed.ts';
import { actorOf, openRegistry } from '../../workflows/registry.ts';
import { packageVersions } from '../../workflows/software.ts';

export interface ImportOptions extends ModelOption {
  readonly features: string;
  readonly covariance?: CovarianceType;
  readonly source?: string;
  readonly to?: string;
  readonly register?: boolean;
  readonly reason?: string;
}

/** `regimekit model import FILE --features SET`: states named by the detector's rule, and said to be imported. */
export async function importModel(context: Context, options: ImportOptions, file: string): Promise<Answer> {
  await checkSigning(context, options.register === true);
  const configuration = await readConfiguration(context.home);
  const recipe = recipeFrom(configuration, options.features);
  const { featureSet } = createCalculator(recipe);
  const { hmm, scaler, featureNames, sha256 } = await readForeignModel(file, options.covariance);
  requireSameNames(file, featureNames, featureSet.featureNames());
  const source = options.source ?? basename(file);
  const detector = RegimeDetector.fromHmm({ hmm, scaler, featureSet, source, sha256 });
  const metadata = metadataOf(context, configuration, detector, recipe);
  const folder = options.to === undefined ? undefined : resolve(options.to);
  if (folder !== undefined) await saveModel(folder, detector.toModelData(), { metadata, clock: context.now });
  const registered =
    options.register === true ? await register(context, configuration, options, { detector, metadata, recipe }) : null;
  return {
    document: {
      source,
      sha256,
      folder: folder ?? null,
      registered,
      regimes: detector.regimes,
      stateOrder: detector.model.imported?.stateOrder,
      labelRule: detector.model.labelRule,
      scaler: detector.model.imported?.scaler,
      characteristics: detector.getStateCharacteristics(),
    },
    text: () =>
      [
        bold(`${hmm.nStates} states from ${source}, on ${options.features}`),
        '',
        regimeTable(detector),
        '',
        ...(scaler === undefined ? [dim("Taken to be in the features' own units: the file holds no scaler.")] : []),
        ...(folder === undefined ? [] : [`Written to ${bold(options.to!)}.`]),
        ...(registered === null
          ? []
          : [
              `Registered as ${bold(`${registered.name} ${registered.version}`)}, in ${registered.stage}${signedText(context)}.`,
            ]),
        ...(folder === undefined && registered === null
          ? [dim('Nothing was written. Add --register to keep it, or --to FOLDER.')]
          : []),
      ].join('\n'),
  };
}

function requireSameNames(file: string, told: readonly string[] | undefined, expected: readonly string[]): void {
  if (told === undefined || told.join('\n') === expected.join('\n')) return;
  throw new RegimekitError(
    `${file} says that its columns are ${told.join(', ')}; the set has ${expected.join(', ')}.`,
    {
      code: 'OTHER_FEATURES',
      kind: 'input',
      hint: 'Choose the set it was fitted on with --features; regimekit features list shows what is in them.',
      details: { file, told, expected },
    },
  );
}

function metadataOf(
  context: Context,
  configuration: Configuration,
  detector: RegimeDetector,
  recipe: FeatureRecipe,
): JsonObject {
  return {
    importedAt: context.now().toISOString(),
    importedBy: actorOf(context, configuration),
    versions: { node: process.versions.node, packages: packageVersions() },
    featureRecipe: { ...recipe, lagSessions: { ...recipe.lagSessions } },
    // No row of its training is known; the average day is one it must have an answer to.
    canary: { ...canaryFor(detector, Array.from(detector.model.scaler.means)) },
  };
}

interface ToRegister {
  readonly detector: RegimeDetector;
  readonly metadata: JsonObject;
  readonly recipe: FeatureRecipe;
}

interface Registered {
  readonly name: string;
  readonly version: string;
  readonly stage: string;
}

async function register(
  context: Context,
  configuration: Configuration,
  { model = configuration.model.name, reason }: ImportOptions,
  { detector, metadata, recipe }: ToRegister,
): Promise<Registered> {
  const registry = await openRegistry(context, configuration);
  try {
    const options = { metadata, recipe: modelRecipe(detector.model, recipe), reason };
    const data = detector.toModelData();
    const { name, version, stage } = await registerSigned(context, registry, { name: model, data, options });
    return { name, version, stage };
  } finally {
    await registry.close();
  }
}

function regimeTable(detector: RegimeDetector): string {
  const { imported, featureNames } = detector.model;
  const known = detector.getStateCharacteristics();
  const mean = (regime: (typeof detector.regimes)[number], name: string): string => {
    const value = known[regime]!.features[name]!.mean;
    return value.toFixed(Math.abs(value) >= 10 ? 1 : 3);
  };
  return table(
    ['', ...detector.regimes.map((regime) => paintRegime(regime))],
    [
      ['its state there', ...detector.regimes.map((_, i) => String(imported?.stateOrder[i] ?? '-'))],
      ['long-run share', ...detector.regimes.map((regime) => percent(known[regime]!.shareOfTime))],
      ['lasts (days)', ...detector.regimes.map((regime) => known[regime]!.expectedDuration.toFixed(0))],
      ...featureNames.map((name) => [name, ...detector.regimes.map((regime) => mean(regime, name))]),
    ],
  );
}
