import {
  requireList,
  requireOptions,
  requireObject,
  requireRecords,
  requireTextsIfAny,
  requireWholeIfAny,
} from '../data/arguments.ts';
import { requireFinite, requireLength, requireNames } from '../data/checks.ts';
import { formatNumber, MOST_DIGITS } from '../data/format.ts';
import type { TableBlock } from './sections.ts';

export interface ProfileTableData {
  readonly features: readonly {
    readonly name: string;
    /** Written after the name. */
    readonly unit?: string;
    /** Decimals. Default: four significant figures. */
    readonly digits?: number;
  }[];
  /** For each regime, mean and standard deviation of each feature, in the feature's own unit. */
  readonly profiles: readonly {
    readonly name: string;
    readonly means: ArrayLike<number>;
    readonly deviations?: ArrayLike<number>;
  }[];
}

/**
 * The numbers behind `profileChart` in real units: one row per feature, one column per regime, `mean ± standard deviation`.
 *
 * @throws ReportInputError for ragged, empty or non-finite data, names that occur twice, and texts of the wrong kind
 *
 * @example
 * ```ts
 * import { profileTable } from '@regimekit/report';
 *
 * profileTable({
 *   features: [{ name: 'vix_level', unit: 'points', digits: 1 }],
 *   profiles: [{ name: 'risk_off', means: [31.4], deviations: [9.2] }],
 * }).rows; // [['vix_level (points)', '31.4 ± 9.2']]
 * ```
 */
export function profileTable(data: ProfileTableData, texts: { title?: string; subtitle?: string } = {}): TableBlock {
  requireOptions(texts, { title: true, subtitle: true }, 'profileTable');
  requireTextsIfAny(texts, ['title', 'subtitle']);
  requireObject(data, 'data', 'an object with features and profiles');
  const { features, profiles } = data;
  requireRecords(features, 'features', 'a name');
  requireRecords(profiles, 'profiles', 'name and means');
  for (const [index, feature] of features.entries()) {
    requireTextsIfAny(feature, ['unit'], `features[${index}].`);
    requireWholeIfAny(feature.digits, { min: 0, max: MOST_DIGITS }, `features[${index}].digits`);
  }
  requireNames(
    features.map(({ name }) => name),
    'features',
  );
  requireNames(
    profiles.map(({ name }) => name),
    'profiles',
  );
  for (const { name, means, deviations } of profiles) {
    for (const values of deviations === undefined ? [means] : [means, deviations]) {
      requireList(values, `profile ${name}`);
      requireLength(values, features.length, `profile ${name}`);
      requireFinite(values, (index) => `profile ${name}, ${features[index]!.name}`);
    }
  }
  const rows = features.map(({ name, unit, digits }, row) => [
    unit === undefined ? name : `${name} (${unit})`,
    ...profiles.map(({ means, deviations }) => {
      const mean = formatNumber(means[row]!, digits);
      return deviations === undefined ? mean : `${mean} ± ${formatNumber(deviations[row]!, digits)}`;
    }),
  ]);
  return {
    type: 'table',
    title: texts.title ?? 'Mean ± standard deviation in real units',
    ...(texts.subtitle === undefined ? {} : { subtitle: texts.subtitle }),
    columns: [{ name: 'feature' }, ...profiles.map(({ name }) => ({ name, regime: name, align: 'right' as const }))],
    rows,
  };
}
