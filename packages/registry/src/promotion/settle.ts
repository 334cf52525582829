// What promotion, rollback and probation share: nothing moves on a state that has passed, and what failed is recorded.
import { changeModel } from '../change-model.ts';
import { PromotionRejectedError, RegistryChangedError } from '../errors.ts';
import type { Stage } from '../model-version.ts';
import type { RegistryContext } from '../registry-context.ts';
import type { ModelState } from '../state/model-state.ts';
import type { VersionRecord } from '../state/version-record.ts';
import type { FailedCheck } from './checks.ts';

/** @throws RegistryChangedError when a version of the model has moved since it was looked at */
export function expectUnchanged(before: ModelState, now: ModelState): void {
  if (before.generation === now.generation) return;
  throw new RegistryChangedError(before.name, { expected: before.generation, received: now.generation });
}

/** A move that a check has stopped. */
export interface Rejection {
  readonly model: ModelState;
  readonly record: VersionRecord;
  readonly to: Stage;
  readonly reason: string | undefined;
  readonly failed: FailedCheck;
}

/** Records why a version stayed where it was. @throws PromotionRejectedError, always */
export async function recordRejection(context: RegistryContext, rejection: Rejection): Promise<never> {
  const { model, record, to, reason, failed } = rejection;
  const { check, cause, error } = failed;
  await changeModel(context, model.name, 'promote', async (change) => {
    // Where the version stands now is what the event must say; it may have moved while the check ran.
    const present = change.model.versions.get(record.version) ?? record;
    await change.say(present, { type: 'promotion_rejected', to, reason, details: { check, cause } });
  });
  const stays = model.production === undefined ? '' : ` ${model.production} stays in production.`;
  const why = `check '${check}' failed: ${cause}${stays}`;
  throw new PromotionRejectedError(model.name, record.version, to, why, { check }, error);
}
