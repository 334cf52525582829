// Where a version may go at all, and which one a rollback takes. States in, decisions out.
import type { Stage } from '../model-version.ts';
import type { ModelState } from '../state/model-state.ts';
import type { VersionRecord } from '../state/version-record.ts';

/**
 * Where a version may go from each stage. Staging is where it begins and nothing returns there; production is left for
 * the archive alone, by replacement, rollback or will; what was archived may try again. A policy narrows this (`from` of
 * its stage rules) and never widens it.
 */
const moves: Readonly<Record<Stage, readonly Stage[]>> = {
  staging: ['shadow', 'production', 'archive'],
  shadow: ['production', 'archive'],
  production: ['archive'],
  archive: ['shadow', 'production'],
};

/**
 * Whether a version may go to a stage.
 *
 * @param entries the stages from which the policy lets versions enter `to`
 * @returns undefined when it may, else why not, as the end of a sentence
 */
export function findObstacle(candidate: VersionRecord, to: Stage, entries: readonly Stage[]): string | undefined {
  const { stage, stageSince, collectedAt } = candidate;
  if (stage === to) return `it is in ${to} already, since ${stageSince}`;
  const open = moves[stage];
  if (!open.includes(to)) return `from ${stage} a version moves only to ${open.join(' or ')}`;
  if (!entries.includes(stage)) {
    return `${to} is entered from ${entries.join(' or ')} alone, as the policy says, and it is in ${stage}`;
  }
  return collectedAt === undefined ? undefined : `its bundle was removed by the retention on ${collectedAt}`;
}

/**
 * The version that a rollback restores: the last good one that was in production before the present. Not good is what a
 * rollback has left behind or what failed its probation, and what the retention has removed.
 */
export function chooseRollback({ trail, production, unfit, versions }: ModelState): VersionRecord | undefined {
  const target = trail.findLast(
    (version) => version !== production && !unfit.has(version) && versions.get(version)?.collectedAt === undefined,
  );
  return target === undefined ? undefined : versions.get(target);
}
