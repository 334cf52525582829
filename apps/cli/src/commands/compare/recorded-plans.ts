// Plans in the registry: attached to their candidate, so that digest and instant stand in the record of events.
import { RegimekitError } from '@regimekit/errors';
import { comparisonPlan, planDigest, type ComparisonPlan } from '@regimekit/evaluation';
import type { ModelRegistry, ModelVersion } from '@regimekit/registry';
import { readJsonFile } from '../../workflows/read-json-file.ts';

/**
 * Kind of the evidence that a plan is attached as. It never passes: a policy may ask that there is a plan, and no plan opens
 * a gate.
 */
export const PLAN_KIND = 'comparison-plan';

/** A plan with what the record says of it. */
export interface RecordedPlan {
  readonly plan: ComparisonPlan;
  readonly digest: string;
  /** Instant (UTC) of the event. */
  readonly at: string;
  readonly by: string;
  /** Sequence of the event. */
  readonly event: number;
  readonly summary: string | null;
}

/** The plan of a look, and the one in the record if that is another. */
export interface ChosenPlan {
  readonly plan: ComparisonPlan;
  readonly recorded: RecordedPlan;
  /** All plans for the candidate; whoever writes several has several chances to err. */
  readonly siblings: readonly RecordedPlan[];
}

/** Every plan for versions of a model, the oldest first. What is no plan, whatever its kind says, is left out. */
export async function listPlans(registry: ModelRegistry, model: string): Promise<RecordedPlan[]> {
  const plans = await Promise.all((await registry.list(model)).map(async (version) => plansOf(registry, version)));
  return plans.flat().toSorted((a, b) => a.event - b.event);
}

async function plansOf(registry: ModelRegistry, version: ModelVersion): Promise<RecordedPlan[]> {
  const attached = version.evidence.filter(({ kind }) => kind === PLAN_KIND);
  const read = await Promise.all(
    attached.map(async ({ digest, at, attachedBy, event, summary }): Promise<RecordedPlan[]> => {
      const plan = planFor(version, await registry.readEvidence(digest));
      return plan === undefined ? [] : [{ plan, digest: planDigest(plan), at, by: attachedBy, event, summary }];
    }),
  );
  return read.flat();
}

/** The plan, if it is one for this version. */
function planFor({ name, version }: ModelVersion, document: unknown): ComparisonPlan | undefined {
  try {
    const plan = comparisonPlan(document as Parameters<typeof comparisonPlan>[0]);
    return plan.candidate.name === name && plan.candidate.version === version ? plan : undefined;
  } catch (error) {
    if (RegimekitError.isInstance(error) && error.code === 'INVALID_PLAN') return undefined;
    throw error;
  }
}

/**
 * The plan that is meant: by its digest, its file, its candidate; the newest where nothing is said.
 *
 * @throws RegimekitError of kind `input`
 */
export async function choosePlan(registry: ModelRegistry, model: string, asked?: string): Promise<ChosenPlan> {
  const all = await listPlans(registry, model);
  if (asked !== undefined && isFile(asked)) return fromFile(all, model, asked);
  const recorded = await findRecorded(registry, model, all, asked);
  return { plan: recorded.plan, recorded, siblings: siblingsOf(all, recorded.plan) };
}

function isFile(asked: string): boolean {
  return /[/\\]/u.test(asked) || asked.endsWith('.json');
}

/** Plans are short. */
const MAX_BYTES = 100_000;

/** A file is worth what the record says of it: one that was changed is judged by the digest of the one that was recorded. */
async function fromFile(all: readonly RecordedPlan[], model: string, file: string): Promise<ChosenPlan> {
  const plan = comparisonPlan((await readJsonFile(file, MAX_BYTES)) as Parameters<typeof comparisonPlan>[0]);
  if (plan.candidate.name !== model) {
    throw new RegimekitError(`${file} is a plan for ${plan.candidate.name}, and ${model} is asked about.`, {
      code: 'PLAN_OF_ANOTHER_MODEL',
      kind: 'input',
      hint: `Say --model ${plan.candidate.name}.`,
    });
  }
  const siblings = siblingsOf(all, plan);
  const digest = planDigest(plan);
  const recorded = siblings.find((each) => each.digest === digest) ?? siblings.at(-1);
  if (recorded === undefined) {
    throw noPlan(`No plan for ${model} ${plan.candidate.version} is in the record, so ${file} proves nothing.`);
  }
  return { plan, recorded, siblings };
}

function siblingsOf(all: readonly RecordedPlan[], { candidate }: ComparisonPlan): RecordedPlan[] {
  return all.filter(({ plan }) => plan.candidate.version === candidate.version);
}

async function findRecorded(
  registry: ModelRegistry,
  model: string,
  all: readonly RecordedPlan[],
  asked: string | undefined,
): Promise<RecordedPlan> {
  if (asked === undefined) {
    const newest = all.at(-1);
    if (newest !== undefined) return newest;
    throw noPlan(`There is no plan of a comparison for ${model}.`);
  }
  if (/^[0-9a-f]{6,64}$/u.test(asked)) {
    const matching = all.filter(({ digest }) => digest.startsWith(asked));
    if (matching.length === 1) return matching[0]!;
    if (matching.length > 1 || asked.length > 12) throw noSuchDigest(asked, matching);
  }
  const { version } = await registry.get(model, asked);
  const newest = all.findLast(({ plan }) => plan.candidate.version === version);
  if (newest !== undefined) return newest;
  throw noPlan(`There is no plan of a comparison for ${model} ${version}.`);
}

function noPlan(message: string): RegimekitError {
  return new RegimekitError(message, {
    code: 'NO_PLAN',
    kind: 'input',
    hint: 'Write one before the first day that shall count: regimekit compare plan --candidate VERSION',
  });
}

function noSuchDigest(asked: string, matching: readonly RecordedPlan[]): RegimekitError {
  const what = matching.length === 0 ? 'No plan' : 'More than one plan';
  return new RegimekitError(`${what} has a digest that begins with ${asked}.`, {
    code: 'NO_PLAN',
    kind: 'input',
    hint: 'regimekit compare plans shows the digests.',
    details: { asked, matching: matching.map(({ digest }) => digest) },
  });
}
