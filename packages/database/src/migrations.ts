import type { Kysely, Transaction } from 'kysely';
import type { ColumnTypes } from './column-types.ts';
import type { Engine } from './engine.ts';
import { MigrationError } from './errors.ts';

/** One step of a schema. Published steps never change; a correction is a further step. */
export interface Migration {
  /** Unique within its namespace, for example `001-events`. */
  readonly name: string;
  /**
   * Runs inside the transaction that also records the step; nothing else is open meanwhile. With the types of `columns`
   * it makes the same table in either database.
   */
  up(db: Kysely<unknown>, columns: ColumnTypes): Promise<void>;
}

interface LedgerSchema {
  regimekit_migrations: { namespace: string; position: number; name: string; applied_at: string };
}

export interface MigrateOptions {
  readonly namespace: string;
  readonly migrations: readonly Migration[];
  readonly readOnly: boolean;
  readonly clock: () => Date;
  readonly engine: Engine;
}

/** Refuses a list of migrations that could not be recorded faithfully. */
export function checkMigrations(namespace: string, migrations: readonly Migration[]): void {
  if (!/^[a-z][a-z0-9_-]*$/u.test(namespace)) {
    throw new MigrationError(`namespace must be lower-case letters, digits, - and _, received '${namespace}'.`, {
      problem: 'invalid',
      hint: "Name it after the package that owns the tables, for example 'monitoring'.",
    });
  }
  const names = migrations.map(({ name }) => name);
  const wrong = names.find((name, index) => name.trim() === '' || names.indexOf(name) !== index);
  if (wrong !== undefined) {
    throw new MigrationError(
      `Migrations of '${namespace}' need names that differ, received '${wrong}' twice or empty.`,
      {
        problem: 'invalid',
        hint: 'Number them: 001-…, 002-….',
      },
    );
  }
}

/** Applies what the ledger of the namespace does not hold yet: all of it in one transaction, or nothing. */
export async function migrate(db: Kysely<unknown>, options: MigrateOptions): Promise<void> {
  // Looking first keeps the ordinary start, with nothing to do, free of the write lock.
  const { engine } = options;
  const pending = findPending(await readLedger(db, options), options);
  if (pending.length === 0) return;
  if (options.readOnly) {
    throw new MigrationError(
      `The database lacks ${pending.length} of the migrations of '${options.namespace}', the first is '${pending[0]?.name}'.`,
      { problem: 'pending', hint: 'Open it once without readOnly.', details: { namespace: options.namespace } },
    );
  }
  await engine.transact(db, async (trx) => {
    await engine.beforeMigration(trx);
    await createLedger(trx, engine.columns);
    // Another process may have been faster; what counts is the ledger under the lock.
    const applied = await readLedger(trx, options);
    let position = applied.length;
    // One transaction, one instant.
    const at = options.clock().toISOString();
    for (const migration of findPending(applied, options)) {
      await apply(trx, migration, { ...options, position, at });
      position += 1;
    }
  });
}

async function apply(
  trx: Transaction<unknown>,
  migration: Migration,
  options: MigrateOptions & { readonly position: number; readonly at: string },
): Promise<void> {
  const { namespace, position, at, engine } = options;
  try {
    await migration.up(trx, engine.columns);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new MigrationError(`Migration '${migration.name}' of '${namespace}' failed: ${why}`, {
      problem: 'failed',
      hint: 'Nothing was changed. Correct the migration or the data it stumbles over.',
      details: { namespace, migration: migration.name },
      cause,
    });
  }
  await ledger(trx)
    .insertInto('regimekit_migrations')
    .values({ namespace, position, name: migration.name, applied_at: at })
    .execute();
}

/** The migrations after those applied, if the applied ones are the beginning of the list. */
function findPending(applied: readonly string[], { namespace, migrations }: MigrateOptions): readonly Migration[] {
  const known = new Set(migrations.map(({ name }) => name));
  const unknown = applied.find((name) => !known.has(name));
  if (unknown !== undefined) {
    throw new MigrationError(
      `The database is newer than this code: it holds the migration '${unknown}' of '${namespace}', which is unknown here.`,
      {
        problem: 'newer_database',
        hint: 'Upgrade the package that owns these tables; the database was not touched.',
        details: { namespace, migration: unknown },
      },
    );
  }
  const changed = applied.find((name, index) => migrations[index]?.name !== name);
  if (changed !== undefined) {
    throw new MigrationError(
      `The order of the migrations of '${namespace}' has changed: '${changed}' was applied in another place.`,
      {
        problem: 'changed_history',
        hint: 'Append new migrations at the end and leave the earlier ones as they are.',
        details: { namespace, migration: changed },
      },
    );
  }
  return migrations.slice(applied.length);
}

/** Names of the applied migrations of one namespace, in order; none before the first migration of any package. */
async function readLedger(db: Kysely<unknown>, { engine, namespace }: MigrateOptions): Promise<string[]> {
  if (!(await engine.hasTable(db, 'regimekit_migrations'))) return [];
  const rows = await ledger(db)
    .selectFrom('regimekit_migrations')
    .select('name')
    .where('namespace', '=', namespace)
    .orderBy('position')
    .execute();
  return rows.map(({ name }) => name);
}

async function createLedger(db: Kysely<unknown>, columns: ColumnTypes): Promise<void> {
  await db.schema
    .createTable('regimekit_migrations')
    .ifNotExists()
    .addColumn('namespace', columns.text, (column) => column.notNull())
    .addColumn('position', columns.integer, (column) => column.notNull())
    .addColumn('name', columns.text, (column) => column.notNull())
    .addColumn('applied_at', columns.text, (column) => column.notNull())
    .addPrimaryKeyConstraint('regimekit_migrations_key', ['namespace', 'position'])
    .addUniqueConstraint('regimekit_migrations_name', ['namespace', 'name'])
    .execute();
}

function ledger(db: Kysely<unknown>): Kysely<LedgerSchema> {
  return db;
}
