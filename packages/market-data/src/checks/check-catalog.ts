import type { DataCheck } from './data-check.ts';
import { duplicates } from './duplicates.ts';
import { futureDates } from './future-dates.ts';
import { gaps } from './gaps.ts';
import { impossibleValues } from './impossible-values.ts';
import { largeMoves } from './large-moves.ts';
import { mixedFields } from './mixed-fields.ts';
import { order } from './order.ts';
import { revisions } from './revisions.ts';
import { staleRuns } from './stale-runs.ts';
import { unitJumps } from './unit-jumps.ts';
import { units } from './units.ts';
import { weekends } from './weekends.ts';

/** Every data check, in the order in which they are reported. */
export const dataChecks: readonly DataCheck[] = [
  order,
  duplicates,
  futureDates,
  mixedFields,
  units,
  impossibleValues,
  unitJumps,
  largeMoves,
  staleRuns,
  weekends,
  gaps,
  revisions,
];
