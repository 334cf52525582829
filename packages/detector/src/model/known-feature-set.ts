import {
  describeFeatureSetDifference,
  featureSetNames,
  namedFeatureSet,
  type FeatureSet,
  type FeatureSetName,
  type FeatureSetRecord,
} from '@regimekit/features';
import { fingerprint, type JsonValue } from '@regimekit/numerics';
import { InvalidModelDataError, ModelFeatureSetError } from '../errors.ts';

/** Features whose window is the lookback of the set they are in. */
const LOOKBACK_FEATURES: ReadonlySet<string> = new Set(['vix_percentile', 'drawdown']);

/**
 * A set that this software computes exactly as it was when the model was trained. A set of regimekit is recognised by
 * itself, with whatever lookback; one of the user is among `own`. Models of plain numbers have none.
 *
 * @throws ModelFeatureSetError naming what differs, or the set that must be handed in
 */
export function requireKnownFeatureSet(recorded: FeatureSetRecord | null, own: readonly FeatureSet[]): void {
  if (recorded === null) return;
  const candidates = [...own, ...namedCandidates(recorded)].filter(({ name }) => name === recorded.name);
  if (candidates.some((set) => set.fingerprint() === recorded.fingerprint)) return;
  const closest = candidates.find(({ version }) => version === recorded.version) ?? candidates[0];
  const differences = closest === undefined ? [] : describeFeatureSetDifference(recorded, closest);
  throw new ModelFeatureSetError(recorded, [...featureSetNames, ...own.map(({ name }) => name)], differences);
}

/**
 * The record of a set says one thing: its fingerprint is that of its definitions, and these are the model's columns.
 *
 * @throws InvalidModelDataError naming the field
 */
export function requireConsistentFeatureSet(
  recorded: FeatureSetRecord | null,
  featureNames: readonly string[],
  metadataFingerprint: JsonValue | undefined,
): void {
  if (recorded === null) return;
  if (metadataFingerprint !== undefined && metadataFingerprint !== recorded.fingerprint) {
    throw new InvalidModelDataError('metadata.featureSetFingerprint', 'is not that of config.featureSet.');
  }
  if (recorded.definitions === undefined) return;
  const { name, version, definitions } = recorded;
  // Spread copies, because an interface is not a JsonValue to the compiler though its value is one.
  const content: JsonValue = { name, version, definitions: definitions.map((definition) => ({ ...definition })) };
  if (fingerprint(content) !== recorded.fingerprint) {
    throw new InvalidModelDataError('config.featureSet.fingerprint', 'is not the fingerprint of its definitions.');
  }
  const names = definitions.map((definition) => definition.name);
  if (names.length === featureNames.length && names.every((feature, i) => feature === featureNames[i])) return;
  throw new InvalidModelDataError(
    'config.featureNames',
    `must be those of the feature set, ${names.join(', ')}; received ${featureNames.join(', ')}.`,
  );
}

function namedCandidates({ name, definitions = [] }: FeatureSetRecord): FeatureSet[] {
  const named = featureSetNames.find((candidate) => candidate === name);
  if (named === undefined) return [];
  const lookback = definitions.find((definition) => LOOKBACK_FEATURES.has(definition.name))?.window;
  // The recorded lookback first: what it does not explain is what differs.
  return [...withLookback(named, lookback), namedFeatureSet(named)];
}

function withLookback(name: FeatureSetName, lookbackDays: number | undefined): FeatureSet[] {
  try {
    return [namedFeatureSet(name, { lookbackDays })];
  } catch {
    return []; // A lookback that regimekit never had; the default set then shows the difference.
  }
}
