import type { Insertable, Selectable } from 'kysely';
import type { MonitoringTables } from '../log/tables.ts';
import type { ShadowRun } from './shadow-run.ts';

type Table = MonitoringTables['shadow_runs'];

export function toShadowRow(run: ShadowRun): Insertable<Table> {
  return {
    model_name: run.modelName,
    model_version: run.modelVersion,
    made_at: run.madeAt,
    kind: run.kind,
    from_date: run.from,
    to_date: run.to,
    days: run.days,
    answered: run.answered,
    outcome: run.outcome,
    message: run.message ?? null,
    duration_ms: run.durationMs,
  };
}

export function toShadowRun(row: Selectable<Table>): ShadowRun {
  return {
    modelName: row.model_name,
    modelVersion: row.model_version,
    madeAt: row.made_at,
    kind: row.kind,
    from: row.from_date,
    to: row.to_date,
    days: row.days,
    answered: row.answered,
    outcome: row.outcome,
    ...(row.message === null ? {} : { message: row.message }),
    durationMs: row.duration_ms,
  };
}
