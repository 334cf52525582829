// Promotion and rollback: decide, check, then move in one transaction.
import type { OptionNames } from '@regimekit/numerics';
import { InvalidOptionError, verifyModel, type JsonObject } from '@regimekit/persistence';
import { checkOptions } from './check-options.ts';
import { NothingToRollBackError, PromotionRejectedError, RegistryChangedError } from './errors.ts';
import { foldEvents, type ModelState, type VersionRecord } from './state/model-state.ts';
import { checkStage, type ModelVersion, type Stage } from './model-version.ts';
import { chooseRollback, decideMove } from './promotion.ts';
import { findVersion, readModel, toModelVersion, type RegistryContext } from './registry-context.ts';
import type { RegistryEventType } from './events/event-types.ts';
import type { NewEvent } from './events/registry-event.ts';

/** Something that must hold before a version moves. */
export interface PromotionCheck {
  /** Named in the record of events. */
  readonly name: string;
  /** Throws, or rejects, when it does not hold. */
  run(context: { readonly version: ModelVersion; readonly folder: string }): Promise<void> | void;
}

export interface MoveOptions {
  /** Why, kept in the record of events. */
  readonly reason?: string | undefined;
  /**
   * What must hold before the move, run in order after the registry has verified the bundle; the first that throws stops
   * the move.
   * @default []
   */
  readonly checks?: readonly PromotionCheck[] | undefined;
}

export interface PromoteOptions extends MoveOptions {
  /** @default 'production' */
  readonly to?: Stage | undefined;
}

const moveOptionNames: OptionNames<MoveOptions> = { reason: true, checks: true };
const promoteOptionNames: OptionNames<PromoteOptions> = { ...moveOptionNames, to: true };

const MAX_CAUSE = 2_000;

/** One version changes its stage. */
interface Step {
  readonly type: RegistryEventType;
  readonly record: VersionRecord;
  readonly to: Stage;
  readonly details: JsonObject;
}

/** What is to happen, decided from one state of the model. */
interface Plan {
  readonly model: ModelState;
  readonly candidate: VersionRecord;
  readonly to: Stage;
  /** In the order in which they are recorded: production is left before it is entered. */
  readonly steps: readonly Step[];
}

export async function promoteVersion(
  context: RegistryContext,
  name: string,
  version: string,
  options: PromoteOptions,
): Promise<string> {
  checkOptions(options, promoteOptionNames, 'promote');
  checkChecks(options.checks);
  return await carryOut(context, planPromotion(await readModel(context, name), version, options), options);
}

export async function rollBack(context: RegistryContext, name: string, options: MoveOptions): Promise<string> {
  checkOptions(options, moveOptionNames, 'rollback');
  checkChecks(options.checks);
  return await carryOut(context, planRollback(await readModel(context, name)), options);
}

// Before anything moves: a list that is none would be found half way.
function checkChecks(checks: readonly PromotionCheck[] = []): void {
  const sound = (check: Partial<PromotionCheck> | null) =>
    typeof check?.name === 'string' && typeof check.run === 'function';
  if (Array.isArray(checks) && checks.every(sound)) return;
  throw new InvalidOptionError('checks', 'an array of checks with name and run', checks, 'Leave it out for none.');
}

function planPromotion(model: ModelState, version: string, options: PromoteOptions): Plan {
  const to = checkStage(options.to ?? 'production');
  const candidate = findVersion(model, version);
  const champion = model.production === undefined ? undefined : model.versions.get(model.production);
  const decision = decideMove(candidate, to, champion);
  if (!decision.allowed) throw new PromotionRejectedError(model.name, candidate.version, to, decision.reason);
  const { replaces } = decision;
  const steps: Step[] = [{ type: to === 'archive' ? 'archived' : 'promoted', record: candidate, to, details: {} }];
  if (replaces !== undefined) {
    steps.unshift({ type: 'replaced', record: replaces, to: 'archive', details: { by: candidate.version } });
  }
  return { model, candidate, to, steps };
}

function planRollback(model: ModelState): Plan {
  const candidate = chooseRollback(model);
  if (candidate === undefined) throw new NothingToRollBackError(model.name, model.production);
  const steps: Step[] = [{ type: 'restored', record: candidate, to: 'production', details: {} }];
  if (model.production !== undefined) {
    const record = model.versions.get(model.production)!;
    steps.unshift({ type: 'rolled_back', record, to: 'archive', details: { by: candidate.version } });
  }
  return { model, candidate, to: 'production', steps };
}

/** @returns the version that has moved */
async function carryOut(context: RegistryContext, plan: Plan, options: MoveOptions): Promise<string> {
  const { name, generation } = plan.model;
  // Checks may take long (load, predict), so they run before the transaction and keep nobody waiting.
  const passed = await runChecks(context, plan, options);
  const at = context.clock().toISOString();
  await context.store.transact(async (transaction) => {
    const present = foldEvents(await transaction.read(name)).get(name);
    if (present?.generation !== generation) {
      throw new RegistryChangedError(name, { expected: generation, received: present?.generation });
    }
    for (const { details, ...step } of plan.steps) {
      const checks: JsonObject = step.record === plan.candidate ? { checks: passed } : {};
      await transaction.append(toEvent(context, { ...step, details: { ...details, ...checks } }, at, options.reason));
    }
  });
  return plan.candidate.version;
}

/** @returns the names of the checks, all of which have passed */
async function runChecks(context: RegistryContext, plan: Plan, options: MoveOptions): Promise<string[]> {
  if (plan.to === 'archive') return [];
  const version = toModelVersion(context, plan.candidate);
  const checks: readonly PromotionCheck[] = [bundleCheck, ...(options.checks ?? [])];
  for (const check of checks) {
    try {
      await check.run({ version, folder: version.folder });
    } catch (error) {
      await reject(context, plan, { check: check.name, error, reason: options.reason });
    }
  }
  return checks.map(({ name }) => name);
}

/** The registry's own check: what is to be used is, to the byte, what was registered. */
const bundleCheck: PromotionCheck = {
  name: 'bundle as registered',
  run: async ({ version, folder }) => {
    await verifyModel(folder, { manifestDigest: version.manifestDigest });
  },
};

async function reject(
  context: RegistryContext,
  plan: Plan,
  failure: { readonly check: string; readonly error: unknown; readonly reason: string | undefined },
): Promise<never> {
  const { check, error } = failure;
  // Bounded and well-formed, because the record keeps it for ever.
  const cause = (error instanceof Error ? error.message : String(error)).slice(0, MAX_CAUSE).toWellFormed();
  const { candidate, to, model } = plan;
  const step: Step = { type: 'promotion_rejected', record: candidate, to, details: { check, cause } };
  await context.store.transact(async (transaction) => {
    // Where the version stands now is what the event must say; it may have moved while the check ran.
    const record = foldEvents(await transaction.read(model.name))
      .get(model.name)
      ?.versions.get(candidate.version);
    const at = context.clock().toISOString();
    await transaction.append(toEvent(context, { ...step, record: record ?? candidate }, at, failure.reason));
  });
  const stays = model.production === undefined ? '' : ` ${model.production} stays in production.`;
  const why = `check '${check}' failed: ${cause}${stays}`;
  throw new PromotionRejectedError(model.name, candidate.version, to, why, { check }, error);
}

function toEvent(context: RegistryContext, step: Step, at: string, reason: string | undefined): NewEvent {
  const { type, record, to, details } = step;
  return {
    at,
    actor: context.actor,
    type,
    modelName: record.name,
    version: record.version,
    from: record.stage,
    to,
    reason: reason ?? null,
    manifestDigest: record.manifestDigest,
    details,
  };
}
