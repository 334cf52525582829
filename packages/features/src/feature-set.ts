import { describeValue, fingerprint, type JsonValue } from '@regimekit/numerics';
import { checkOptions } from './check-options.ts';
import { featureDefinitions, jumpFeatureDefinitions, type LookbackOptions } from './definitions/catalog.ts';
import {
  defineFeature,
  featureRecord,
  type FeatureDefinition,
  type FeatureRecord,
} from './definitions/feature-definition.ts';
import { InvalidFeatureError, UnknownFeatureSetError } from './errors.ts';

/** By which set numbers were computed: plain data, to be stored beside them. */
export interface FeatureSetRecord {
  readonly name: string;
  readonly version: number;
  readonly fingerprint: string;
  /** Absent where only the fingerprint was kept; then a mismatch can be told but not explained. */
  readonly definitions?: readonly FeatureRecord[];
}

/** A named, versioned list of definitions; their order is the order of the columns. */
export class FeatureSet {
  readonly name: string;
  readonly version: number;
  readonly definitions: readonly FeatureDefinition[];
  readonly #record: FeatureSetRecord & { readonly definitions: readonly FeatureRecord[] };

  /** @throws InvalidFeatureError when there is no definition, one is wrong, or two share a name */
  constructor(parts: {
    readonly name: string;
    readonly version: number;
    readonly definitions: readonly FeatureDefinition[];
  }) {
    checkOptions(parts, { name: true, version: true, definitions: true }, 'FeatureSet');
    const { name, version } = parts;
    checkSet(parts);
    this.name = name;
    this.version = version;
    this.definitions = Object.freeze(parts.definitions.map((definition) => defineFeature(definition)));
    const definitions = this.definitions.map(featureRecord);
    // A spread copy, because an interface is not a JsonValue to the compiler though its value is one.
    const content: JsonValue = { name, version, definitions: definitions.map((record) => ({ ...record })) };
    this.#record = Object.freeze({ name, version, fingerprint: fingerprint(content), definitions });
    Object.freeze(this);
  }

  /**
   * SHA-256, in lower-case hex, of the canonical JSON (RFC 8785) of name, version and every definition: its name,
   * version, inputs, window, policy for missing values, unit and description; so it follows lookbackDays too. The
   * functions are not in it: whoever changes one raises the version of its definition.
   */
  fingerprint(): string {
    return this.#record.fingerprint;
  }

  featureNames(): string[] {
    return this.definitions.map((definition) => definition.name);
  }

  /** Every column that some feature reads, with the features that do. */
  inputs(): ReadonlyMap<string, readonly string[]> {
    const readers = new Map<string, string[]>();
    for (const { name, inputs } of this.definitions) {
      for (const input of inputs) readers.set(input, [...(readers.get(input) ?? []), name]);
    }
    return readers;
  }

  toJSON(): FeatureSetRecord & { readonly definitions: readonly FeatureRecord[] } {
    return this.#record;
  }
}

function checkSet({
  name,
  version,
  definitions,
}: {
  name: string;
  version: number;
  definitions: readonly FeatureDefinition[];
}): void {
  if (typeof name !== 'string' || name === '') throw new InvalidFeatureError('A feature set needs a name.', { name });
  if (!Number.isSafeInteger(version) || version < 1) {
    throw new InvalidFeatureError(`Feature set ${name}: expected a whole version from 1, received ${String(version)}.`);
  }
  if (!Array.isArray(definitions)) {
    throw new InvalidFeatureError(
      `Feature set ${name}: expected an array of definitions, received ${describeValue(definitions)}.`,
    );
  }
  if (definitions.length === 0) throw new InvalidFeatureError(`Feature set ${name} has no definitions.`);
  const names = definitions.map((definition) => defineFeature(definition).name);
  const twice = names.find((feature, i) => names.indexOf(feature) !== i);
  if (twice === undefined) return;
  throw new InvalidFeatureError(
    `Feature set ${name} holds two features named ${twice}.`,
    { name, feature: twice },
    'Rename one of them.',
  );
}

const leftOut = {
  regime9: [],
  stress7: ['yield_curve_slope', 'yield_curve_change_20d'],
  'no-credit7': ['hy_spread', 'hy_spread_change_20d'],
  vol2: [
    'vix_percentile',
    'return_20d',
    'drawdown',
    'yield_curve_slope',
    'yield_curve_change_20d',
    'hy_spread',
    'hy_spread_change_20d',
  ],
} as const satisfies Record<string, readonly string[]>;

/**
 * `regime9` all nine; `stress7` without the slope; `no-credit7` without the spread; `vol2` VIX and realized volatility;
 * `jump9` return, downside and Sortino ratio of the price alone, at three half-lives: the features of the jump model.
 */
export type FeatureSetName = keyof typeof leftOut | 'jump9';

export const featureSetNames = Object.freeze([...Object.keys(leftOut), 'jump9']) as readonly FeatureSetName[];

/**
 * @throws UnknownFeatureSetError naming the sets there are; InvalidOptionError for lookbackDays out of range
 *
 * @example
 * ```ts
 * import { namedFeatureSet } from '@regimekit/features';
 *
 * console.log(namedFeatureSet('vol2').featureNames()); // [ 'vix_level', 'realized_vol_20d' ]
 * ```
 */
export function namedFeatureSet(name: FeatureSetName, options: LookbackOptions = {}): FeatureSet {
  if (!featureSetNames.includes(name)) throw new UnknownFeatureSetError(name, featureSetNames);
  return new FeatureSet({ name, version: 1, definitions: definitionsOf(name, options) });
}

function definitionsOf(name: FeatureSetName, options: LookbackOptions): readonly FeatureDefinition[] {
  const all = featureDefinitions(options);
  if (name === 'jump9') return jumpFeatureDefinitions();
  const without: readonly string[] = leftOut[name];
  return all.filter((definition) => !without.includes(definition.name));
}

/** The nine regime features, `regime9`. */
export function regimeFeatureSet(options: LookbackOptions = {}): FeatureSet {
  return namedFeatureSet('regime9', options);
}
