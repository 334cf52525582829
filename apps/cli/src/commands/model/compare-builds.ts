// Two trainings of one model: whether the same came out, and if not, why.
import type { FittedRegimeModel } from '@regimekit/detector';
import type { ModelData, NamedArray } from '@regimekit/persistence';
import { z } from 'zod';
import { packageVersions } from '../../workflows/software.ts';
import type { ChangedDay } from '../../workflows/changed-days.ts';
import type { DataSource, DataSources } from '../../workflows/training-data.ts';

export interface Build {
  readonly model: FittedRegimeModel;
  readonly data: ModelData;
  readonly arraysSha256: string;
  /** Unknown for models of a time before it was recorded. */
  readonly sources: DataSources | undefined;
}

export interface BuildComparison {
  readonly agrees: boolean;
  readonly data: Comparison & { readonly inputs: readonly InputComparison[] };
  readonly arrays: Comparison & { readonly differing: readonly ArrayDifference[] };
  /** What ran then and now, where it is not the same. */
  readonly software: readonly SoftwareDifference[];
  /** In words, the likeliest first; empty when everything agrees. */
  readonly reasons: readonly string[];
}

interface Comparison {
  readonly agrees: boolean;
  /** SHA-256. */
  readonly recorded: string;
  readonly rebuilt: string;
}

interface InputComparison {
  readonly input: string;
  readonly agrees: boolean;
  readonly recorded: DataSource | null;
  readonly rebuilt: DataSource | null;
  /** Days whose value was revised since; empty where the warehouse does not know what it was. */
  readonly changedDays: readonly ChangedDay[];
}

interface ArrayDifference {
  readonly name: string;
  /** Largest absolute difference of an element; null for another shape. */
  readonly largest: number | null;
}

interface SoftwareDifference {
  readonly name: string;
  readonly recorded: string | null;
  readonly now: string | null;
}

/** @param changed days by input, as far as they can be told */
export function compareBuilds(
  recorded: Build,
  rebuilt: Build,
  changed: ReadonlyMap<string, readonly ChangedDay[]>,
): BuildComparison {
  const inputs = compareInputs(recorded.sources, rebuilt.sources).map((input) => ({
    ...input,
    changedDays: changed.get(input.input) ?? [],
  }));
  const data = compare(recorded.model.training?.dataFingerprint, rebuilt.model.training?.dataFingerprint);
  const arrays = compare(recorded.arraysSha256, rebuilt.arraysSha256);
  const differing = arrays.agrees ? [] : differences(recorded.data.arrays, rebuilt.data.arrays);
  const software = compareSoftware(recorded, rebuilt);
  const agrees = data.agrees && arrays.agrees;
  const facts = { data: { ...data, inputs }, arrays: { ...arrays, differing }, software };
  return { agrees, ...facts, reasons: agrees ? [] : reasonsOf(facts, recorded.sources !== undefined) };
}

function compare(recorded = '', rebuilt = ''): Comparison {
  return { agrees: recorded === rebuilt, recorded, rebuilt };
}

/** Each input then and now. */
export function compareInputs(
  recorded: DataSources | undefined,
  rebuilt: DataSources | undefined,
): Omit<InputComparison, 'changedDays'>[] {
  if (recorded === undefined || rebuilt === undefined) return [];
  const names = new Set([...Object.keys(recorded.inputs), ...Object.keys(rebuilt.inputs)]);
  return [...names].map((input) => {
    const [then, now] = [recorded.inputs[input] ?? null, rebuilt.inputs[input] ?? null];
    return { input, agrees: then?.sha256 === now?.sha256, recorded: then, rebuilt: now };
  });
}

function differences(
  recorded: Readonly<Record<string, NamedArray>>,
  rebuilt: Readonly<Record<string, NamedArray>>,
): ArrayDifference[] {
  return Object.entries(recorded).flatMap(([name, { data }]): ArrayDifference[] => {
    const other = rebuilt[name]?.data;
    if (other?.length !== data.length) return [{ name, largest: null }];
    const largest = data.reduce((most, value, i) => Math.max(most, Math.abs(value - other[i]!)), 0);
    return largest === 0 ? [] : [{ name, largest }];
  });
}

const versionsSchema = z.object({ node: z.string(), packages: z.record(z.string(), z.string()) });

function compareSoftware(recorded: Build, rebuilt: Build): SoftwareDifference[] {
  const versions = versionsSchema.safeParse(recorded.data.metadata['versions']).data;
  const then: Record<string, string> = versions === undefined ? {} : { node: versions.node, ...versions.packages };
  const now: Record<string, string> =
    versions === undefined ? {} : { node: process.versions.node, ...packageVersions() };
  const [before, after] = [recorded, rebuilt].map(({ model }) => model.diagnostics?.kernel ?? null);
  const names = [...new Set([...Object.keys(then), ...Object.keys(now)])];
  return [
    ...(before === after ? [] : [{ name: 'kernel', recorded: before!, now: after! }]),
    ...names
      .filter((name) => then[name] !== now[name])
      .map((name) => ({ name, recorded: then[name] ?? null, now: now[name] ?? null })),
  ];
}

type Facts = Pick<BuildComparison, 'data' | 'arrays' | 'software'>;

function reasonsOf({ data, software }: Facts, sourcesKnown: boolean): string[] {
  const changed = data.inputs.filter(({ agrees }) => !agrees);
  const ran = software.map(({ name, recorded, now }) => `${name} was ${recorded ?? 'not there'}, is ${now ?? 'gone'}`);
  if (!data.agrees) {
    return [
      ...changed.map(describeInput),
      ...(changed.length > 0 ? [] : [unexplained(sourcesKnown)]),
      ...(ran.length === 0 ? [] : [`Software changed as well: ${ran.join('; ')}.`]),
    ];
  }
  if (ran.length > 0) return [`The data are the same; the software is not: ${ran.join('; ')}.`];
  return [
    'The data and all recorded software are the same: what differs is the machine, or what is not recorded; if neither, it is a defect.',
  ];
}

function describeInput({ input, recorded, rebuilt, changedDays }: InputComparison): string {
  const series = rebuilt?.series ?? recorded?.series ?? input;
  const span = (source: DataSource | null): string =>
    source === null || source.rows === 0 ? 'none' : `${source.rows} days, ${source.first} to ${source.last}`;
  const sizes =
    span(recorded) === span(rebuilt) ? `on ${span(recorded)}` : `then ${span(recorded)}; now ${span(rebuilt)}`;
  return `The data changed: ${series} (${input}) has other values (${sizes})${describeDays(changedDays)}.`;
}

/** Days that are named; of more, how many. */
const NAMED_DAYS = 3;

function describeDays(days: readonly ChangedDay[]): string {
  if (days.length === 0) return '';
  const named = days
    .slice(0, NAMED_DAYS)
    .map(({ date, before, now }) => `${date} was ${before ?? 'missing'}, is ${now ?? 'missing'}`);
  const more = days.length > NAMED_DAYS ? `; and ${days.length - NAMED_DAYS} more` : '';
  return `: ${named.join('; ')}${more}`;
}

function unexplained(sourcesKnown: boolean): string {
  return sourcesKnown
    ? 'The series are the same, the features are not: they are computed differently now.'
    : 'The data changed; which series cannot be told, because the model was registered before that was recorded.';
}
