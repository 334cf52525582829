import type { MarketFrame } from './alignment/market-frame.ts';
import type { IsoDate } from './dates.ts';
import type { FeatureDefinition } from './definitions/feature-definition.ts';
import { FeatureWindows } from './feature-windows.ts';

/** One feature over all sessions of a frame. */
export interface FeatureColumn {
  readonly definition: FeatureDefinition;
  /** Shape S, in the unit of the feature; NaN where it has no value. */
  readonly values: Float64Array;
  /** The most rows its window ever held, not counting more than had every input. */
  readonly mostFilled: number;
  readonly firstValueOn: IsoDate | null;
  /** The inputs to blame, by session, where today's inputs are there and the window has a hole. */
  readonly holes: ReadonlyMap<number, readonly string[]>;
}

/**
 * Walks one feature over a frame, oldest session first. Its windows are filled as it goes, so a function cannot see a
 * later day even by mistake.
 */
export function computeColumn(definition: FeatureDefinition, frame: MarketFrame): FeatureColumn {
  const { dates } = frame;
  const inputs = definition.inputs.map((input) => frame.column(input));
  const windows = new FeatureWindows(definition, dates.length);
  const values = new Float64Array(dates.length);
  const holes = new Map<number, readonly string[]>();
  let nValues = 0;
  let nComplete = 0;
  let mostFilled = 0;
  for (let t = 0; t < dates.length; t++) {
    windows.push(inputs, t);
    const value = windows.value(dates[t]!);
    values[t] = value;
    if (windows.isTodayComplete) nComplete += 1;
    if (windows.filled > mostFilled) mostFilled = windows.filled;
    if (!Number.isNaN(value)) {
      nValues += 1;
      if (isPowerOfTwo(nValues)) windows.checkValue(value, dates[t]!);
    } else if (nValues > 0 && windows.isTodayComplete) {
      holes.set(t, windows.inputsWithHoles());
    }
  }
  const firstValueOn = dates[values.findIndex((value) => !Number.isNaN(value))] ?? null;
  return { definition, values, mostFilled: Math.min(mostFilled, nComplete), firstValueOn, holes };
}

// A sample that costs nothing: the 1st, 2nd, 4th, 8th ... value is checked against its window alone.
function isPowerOfTwo(n: number): boolean {
  return (n & (n - 1)) === 0;
}
