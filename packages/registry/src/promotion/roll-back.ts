// Back to the last good version in production: verified first, then in one transaction.
import { changeModel, type ModelChange } from '../change-model.ts';
import { checkOptions } from '../check-options.ts';
import { NothingToRollBackError } from '../errors.ts';
import { viewModel, type RegistryContext } from '../registry-context.ts';
import { chooseRollback } from '../rules/moves.ts';
import type { ModelState } from '../state/model-state.ts';
import type { VersionRecord } from '../state/version-record.ts';
import { checkChecks, runChecks } from './checks.ts';
import { moveOptionNames, type MoveOptions } from './promote-version.ts';
import { expectUnchanged, recordRejection } from './settle.ts';

/**
 * The rules of the policy are not asked again: the version has met them before, and whoever rolls back is in a hurry.
 *
 * @returns the version that is in production again
 */
export async function rollBack(context: RegistryContext, name: string, options: MoveOptions): Promise<string> {
  checkOptions(options, moveOptionNames, 'rollback');
  checkChecks(options.checks);
  const { reason, checks, signal } = options;
  const { model } = await viewModel(context, name, 'roll back');
  const record = expectTarget(model);
  const { passed, failed } = await runChecks(context, { model, record, stage: 'production', checks, signal });
  if (failed !== undefined) await recordRejection(context, { model, record, to: 'production', reason, failed });
  await changeModel(context, name, 'roll back', async (change) => {
    expectUnchanged(model, change.model);
    // Looked up again: the retention may have removed it, which moves nothing.
    const target = expectTarget(change.model);
    const champion = change.model.versions.get(change.model.production ?? '');
    if (champion !== undefined) {
      await change.say(champion, { type: 'rolled_back', to: 'archive', reason, details: { by: target.version } });
    }
    await restore(change, target, { reason, checks: passed });
  });
  return record.version;
}

/** Puts a version back into production, which must be empty by then. */
export async function restore(
  { say }: ModelChange,
  target: VersionRecord,
  { reason, checks }: { readonly reason: string | undefined; readonly checks: readonly string[] },
): Promise<void> {
  await say(target, { type: 'restored', to: 'production', reason, details: { checks: [...checks] } });
}

function expectTarget(model: ModelState): VersionRecord {
  const target = chooseRollback(model);
  if (target === undefined) throw new NothingToRollBackError(model.name, model.production);
  return target;
}
