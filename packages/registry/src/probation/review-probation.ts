// After a promotion: the checks go on for a while, and when one fails the last good version returns.
import type { OptionNames } from '@regimekit/numerics';
import type { JsonObject } from '@regimekit/persistence';
import { changeModel, type ModelChange } from '../change-model.ts';
import { checkOptions } from '../check-options.ts';
import { NoProbationError, RegistryChangedError } from '../errors.ts';
import { checkChecks, runChecks, type FailedCheck, type PromotionCheck } from '../promotion/checks.ts';
import { restore } from '../promotion/roll-back.ts';
import { expectUnchanged } from '../promotion/settle.ts';
import { viewModel, type RegistryContext } from '../registry-context.ts';
import { chooseRollback } from '../rules/moves.ts';
import type { ModelState } from '../state/model-state.ts';
import type { Probation, VersionRecord } from '../state/version-record.ts';

/** How a probation is reviewed. */
export interface ReviewOptions {
  /**
   * What must hold of the version in production, run in order after the registry has verified its bundle.
   * @default []
   */
  readonly checks?: readonly PromotionCheck[] | undefined;
  /** Why it is reviewed, kept in the record of events when there is a verdict. */
  readonly reason?: string | undefined;
  /** Gives up while the checks run; nothing is decided then. */
  readonly signal?: AbortSignal | undefined;
}

/** How a probation stands after a review. */
export interface ProbationReview {
  readonly name: string;
  /** The version that was reviewed. */
  readonly version: string;
  /** `running`: the checks held, and its time is not over; nothing was recorded. */
  readonly status: 'running' | 'passed' | 'failed';
  /** Instant (UTC) at which its time is over. */
  readonly until: string;
  /** The check that failed, and why. */
  readonly failure: { readonly check: string; readonly cause: string } | undefined;
  /** The version in production after the review. */
  readonly production: string;
  /** After a failure without a return: why the version that failed is still in production. */
  readonly whyNotReturned: string | undefined;
}

const optionNames: OptionNames<ReviewOptions> = { checks: true, reason: true, signal: true };

export async function reviewProbation(
  context: RegistryContext,
  name: string,
  options: ReviewOptions,
): Promise<ProbationReview> {
  checkOptions(options, optionNames, 'reviewProbation');
  checkChecks(options.checks);
  const { model } = await viewModel(context, name, 'review a probation');
  const { record, probation } = expectProbation(model);
  const { checks, signal, reason } = options;
  const { passed, failed } = await runChecks(context, { model, record, stage: 'production', checks, signal });
  const review = { name, version: record.version, until: probation.until };
  if (failed !== undefined)
    return { ...review, ...(await fail(context, { model, record, probation, reason, failed })) };
  const still = { failure: undefined, production: record.version, whyNotReturned: undefined };
  if (context.clock().getTime() < Date.parse(probation.until)) return { ...review, ...still, status: 'running' };
  await changeModel(context, name, 'review a probation', async (change) => {
    const { record: present } = expectStillRunning(change, { model, probation });
    const details = { checks: [...passed], event: probation.event };
    await change.say(present, { type: 'probation_passed', reason, details });
  });
  return { ...review, ...still, status: 'passed' };
}

interface Failure {
  readonly model: ModelState;
  readonly record: VersionRecord;
  readonly probation: Probation;
  readonly reason: string | undefined;
  readonly failed: FailedCheck;
}

type Verdict = Pick<ProbationReview, 'status' | 'failure' | 'production' | 'whyNotReturned'>;

/** The last good version returns, when there is one and its bundle is sound; else serving something goes before serving nothing. */
async function fail(context: RegistryContext, failure: Failure): Promise<Verdict> {
  const { model, record, probation, reason, failed } = failure;
  const { check, cause } = failed;
  const candidate = chooseRollback(model);
  const tested =
    candidate === undefined
      ? undefined
      : await runChecks(context, { model, record: candidate, stage: 'production', checks: [] });
  const obstacle = candidate === undefined ? 'no good version was in production before it' : tested?.failed?.cause;
  const restored = obstacle === undefined ? candidate : undefined;
  await changeModel(context, model.name, 'review a probation', async (change) => {
    const { record: present } = expectStillRunning(change, { model, probation });
    const target = restored === undefined ? undefined : chooseRollback(change.model);
    if (target?.version !== restored?.version)
      throw new RegistryChangedError(model.name, { expected: restored?.version });
    const why: JsonObject = obstacle === undefined ? {} : { whyNotReturned: obstacle };
    const details = { check, cause, event: probation.event, restored: restored?.version ?? null, ...why };
    const to = restored === undefined ? 'production' : 'archive';
    await change.say(present, { type: 'probation_failed', to, reason, details });
    if (target !== undefined) await restore(change, target, { reason, checks: tested?.passed ?? [] });
  });
  const production = restored?.version ?? record.version;
  return { status: 'failed', failure: { check, cause }, production, whyNotReturned: obstacle };
}

/** @throws RegistryChangedError when a version moved, or somebody else gave the verdict */
function expectStillRunning(
  change: ModelChange,
  before: { readonly model: ModelState; readonly probation: Probation },
): { record: VersionRecord; probation: Probation } {
  expectUnchanged(before.model, change.model);
  const now = change.model.versions.get(change.model.production ?? '');
  if (now?.probation?.status === 'running') return { record: now, probation: now.probation };
  throw new RegistryChangedError(before.model.name, {
    expected: before.probation.status,
    received: now?.probation?.status,
  });
}

function expectProbation(model: ModelState): { record: VersionRecord; probation: Probation } {
  const record = model.versions.get(model.production ?? '');
  if (record === undefined) throw new NoProbationError(model.name, 'nothing is in production');
  const { probation, version } = record;
  if (probation === undefined) throw new NoProbationError(model.name, `${version} was promoted without one`);
  if (probation.status !== 'running') {
    throw new NoProbationError(model.name, `that of ${version} is over: ${probation.status}`);
  }
  return { record, probation };
}
