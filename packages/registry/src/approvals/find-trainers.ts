import type { VersionRecord } from '../state/version-record.ts';

/** Who had a hand in making a version. */
export interface Trainer {
  readonly name: string;
  /** What it is said to have done: 'registered it', 'trained it', 'imported it'. */
  readonly part: string;
}

/**
 * The people whose own approval a policy with `trainerCounts: false` passes over: whoever registered the version, and
 * whoever its metadata names as having trained it (`trainedBy`) or brought it in from elsewhere (`importedBy`). The record
 * of the registration holds all three, so that a version is judged by what was known of it then. The names in the metadata
 * are those that its writer gave; a signature on the bundle vouches for them.
 */
export function findTrainers({ createdBy, metadata }: Pick<VersionRecord, 'createdBy' | 'metadata'>): Trainer[] {
  const said = [
    { name: createdBy, part: 'registered it' },
    { name: metadata['trainedBy'], part: 'trained it' },
    { name: metadata['importedBy'], part: 'imported it' },
  ];
  const trainers: Trainer[] = [];
  for (const { name, part } of said) {
    if (typeof name !== 'string' || trainers.some((known) => known.name === name)) continue;
    trainers.push({ name, part });
  }
  return trainers;
}
