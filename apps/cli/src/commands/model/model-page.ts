// A model in a bundle, on the terminal.
import { styleText } from 'node:util';
import { modelMetadataSchema, type ModelMetadata } from '@regimekit/persistence';
import { z } from 'zod';
import { fromHere } from '../../frame/paths.ts';
import { bold, dim } from '../../frame/terminal.ts';
import { counted } from '../../frame/words.ts';
import type { ModelDocument, TrustDocument } from './model-document.ts';
import { describeStored, storedModelSchema } from '../../workflows/model-words.ts';

type Line = readonly [label: string, text: string];

export function modelPage(document: ModelDocument): string {
  const { registered, folder, manifest } = document;
  const title = registered === null ? fromHere(folder ?? '') : `${registered.name} ${registered.version}`;
  const facts = modelMetadataSchema.safeParse(document.metadata).data ?? {};
  const lines: Line[] = [
    ...(registered === null ? [] : [['stage', registered.stage] as const]),
    ...configurationLines(document),
    ...originLines(document, facts),
    ...trainingLines(facts),
    [
      'arrays',
      Object.entries(document.arrays)
        .map(([name, shape]) => `${name} ${shape.join('x')}`)
        .join(', '),
    ],
    ['saved', `${instant(manifest.createdAt)}${writer(document)}`],
    ['digest', document.manifestDigest],
    ...trustLines(document.trust),
  ];
  return [bold(title), '', ...lines.map(([label, text]) => `${label.padEnd(12)}${text}`)].join('\n');
}

const configSchema = z.object({
  nStates: z.number(),
  nFeatures: z.number(),
  ...storedModelSchema.shape,
  regimes: z.array(z.string()),
  featureNames: z.array(z.string()),
  featureSet: z.object({ name: z.string(), version: z.number(), fingerprint: z.string() }).nullable(),
});

function configurationLines({ kind, config }: ModelDocument): Line[] {
  const { data } = configSchema.safeParse(config);
  if (data === undefined) return [['kind', kind]];
  const { featureSet } = data;
  const set = featureSet === null ? 'plain numbers' : `${featureSet.name} v${featureSet.version}`;
  return [
    ['kind', `${kind}: ${data.regimes.join(', ')}; ${describeStored(data)}`],
    ['features', `${set}: ${data.featureNames.join(', ')}`],
  ];
}

const importedSchema = z.object({ imported: z.object({ source: z.string() }) });

function originLines({ metadata }: ModelDocument, { dataFingerprint }: ModelMetadata): Line[] {
  const imported = importedSchema.safeParse(metadata);
  if (imported.success)
    return [['imported', `from ${imported.data.imported.source}; how it was fitted is not known here`]];
  return dataFingerprint === undefined ? [] : [['data', `SHA-256 ${dataFingerprint}`]];
}

function trainingLines({ trainedAt, trainedBy, trainingSpan, trainingRows, versions }: ModelMetadata): Line[] {
  const when = [
    ...(trainedAt === undefined ? [] : [instant(trainedAt)]),
    ...(trainedBy === undefined ? [] : [`by ${trainedBy}`]),
    ...(trainingSpan === undefined ? [] : [`on ${trainingSpan.from} to ${trainingSpan.to}`]),
    ...(trainingRows === undefined ? [] : [`(${counted(trainingRows, 'day')})`]),
  ];
  const software = Object.entries(versions?.packages ?? {}).map(([name, version]) => `${name} ${version}`);
  return [
    ...(when.length === 0 ? [] : [['trained', when.join(' ')] as const]),
    ...(versions === undefined ? [] : [['made with', [`node ${versions.node}`, ...software].join(', ')] as const]),
  ];
}

function writer({ manifest }: ModelDocument): string {
  const { writtenBy, formatVersion } = manifest;
  const by = writtenBy === undefined ? '' : ` by ${writtenBy.package} ${writtenBy.version}`;
  return `${by} in format ${formatVersion}`;
}

export function trustLines({ outcome, signatures }: TrustDocument): Line[] {
  if (outcome === 'unsigned') return [['signed', dim('by nobody')]];
  return signatures.map(({ owner, keyId, algorithm, problem }) => [
    'signed',
    problem === null
      ? `${styleText('green', 'by')} ${owner} ${dim(`(${algorithm}, key ${keyId?.slice(0, 16)}…)`)}`
      : `${styleText('yellow', 'not trusted')}: ${problem}`,
  ]);
}

function instant(text: string): string {
  return `${text.slice(0, 16).replace('T', ' ')} UTC`;
}
