// What goes into a bundle and what must hold of it. Persistence knows no model: its owner hands in the schema.
import type { JsonValue } from '@regimekit/numerics';

/** A JSON object, as it stands in `config.json` and `metadata.json`. */
export type JsonObject = { readonly [key: string]: JsonValue };

/** Numbers in row-major order with their shape; `[]` is a scalar. */
export interface NamedArray {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** A model as plain data: JSON and numbers, never code. */
export interface ModelData {
  /** What the numbers are, for example `gaussian-hmm`; chosen by the owner of the schema. */
  readonly kind: string;
  /** What defines the model beside its numbers: hyper-parameters, labels, feature set. */
  readonly config: JsonObject;
  /** Finite numbers by name. */
  readonly arrays: Readonly<Record<string, NamedArray>>;
  /** What is told about the model: when, from what data, how well. See `modelMetadataSchema`. */
  readonly metadata: JsonObject;
}

/** How data of one kind becomes a model again. */
export interface ModelSchema<T = ModelData> {
  /** The kind it reads. */
  readonly kind: string;
  /** The arrays of the kind: each must be there, and no other. */
  readonly arrayNames: readonly string[];
  /** Checks every invariant (shapes, rows that sum to one, ...) and throws where one does not hold. */
  parse(data: ModelData): T;
}
