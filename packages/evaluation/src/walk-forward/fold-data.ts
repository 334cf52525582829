// What goes to a worker and comes back: plain data that structured clone and JSON both keep.
import { RegimeDetector, type RegimeDetectorOptions, type RegimeModelData } from '@regimekit/detector';
import { FeatureMatrix, type FeatureSetRecord } from '@regimekit/features';
import type { JsonValue } from '@regimekit/numerics';
import type { RowSpan } from './fold-schedule.ts';

/** A feature matrix without its methods. */
export interface PlainFeatures {
  readonly dates: readonly string[];
  readonly featureNames: readonly string[];
  readonly data: Float64Array;
  readonly featureSet: FeatureSetRecord;
  readonly lengths: readonly number[];
}

/** How a model is trained: options of the detector that are data. */
export type DetectorRecipe = Omit<RegimeDetectorOptions, 'clock' | 'modelVersion' | 'cache' | 'labels'> & {
  readonly labels?: Exclude<RegimeDetectorOptions['labels'], (...args: never[]) => unknown> | undefined;
};

export interface FoldInput {
  /** All rows up to the last that is tested. */
  readonly features: PlainFeatures;
  readonly train: RowSpan;
  readonly test: RowSpan;
  readonly recipe: DetectorRecipe;
  /** The model of the fold before, for a refit that starts from it. */
  readonly previous?: RegimeModelData | undefined;
}

/** A fitted fold. */
export interface FoldOutcome {
  readonly model: RegimeModelData;
  /** K names in the order of the columns below. */
  readonly regimes: readonly string[];
  /** Test rows x K: filtered, by the whole history up to each row. */
  readonly probs: Float64Array;
  readonly fit: FoldFit;
}

/** How the fit of a fold went. */
export interface FoldFit {
  readonly start: 'search' | 'previous';
  /** Of the training rows, as a density of the standardised features; null for a jump model, which has none. */
  readonly logLikelihood: number | null;
  readonly iterations: number;
  readonly stopReason: string;
  readonly converged: boolean;
  readonly restartsAtOptimum: number;
}

export function plainFeatures(features: FeatureMatrix): PlainFeatures {
  const { dates, featureNames, data, featureSet, lengths } = features;
  return { dates, featureNames, data, featureSet, lengths };
}

export function featuresFrom(plain: PlainFeatures): FeatureMatrix {
  return new FeatureMatrix(plain);
}

/** Probabilities of the rows of a span, by everything in the matrix up to each of them; rows x K. */
export function filteredRows(detector: RegimeDetector, features: FeatureMatrix, span: RowSpan): Float64Array {
  const { dates } = features;
  const shown = { from: dates[span.start]!, to: dates[span.end - 1]! };
  const rows = detector.predictRegimes(features, shown);
  return Float64Array.from(rows.flatMap(({ probabilities }) => detector.regimes.map((name) => probabilities[name])));
}

/** The same bits as text that JSON keeps. */
function packFloats(values: Float64Array): string {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  let text = '';
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
}

function unpackFloats(text: string): Float64Array {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  return new Float64Array(bytes.buffer);
}

/** An outcome as JSON, to the bit. */
export function packOutcome({ model, regimes, probs, fit }: FoldOutcome): JsonValue {
  const arrays = Object.fromEntries(
    Object.entries(model.arrays).map(([name, { shape, data }]) => [name, { shape, data: packFloats(data) }]),
  );
  return {
    format: 1,
    model: { kind: model.kind, config: model.config, arrays, metadata: model.metadata },
    regimes,
    probs: packFloats(probs),
    fit: { ...fit },
  };
}

/** The outcome that was packed; `undefined` for what is none, so that a damaged checkpoint is computed anew. */
export function unpackOutcome(value: unknown): FoldOutcome | undefined {
  try {
    const packed = value as {
      readonly format: number;
      readonly model: Omit<RegimeModelData, 'arrays'> & {
        readonly arrays: Readonly<Record<string, { readonly shape: readonly number[]; readonly data: string }>>;
      };
      readonly regimes: readonly string[];
      readonly probs: string;
      readonly fit: FoldFit;
    };
    if (packed.format !== 1) return undefined;
    const arrays = Object.fromEntries(
      Object.entries(packed.model.arrays).map(([name, { shape, data }]) => [name, { shape, data: unpackFloats(data) }]),
    ) as RegimeModelData['arrays'];
    const { regimes, fit } = packed;
    const model = { ...packed.model, arrays };
    RegimeDetector.fromModelData(model);
    return { model, regimes, probs: unpackFloats(packed.probs), fit };
  } catch {
    return undefined;
  }
}
