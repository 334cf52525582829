import type { Migration } from '@regimekit/database';
import type { Generated } from 'kysely';

/** The tables of this package. JSON is text, instants and days are ISO text, so that both sort as they read. */
export interface MonitoringTables {
  predictions: {
    id: Generated<number>;
    model_name: string;
    model_version: string;
    as_of_date: string;
    made_at: string;
    kind: 'live' | 'replay';
    regime: string;
    confidence: number;
    probabilities: string;
    features: string;
    basis: string;
    latency_ms: number;
    log_score: number | null;
    role: 'production' | 'shadow' | null;
  };
  /** Every attempt of a shadow, also those that left no predictions. */
  shadow_runs: {
    id: Generated<number>;
    model_name: string;
    model_version: string;
    made_at: string;
    kind: 'live' | 'replay';
    from_date: string;
    to_date: string;
    days: number;
    answered: number;
    outcome: 'ok' | 'failed' | 'timeout';
    message: string | null;
    duration_ms: number;
  };
}

const predictions: Migration = {
  name: '001-predictions',
  up: async (db, columns) => {
    await db.schema
      .createTable('predictions')
      .addColumn('id', columns.integer, columns.autoIncrement)
      .addColumn('model_name', columns.text, (column) => column.notNull())
      .addColumn('model_version', columns.text, (column) => column.notNull())
      .addColumn('as_of_date', columns.text, (column) => column.notNull())
      .addColumn('made_at', columns.text, (column) => column.notNull())
      .addColumn('kind', columns.text, (column) => column.notNull())
      .addColumn('regime', columns.text, (column) => column.notNull())
      .addColumn('confidence', columns.real, (column) => column.notNull())
      .addColumn('probabilities', columns.text, (column) => column.notNull())
      .addColumn('features', columns.text, (column) => column.notNull())
      .addColumn('basis', columns.text, (column) => column.notNull())
      .addColumn('latency_ms', columns.real, (column) => column.notNull())
      .execute();
    // The monitor's question: the newest days of one model's live answers.
    await db.schema
      .createIndex('predictions_by_model')
      .on('predictions')
      .columns(['model_name', 'kind', 'as_of_date', 'made_at'])
      .execute();
    // Everything about one day or a range of days, whatever the model.
    await db.schema.createIndex('predictions_by_date').on('predictions').columns(['as_of_date', 'made_at']).execute();
  },
};

/** Rows from before keep null in both. */
const scoresAndRoles: Migration = {
  name: '002-scores-and-roles',
  up: async (db, columns) => {
    await db.schema.alterTable('predictions').addColumn('log_score', columns.real).execute();
    await db.schema.alterTable('predictions').addColumn('role', columns.text).execute();
  },
};

const shadowRuns: Migration = {
  name: '003-shadow-runs',
  up: async (db, columns) => {
    await db.schema
      .createTable('shadow_runs')
      .addColumn('id', columns.integer, columns.autoIncrement)
      .addColumn('model_name', columns.text, (column) => column.notNull())
      .addColumn('model_version', columns.text, (column) => column.notNull())
      .addColumn('made_at', columns.text, (column) => column.notNull())
      .addColumn('kind', columns.text, (column) => column.notNull())
      .addColumn('from_date', columns.text, (column) => column.notNull())
      .addColumn('to_date', columns.text, (column) => column.notNull())
      .addColumn('days', columns.integer, (column) => column.notNull())
      .addColumn('answered', columns.integer, (column) => column.notNull())
      .addColumn('outcome', columns.text, (column) => column.notNull())
      .addColumn('message', columns.text)
      .addColumn('duration_ms', columns.real, (column) => column.notNull())
      .execute();
    // The question of a comparison: what became of one version's attempts over some days.
    await db.schema
      .createIndex('shadow_runs_by_version')
      .on('shadow_runs')
      .columns(['model_name', 'model_version', 'to_date'])
      .execute();
  },
};

export const monitoringMigrations: readonly Migration[] = [predictions, scoresAndRoles, shadowRuns];
