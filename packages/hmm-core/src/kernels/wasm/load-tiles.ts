import type { ObservedSequences } from '../../observations.ts';
import { COPIED_ROWS, TILE, type Layout, type Sequence } from './layout.ts';
import type { KernelExports } from './module.ts';

/** Rows that the common centre is taken from. Any point amid the data will do. */
const CENTRE_ROWS = 4096;

/**
 * A point amid the data, the mean of evenly spaced rows. The kernels see the data minus this centre, so that sums of
 * squares do not cancel on data far from zero.
 */
export function centreOf({ data, nSteps, nFeatures }: ObservedSequences): Float64Array {
  const centre = new Float64Array(nFeatures);
  const stride = Math.ceil(nSteps / CENTRE_ROWS);
  let count = 0;
  for (let t = 0; t < nSteps; t += stride) {
    count++;
    for (let d = 0; d < nFeatures; d++) centre[d]! += (data[t * nFeatures + d]! - centre[d]!) / count;
  }
  return centre;
}

/** Copies the sequences into tiles; what follows a sequence in its last tile is the centre itself. */
export function loadTiles(
  exports: KernelExports,
  layout: Layout,
  { data, nFeatures }: ObservedSequences,
  sequences: readonly Sequence[],
  centre: Float64Array,
): void {
  const memory = new Float64Array(layout.buffer);
  memory.set(centre, layout.centre / 8);
  let from = 0;
  for (const { row, length } of sequences) {
    const whole = length & ~(TILE - 1);
    for (let t = 0; t < whole; t += COPIED_ROWS) {
      const rows = Math.min(COPIED_ROWS, whole - t);
      memory.set(data.subarray((from + t) * nFeatures, (from + t + rows) * nFeatures), layout.copied / 8);
      const to = layout.x + (row + t) * nFeatures * 8;
      exports.tilesOf(layout.copied, to, rows / TILE, nFeatures, layout.centre);
    }
    const tile = layout.x / 8 + (row + whole) * nFeatures;
    if (whole < length) memory.fill(0, tile, tile + TILE * nFeatures);
    for (let t = whole; t < length; t++) {
      for (let d = 0; d < nFeatures; d++) {
        memory[tile + d * TILE + t - whole] = data[(from + t) * nFeatures + d]! - centre[d]!;
      }
    }
    from += length;
  }
}
