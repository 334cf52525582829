import type { DataCheck } from './data-check.ts';
import { counted } from './observations.ts';

/** Vendors correct their history; both values are kept, and the newer one is used. */
export const revisions: DataCheck = {
  name: 'revisions',
  severity: 'warning',
  description: 'values that differ from those stored for the same days',
  hint: 'Nothing to do for ordinary corrections; many of them can mean another vendor or another series.',
  run: ({ field, observations }, { stored }) => {
    // Every dividend rewrites the whole of an adjusted series: nothing to warn about.
    if (stored === undefined || field === 'adjusted_close') return undefined;
    const found = observations.flatMap((one) => {
      const old = stored.values.get(one.date);
      return old === undefined || old === one.value ? [] : [{ one, old, size: sizeOf(old, one.value) }];
    });
    const [largest] = found.toSorted((a, b) => b.size - a.size);
    if (largest === undefined) return undefined;
    const { one, old } = largest;
    const message = `${counted(found.length, 'value')} changed; the most on ${one.date}, from ${old ?? 'missing'} to ${one.value ?? 'missing'}.`;
    return { message, count: found.length, first: one };
  },
};

/** Relative to the old value; a value that appears or vanishes is more than any change. */
function sizeOf(old: number | null, value: number | null): number {
  return old === null || value === null ? Infinity : Math.abs(value - old) / Math.max(Math.abs(old), Number.EPSILON);
}
