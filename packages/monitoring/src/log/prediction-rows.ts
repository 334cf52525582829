// A record as a row of the table, and back.
import type { Insertable, Selectable } from 'kysely';
import { DamagedPredictionError } from '../errors.ts';
import type { PredictionRecord } from './prediction-record.ts';
import type { MonitoringTables } from './tables.ts';

type Table = MonitoringTables['predictions'];

export function toRow(record: PredictionRecord): Insertable<Table> {
  return {
    model_name: record.modelName,
    model_version: record.modelVersion,
    as_of_date: record.asOfDate,
    made_at: record.madeAt,
    kind: record.kind,
    regime: record.regime,
    confidence: record.confidence,
    probabilities: JSON.stringify(record.probabilities),
    features: JSON.stringify(record.features),
    basis: JSON.stringify(record.basis),
    latency_ms: record.latencyMs,
    log_score: record.logScore ?? null,
    role: record.role ?? null,
  };
}

export function toRecord(row: Selectable<Table>): PredictionRecord {
  return {
    modelName: row.model_name,
    modelVersion: row.model_version,
    asOfDate: row.as_of_date,
    madeAt: row.made_at,
    kind: row.kind,
    regime: row.regime,
    confidence: row.confidence,
    probabilities: parseColumn(row, 'probabilities') as PredictionRecord['probabilities'],
    features: parseColumn(row, 'features') as PredictionRecord['features'],
    basis: parseColumn(row, 'basis') as PredictionRecord['basis'],
    latencyMs: row.latency_ms,
    ...(row.log_score === null ? {} : { logScore: row.log_score }),
    ...(row.role === null ? {} : { role: row.role }),
  };
}

function parseColumn(row: Selectable<Table>, column: 'probabilities' | 'features' | 'basis'): unknown {
  try {
    return JSON.parse(row[column]);
  } catch (error) {
    throw new DamagedPredictionError(row.id, column, error);
  }
}
