import { RegimekitError } from '@regimekit/errors';
import { RegimeDetector, regimeModelSchema, type FittedRegimeModel } from '@regimekit/detector';
import { createWorkerPool } from '@regimekit/numerics/workers';
import { decodeModel, encodeModel, type ModelData } from '@regimekit/persistence';
import { z } from 'zod';
import type { Answer } from '../../frame/answer.ts';
import type { Context } from '../../frame/context.ts';
import { readConfiguration, type Configuration } from '../../workflows/configuration.ts';
import { findBundle, readFound, readVersion, type FoundBundle, type ModelOption } from '../../workflows/find-bundle.ts';
import { changedDays, type ChangedDay } from '../../workflows/changed-days.ts';
import { fitProgress } from '../../workflows/fit-progress.ts';
import { recipeOf } from '../../workflows/recipe.ts';
import {
  dataSourcesSchema,
  readTrainingData,
  type DataSources,
  type TrainingData,
} from '../../workflows/training-data.ts';
import { readRegistry } from '../../workflows/with-registry.ts';
import { compareBuilds, compareInputs, type Build } from './compare-builds.ts';
import { rebuildPage } from './rebuild-page.ts';

export interface RebuildOptions extends ModelOption {
  readonly latest?: boolean;
}

/** `regimekit model rebuild MODEL`: the same data, recipe, options and seed; exit code 1 when something else comes out. */
export async function rebuild(context: Context, options: RebuildOptions, asked: string): Promise<Answer> {
  const configuration = await readConfiguration(context.home);
  const found = await findBundle(context, configuration, asked, options);
  const { manifest } = readFound(found);
  const data = decodeModel(found.files, regimeModelSchema);
  const before = RegimeDetector.fromModelData(data);
  const record = readRecord(before.model, data);
  const asOf = options.latest === true ? undefined : (record.sources?.asOf ?? record.trainedAt);

  context.progress.show('reading what it was trained on');
  const training = await readAgain(context, configuration, { record, data, asOf });
  const started = performance.now();
  const detector = await fitAgain(context, data, training, await findPrevious(context, configuration, found, data));
  const durationMs = Math.round(performance.now() - started);

  const encoded = encodeModel(detector.toModelData(), { clock: context.now });
  const recorded: Build = {
    model: before.model,
    data,
    arraysSha256: manifest.files['arrays.safetensors']!.sha256,
    sources: record.sources,
  };
  const rebuilt: Build = {
    model: detector.model,
    data: detector.toModelData(),
    arraysSha256: encoded.manifest.files['arrays.safetensors']!.sha256,
    sources: training.sources,
  };
  const comparison = compareBuilds(recorded, rebuilt, await findRevisions(context, recorded, rebuilt));
  const document = { model: nameOf(found, asked), asOf: asOf ?? null, ...comparison, durationMs };
  return { document, text: () => rebuildPage(document), exitCode: comparison.agrees ? 0 : 1 };
}

/** For every input that differs, the days that were revised since the training. */
async function findRevisions(context: Context, before: Build, now: Build): Promise<Map<string, ChangedDay[]>> {
  const [asOf, to] = [before.sources?.asOf, before.model.training?.to];
  const differing = compareInputs(before.sources, now.sources).filter(({ agrees }) => !agrees);
  const found = new Map<string, ChangedDay[]>();
  for (const { input, rebuilt } of differing) {
    if (asOf && to && rebuilt) found.set(input, await changedDays(context, rebuilt.series, { asOf, to }));
  }
  return found;
}

interface TrainingRecord {
  readonly from: string;
  readonly to: string;
  readonly sources: DataSources | undefined;
  readonly trainedAt: string | undefined;
}

function readRecord({ training, imported }: FittedRegimeModel, { metadata }: ModelData): TrainingRecord {
  if (training === null) {
    throw notRepeatable(`it was not trained here but imported (${imported.source})`, 'Ask whoever fitted it.');
  }
  if (training.from === null || training.to === null) {
    throw notRepeatable('it was trained on plain numbers, whose days are not known', 'Fit it again from its source.');
  }
  const sources = dataSourcesSchema.safeParse(metadata['dataSources']).data;
  const trainedAt = z.iso.datetime().safeParse(metadata['trainedAt']).data;
  return { from: training.from, to: training.to, sources, trainedAt };
}

interface ReadRequest {
  readonly record: TrainingRecord;
  readonly data: ModelData;
  readonly asOf: string | undefined;
}

/** The same days of the same series, made into features in the same way. */
async function readAgain(
  context: Context,
  configuration: Configuration,
  { record, data, asOf }: ReadRequest,
): Promise<TrainingData> {
  const { from, to, sources } = record;
  const series = Object.fromEntries(Object.entries(sources?.inputs ?? {}).map(([input, one]) => [input, one.series]));
  const asTrained = { ...configuration, series: { ...configuration.series, ...series } };
  const request = { recipe: recipeOf(data.metadata), from, to, asOf };
  const training = await readTrainingData(context, asTrained, request).catch((error: unknown) => {
    // Nobody asked for these days and series by hand: what is wrong with them is what the warehouse lacks.
    if (!RegimekitError.isInstance(error) || error.kind !== 'input') throw error;
    throw lacking(record, asOf, error);
  });
  if (training.features.rows === 0) throw lacking(record, asOf);
  return training;
}

function lacking({ from, to }: TrainingRecord, asOf: string | undefined, cause?: Error): RegimekitError {
  const then = asOf === undefined ? '' : `, as it was on ${asOf},`;
  const why = `the warehouse${then} lacks data for ${from} to ${to}${cause === undefined ? '' : ` (${cause.message})`}`;
  const latest = asOf === undefined ? '' : ' With --latest the rebuild uses what the warehouse knows now.';
  return notRepeatable(why, `Import the data of that time.${latest}`);
}

const followsSchema = z.object({ version: z.string(), manifestDigest: z.string() });

/** The model that the training followed, which must be the same to the byte. */
async function findPrevious(
  context: Context,
  configuration: Configuration,
  { version }: FoundBundle,
  { metadata }: ModelData,
): Promise<RegimeDetector | undefined> {
  const follows = followsSchema.safeParse(metadata['follows']).data;
  const { refit } = z.looseObject({ refit: z.unknown().optional() }).parse(metadata['diagnostics']);
  if (follows === undefined && refit === undefined) return undefined;
  if (follows === undefined) throw notRepeatable('it followed a model that is not on record', 'Train it anew.');
  const name = version?.name ?? configuration.model.name;
  return readRegistry(context, configuration, async (registry) => {
    const found = await readVersion(registry, name, follows.version);
    if (found.version?.manifestDigest !== follows.manifestDigest) {
      throw notRepeatable(
        `it followed ${name} ${follows.version}, which is another model here`,
        'Use its own registry.',
      );
    }
    readFound(found);
    return RegimeDetector.fromModelData(decodeModel(found.files, regimeModelSchema));
  });
}

async function fitAgain(
  context: Context,
  data: ModelData,
  { features }: TrainingData,
  previous: RegimeDetector | undefined,
): Promise<RegimeDetector> {
  // Made from stored data, a detector has the options that the model was fitted with.
  const detector = RegimeDetector.fromModelData(data);
  await using pool = createWorkerPool();
  await detector.fitAsync(features, {
    executor: pool,
    signal: context.signal,
    onProgress: fitProgress(context),
    // It was enough, or allowed, the first time.
    skipSampleValidation: true,
    ...(previous === undefined ? {} : { previous }),
  });
  return detector;
}

function nameOf({ version, folder }: FoundBundle, asked: string): string {
  return version === undefined ? (folder ?? asked) : `${version.name} ${version.version}`;
}

function notRepeatable(why: string, hint: string): RegimekitError {
  return new RegimekitError(`The training cannot be repeated: ${why}.`, {
    code: 'NOT_REPEATABLE',
    kind: 'state',
    hint,
  });
}
