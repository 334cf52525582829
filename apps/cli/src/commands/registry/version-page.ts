// One version on the terminal.
import { styleText } from 'node:util';
import type { ModelMetadata } from '@regimekit/persistence';
import type { ModelVersion, RegistryEvent } from '@regimekit/registry';
import { z } from 'zod';
import { bold, dim } from '../../frame/terminal.ts';
import { counted } from '../../frame/words.ts';
import { describeStored, storedModelSchema } from '../../workflows/model-words.ts';
import { eventTable } from './event-table.ts';
import type { BundleState } from './show.ts';
import { factsOf, instantText, paintStage, spanText } from './version-facts.ts';

type Line = readonly [label: string, text: string];

export function versionPage(version: ModelVersion, bundle: BundleState, events: readonly RegistryEvent[]): string {
  const facts = factsOf(version);
  const lines: Line[] = [
    ['stage', `${paintStage(version.stage)} since ${instantText(version.stageSince)} UTC`],
    ['registered', `${instantText(version.createdAt)} UTC by ${version.createdBy}`],
    ...(version.reason === null ? [] : [['reason', version.reason] as const]),
    ...trainingLines(facts),
    ...configurationLines(version, bundle),
    ...fitLines(facts),
    ...originLines(facts),
    ...standingLines(version),
    ['bundle', bundleText(bundle)],
    ...(version.folder === undefined ? [] : [['', dim(version.folder)] as const]),
  ];
  return [
    bold(`${version.name} ${version.version}`),
    '',
    ...lines.map(([label, text]) => `${label.padEnd(12)}${text}`),
    '',
    eventTable(events),
  ].join('\n');
}

/** Who and what speaks for it. */
function standingLines({ aliases, evidence, approvals, signatures, probation }: ModelVersion): Line[] {
  const documents = evidence.map(({ kind, passed }) => `${kind}${passed ? '' : ' (not passed)'}`);
  const people = approvals.map(({ approver, stale }) => `${approver}${stale ? ' (stale)' : ''}`);
  const line = (label: string, texts: readonly string[]): Line[] =>
    texts.length === 0 ? [] : [[label, texts.join(', ')]];
  return [
    ...line('aliases', aliases),
    ...line('evidence', documents),
    ...line('approved by', people),
    ...line(
      'signed by',
      signatures.map(({ keyId, addedBy }) => `key ${keyId.slice(0, 12)} (${addedBy})`),
    ),
    ...(probation === undefined
      ? []
      : line('probation', [`${probation.status}, until ${instantText(probation.until)} UTC`])),
  ];
}

function trainingLines(facts: ModelMetadata): Line[] {
  const { trainedAt, trainedBy, durationMs, trainingRows } = facts;
  const when = [
    ...(trainedAt === undefined ? [] : [`${instantText(trainedAt)} UTC`]),
    ...(trainedBy === undefined ? [] : [`by ${trainedBy}`]),
    ...(durationMs === undefined ? [] : [`in ${(durationMs / 1000).toFixed(1)} s`]),
  ];
  const rows = trainingRows === undefined ? '' : `, ${counted(trainingRows, 'day')}`;
  return [
    ...(when.length === 0 ? [] : [['trained', when.join(' ')] as const]),
    ...(facts.trainingSpan === undefined ? [] : [['on', `${spanText(facts)}${rows}`] as const]),
  ];
}

const recipeSchema = z.object({ set: z.string(), lookbackDays: z.number() });
const configSchema = z.object({ ...storedModelSchema.shape, regimes: z.array(z.string()) });

function configurationLines({ metadata }: ModelVersion, bundle: BundleState): Line[] {
  const recipe = recipeSchema.safeParse(metadata['featureRecipe']);
  const config = configSchema.safeParse(bundle.sound ? bundle.config : undefined);
  return [
    ...(recipe.success ? [['features', featuresText(recipe.data)] as const] : []),
    ...(config.success
      ? [['model', `${config.data.regimes.join(', ')}; ${describeStored(config.data)}`] as const]
      : []),
  ];
}

/** The weights of jump9 reach over the whole past. */
function featuresText({ set, lookbackDays }: z.infer<typeof recipeSchema>): string {
  return set === 'jump9' ? set : `${set}, looking back ${counted(lookbackDays, 'day')}`;
}

function fitLines({ logLikelihood, stopReason, seed, performance = {} }: ModelMetadata): Line[] {
  const fit = [
    ...(logLikelihood === undefined ? [] : [`log-likelihood ${logLikelihood.toFixed(2)}`]),
    ...(stopReason === undefined ? [] : [`stopped by ${stopReason}`]),
    ...(seed === undefined ? [] : [`seed ${seed}`]),
  ];
  const figures = Object.entries(performance).map(([name, value]) => `${name} ${Number(value.toPrecision(4))}`);
  return [
    ...(fit.length === 0 ? [] : [['fit', fit.join(', ')] as const]),
    ...(figures.length === 0 ? [] : [['', figures.join(', ')] as const]),
  ];
}

function originLines({ dataFingerprint, versions }: ModelMetadata): Line[] {
  const software = Object.entries(versions?.packages ?? {}).map(([name, version]) => `${name} ${version}`);
  return [
    ...(dataFingerprint === undefined ? [] : [['data', `SHA-256 ${dataFingerprint.slice(0, 16)}…`] as const]),
    ...(versions === undefined ? [] : [['made with', [`node ${versions.node}`, ...software].join(', ')] as const]),
  ];
}

function bundleText(bundle: BundleState): string {
  if (!bundle.sound) return `${styleText('red', 'not as registered')}: ${bundle.problem}`;
  return `as registered, ${(bundle.bytes / 1024).toFixed(1)} kB`;
}
