import { completeRows } from './emission-data.ts';
import type { EmissionData, EmissionFamily, EmissionParameters } from './emission-family.ts';

/** A function of the family that writes a T x K table. */
type Writer = (out: Float64Array, data: EmissionData) => void;

/** out[t * K + k] = log p(y_t given z_t = k); 0 for a row without any value: it tells nothing. */
export function logDensitiesInto(
  out: Float64Array,
  family: EmissionFamily,
  data: EmissionData,
  parameters: EmissionParameters,
  nStates: number,
): void {
  const write: Writer = (target, rows) => family.logDensitiesInto(target, rows, parameters, nStates);
  writeRows(out, family, data, nStates, 0, write);
}

/** Lets the family write the rows that are there; the others get `absent`. */
export function writeRows(
  out: Float64Array,
  family: EmissionFamily,
  data: EmissionData,
  nStates: number,
  absent: number,
  write: Writer,
): void {
  const complete = family.missing === 'values' ? null : completeRows(data, family);
  if (complete === null) return write(out, data);
  const { indices } = complete;
  const part = new Float64Array(indices.length * nStates);
  write(part, complete.data);
  out.fill(absent);
  for (let i = 0; i < indices.length; i++) {
    out.set(part.subarray(i * nStates, (i + 1) * nStates), indices[i]! * nStates);
  }
}

/** The rows and weights that a family sees: those that are there. */
export function observedPart(
  family: EmissionFamily,
  data: EmissionData,
  weights: Float64Array,
  nStates: number,
): { data: EmissionData; weights: Float64Array } {
  const complete = family.missing === 'values' ? null : completeRows(data, family);
  if (complete === null) return { data, weights };
  const { indices } = complete;
  const picked = new Float64Array(indices.length * nStates);
  for (let i = 0; i < indices.length; i++) {
    picked.set(weights.subarray(indices[i]! * nStates, (indices[i]! + 1) * nStates), i * nStates);
  }
  return { data: complete.data, weights: picked };
}
