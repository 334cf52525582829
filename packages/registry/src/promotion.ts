// The rules of movement, all of them, and nothing else: states in, decisions out.
import type { ModelState, VersionRecord } from './state/model-state.ts';
import type { Stage } from './model-version.ts';

/** Whether a version may move, and if not, why. */
export type Decision =
  | { readonly allowed: true; /** Leaves production for it. */ readonly replaces: VersionRecord | undefined }
  | { readonly allowed: false; readonly reason: string };

/**
 * Where a version may go from each stage. Staging is where it begins and nothing returns there; production is left for
 * the archive alone, by replacement, rollback or will; what was archived may try again.
 */
const moves: Readonly<Record<Stage, readonly Stage[]>> = {
  staging: ['shadow', 'production', 'archive'],
  shadow: ['production', 'archive'],
  production: ['archive'],
  archive: ['shadow', 'production'],
};

/** Whether `candidate` may move to a stage while `champion` is in production. */
export function decideMove(candidate: VersionRecord, to: Stage, champion: VersionRecord | undefined): Decision {
  if (candidate.stage === to)
    return { allowed: false, reason: `it is in ${to} already, since ${candidate.stageSince}.` };
  const open = moves[candidate.stage];
  if (!open.includes(to)) {
    return { allowed: false, reason: `from ${candidate.stage} a version moves only to ${open.join(' or ')}.` };
  }
  return { allowed: true, replaces: to === 'production' ? champion : undefined };
}

/** The version that a rollback restores: the last that was in production before the present one. */
export function chooseRollback({ trail, production, versions }: ModelState): VersionRecord | undefined {
  const target = trail.findLast((version) => version !== production);
  return target === undefined ? undefined : versions.get(target);
}
