import { join, resolve } from 'node:path';

/** The folder that holds everything of one installation, and what lies where in it. */
export interface Home {
  readonly folder: string;
  readonly config: string;
  readonly warehouse: string;
  readonly operations: string;
  readonly models: string;
  /** Keys to sign with, and public keys that are trusted. */
  readonly keys: string;
}

export function homeAt(folder: string): Home {
  const root = resolve(folder);
  return {
    folder: root,
    config: join(root, 'config.json'),
    warehouse: join(root, 'market.duckdb'),
    operations: join(root, 'operations.sqlite'),
    models: join(root, 'models'),
    keys: join(root, 'keys'),
  };
}
