// Bundles that somebody changed who knows the format, one rule broken in each. All are bytes by name, so that the corpus
// serves bundles in memory as well as in folders.
import type { Files } from '../support/forge-files.ts';
import { arrayRows } from './arrays-corpus.ts';
import { jsonRows, modelRows } from './json-corpus.ts';
import { manifestRows, sumsRows } from './manifest-corpus.ts';

export interface HostileCase {
  readonly name: string;
  /** Code of the error that must refuse it. */
  readonly code: string;
  readonly change: (files: Files) => Files;
}

/** Every row, as bytes by name. */
export const contentCorpus: readonly HostileCase[] = [
  ...manifestRows,
  ...sumsRows,
  ...jsonRows,
  ...arrayRows,
  ...modelRows,
].map(([name, code, change]) => ({ name, code, change }));
