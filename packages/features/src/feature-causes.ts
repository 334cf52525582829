import type { MissingCause } from './alignment/alignment-report.ts';
import type { MarketFrame } from './alignment/market-frame.ts';
import { missingCause } from './alignment/missing-causes.ts';
import { NotEnoughHistoryError } from './errors.ts';
import type { FeatureColumn } from './feature-columns.ts';
import type { FeatureSet } from './feature-set.ts';

/** Why a session has no row: the columns without a usable value, and the features whose window has a hole. */
export function dropCauses(
  featureSet: FeatureSet,
  today: (column: string, features: readonly string[]) => MissingCause | undefined,
  holesOf: (feature: string) => readonly string[],
): MissingCause[] {
  const causes = [...featureSet.inputs()].flatMap(([column, features]) => today(column, features) ?? []);
  const byInput = new Map<string, string[]>();
  for (const feature of featureSet.featureNames()) {
    for (const input of holesOf(feature)) byInput.set(input, [...(byInput.get(input) ?? []), feature]);
  }
  return [...causes, ...[...byInput].map(([series, features]) => ({ series, reason: 'window' as const, features }))];
}

/** The causes of a session in a whole history. */
export function historyCauses(
  featureSet: FeatureSet,
  frame: MarketFrame,
  columns: readonly FeatureColumn[],
  session: number,
): MissingCause[] {
  const holes = new Map(columns.map((column) => [column.definition.name, column.holes.get(session) ?? []]));
  return dropCauses(
    featureSet,
    (column, features) => missingCause(frame, column, session, features),
    (feature) => holes.get(feature)!,
  );
}

/** The error for a history in which no session has every feature. */
export function notEnoughHistory(
  featureSet: FeatureSet,
  frame: MarketFrame,
  columns: readonly FeatureColumn[],
): NotEnoughHistoryError {
  const short = columns
    .filter((column) => column.firstValueOn === null)
    .map(({ definition, mostFilled }) => ({
      feature: definition.name,
      inputs: definition.inputs,
      needed: definition.window,
      received: mostFilled,
      waitsFor: mostFilled >= definition.window ? (definition.memory?.waitsFor ?? null) : null,
    }));
  const span =
    frame.dates.length === 0
      ? 'no session'
      : `${frame.dates.length} sessions from ${frame.dates[0]} to ${frame.dates.at(-1)}`;
  const reasons =
    short.length > 0
      ? short.map(({ feature, inputs, needed, received, waitsFor }) =>
          waitsFor === null
            ? `${feature} needs ${needed} rows of ${inputs.join(' and ')}, received ${received}`
            : `${feature} waits for ${waitsFor}`,
        )
      : columns.map(({ definition, firstValueOn }) => `${definition.name} begins ${firstValueOn}`);
  const needed = Math.max(...featureSet.definitions.map((definition) => definition.window));
  return new NotEnoughHistoryError(
    `No day has every feature of ${featureSet.name}, which needs ${needed} sessions at the least (${span}): ${reasons.join('; ')}.`,
    { featureSet: featureSet.name, needed, sessions: frame.dates.length, features: short },
  );
}
