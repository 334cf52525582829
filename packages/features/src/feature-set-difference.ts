import type { FeatureRecord } from './definitions/feature-definition.ts';
import { FeatureSetMismatchError } from './errors.ts';
import { FeatureSet, type FeatureSetRecord } from './feature-set.ts';

/**
 * What differs between two sets, one sentence each; empty when their fingerprints are equal.
 *
 * @example
 * ```ts
 * import { describeFeatureSetDifference, regimeFeatureSet } from '@regimekit/features';
 *
 * const differences = describeFeatureSetDifference(regimeFeatureSet(), regimeFeatureSet({ lookbackDays: 126 }));
 * console.log(differences[0]); // vix_percentile: window 252 versus 126
 * ```
 */
export function describeFeatureSetDifference(
  a: FeatureSet | FeatureSetRecord,
  b: FeatureSet | FeatureSetRecord,
): readonly string[] {
  const [left, right] = [toRecord(a), toRecord(b)];
  if (left.fingerprint === right.fingerprint) return [];
  const differences = [
    ...compareFields('set', left, right, ['name', 'version']),
    ...compareDefinitions(left.definitions, right.definitions),
  ];
  return differences.length > 0 ? differences : [`fingerprint ${left.fingerprint} versus ${right.fingerprint}`];
}

/** @throws FeatureSetMismatchError when the two are not the same set; the message names what differs */
export function assertSameFeatureSet(
  expected: FeatureSet | FeatureSetRecord,
  received: FeatureSet | FeatureSetRecord,
): void {
  const differences = describeFeatureSetDifference(expected, received);
  if (differences.length > 0) throw new FeatureSetMismatchError(title(expected), title(received), differences);
}

function toRecord(set: FeatureSet | FeatureSetRecord): FeatureSetRecord {
  return set instanceof FeatureSet ? set.toJSON() : set;
}

function title({ name, version }: FeatureSet | FeatureSetRecord): string {
  return `${name} version ${version}`;
}

function compareDefinitions(left: readonly FeatureRecord[] = [], right: readonly FeatureRecord[] = []): string[] {
  if (left.length === 0 || right.length === 0) return [];
  const names = (records: readonly FeatureRecord[]) => records.map((record) => record.name);
  const onlyLeft = names(left).filter((name) => !names(right).includes(name));
  const onlyRight = names(right).filter((name) => !names(left).includes(name));
  const both = left.flatMap((record) => {
    const other = right.find(({ name }) => name === record.name);
    return other === undefined ? [] : [[record, other] as const];
  });
  const differences = [
    ...(onlyLeft.length > 0 ? [`only in the first: ${onlyLeft.join(', ')}`] : []),
    ...(onlyRight.length > 0 ? [`only in the second: ${onlyRight.join(', ')}`] : []),
    ...both.flatMap(([a, b]) =>
      compareFields(a.name, a, b, ['version', 'inputs', 'window', 'missing', 'unit', 'description']),
    ),
  ];
  if (differences.length === 0 && names(left).join() !== names(right).join()) {
    return [`order ${names(left).join(', ')} versus ${names(right).join(', ')}`];
  }
  return differences;
}

function compareFields<Record_ extends object>(
  subject: string,
  left: Record_,
  right: Record_,
  fields: readonly (keyof Record_ & string)[],
): string[] {
  return fields
    .filter((field) => JSON.stringify(left[field]) !== JSON.stringify(right[field]))
    .map((field) => `${subject}: ${field} ${show(left[field])} versus ${show(right[field])}`);
}

function show(value: unknown): string {
  return typeof value === 'string' ? `"${value}"` : Array.isArray(value) ? value.join(', ') : String(value);
}
