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

export const monitoringMigrations: readonly Migration[] = [predictions, scoresAndRoles];
