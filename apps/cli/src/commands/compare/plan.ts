import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { RegimekitError } from '@regimekit/errors';
import { planDigest, planPower, type ComparisonPlan, type PlanPower } from '@regimekit/evaluation';
import type { JsonObject } from '@regimekit/persistence';
import type { Answer } from '../../frame/answer.ts';
import type { Context } from '../../frame/context.ts';
import { fromHere } from '../../frame/paths.ts';
import { bold, dim } from '../../frame/terminal.ts';
import { wrapped } from '../../frame/words.ts';
import { readConfiguration, type Configuration } from '../../workflows/configuration.ts';
import { loadServingModel } from '../../workflows/serving-model.ts';
import { withRegistry } from '../../workflows/with-registry.ts';
import { requireWritableFolder } from '../../workflows/write-text-file.ts';
import { writeNewFile } from '../../workflows/write-new-file.ts';
import { runPilot, whyNoScores, type Pilot, type TwoModels } from './pilot.ts';
import { planFrom, readPlanOptions, type PlanOptions, type PlanSettings } from './plan-settings.ts';
import { noScoreText, pilotText, planTable } from './plan-words.ts';
import { listPlans, PLAN_KIND } from './recorded-plans.ts';

/** `regimekit compare plan`: what is to be shown, with its power, in the record before the first day. */
export async function plan(context: Context, options: PlanOptions): Promise<Answer> {
  const settings = readPlanOptions(context, options);
  const out = options.out === undefined ? undefined : resolve(options.out);
  if (out !== undefined) await requireWritableFolder(out);
  const given = await readConfiguration(context.home);
  const configuration = { ...given, model: { ...given.model, name: options.model ?? given.model.name } };
  const models = await loadBoth(context, configuration, settings);
  const why = whyNoScores(models);
  const pilot = why === undefined ? await pilotOf(context, configuration, models, settings) : undefined;
  const made = planFrom({ ...settings, ...sidesOf(models) }, clippingOf(settings, pilot));
  context.progress.show('simulating the power');
  const power = why === undefined ? powerOf(context, made, settings.effect, pilot) : undefined;
  const said = { plan: made, digest: planDigest(made), power: power ?? null, whyNoScores: why ?? null };
  const shown = { ...said, pilot: pilot === undefined ? null : { from: pilot.from, to: pilot.to, ...pilot.settings } };
  const words = [
    ...(pilot === undefined ? [] : [...wrapped(pilotText(pilot)), '']),
    ...wrapped(why === undefined ? (power?.statement ?? '') : noScoreText[why]),
    '',
    planTable(made),
  ];
  const title = `${made.candidate.name} ${made.candidate.version} against ${made.baseline.version}`;
  if (options.power) {
    return {
      document: { ...shown, recorded: null },
      text: () => [bold(`Power of a plan: ${title}`), '', ...words, '', dim('Nothing was written.')].join('\n'),
    };
  }
  const summary =
    why === undefined ? `No verdict, a plan. ${power?.statement ?? ''}` : 'No verdict, a plan without log scores.';
  // The file first: where it cannot be written, nothing is on record.
  if (out !== undefined) await writeNewFile(out, `${JSON.stringify(made, null, 2)}\n`, '--out');
  const recorded = await record(context, configuration, made, { summary, reason: options.reason }).catch(
    async (error: unknown) => {
      if (out !== undefined) await rm(out);
      throw error;
    },
  );
  return {
    document: { ...shown, recorded, file: out ?? null },
    text: () => [bold(`Plan: ${title}`), '', ...words, '', ...recordLines(made, recorded, out)].join('\n'),
  };
}

async function loadBoth(context: Context, configuration: Configuration, asked: PlanSettings): Promise<TwoModels> {
  const candidate = await loadServingModel(context, configuration, asked.candidate);
  const baseline = await loadServingModel(context, configuration, asked.baseline);
  if (candidate.version.version !== baseline.version.version) return { baseline, candidate };
  throw new RegimekitError(`--candidate and --baseline both name ${candidate.version.version}.`, {
    code: 'SAME_VERSION',
    kind: 'input',
    hint: 'Name two versions; regimekit registry list shows them.',
  });
}

function sidesOf({ baseline, candidate }: TwoModels) {
  const side = ({ version: { name, version } }: TwoModels['baseline']) => ({ name, version });
  return { baseline: side(baseline), candidate: side(candidate) };
}

/** The replay; where there are no data and the clip is given, none. */
async function pilotOf(
  context: Context,
  configuration: Configuration,
  models: TwoModels,
  { clip, blockDays, pilotDays, rest }: PlanSettings,
): Promise<Pilot | undefined> {
  context.progress.show('replaying both over past days');
  const { maxDependence } = rest.guardrails;
  const request = { days: pilotDays, before: rest.firstDay, maxDependence, blockDays };
  try {
    return await runPilot(context, configuration, models, request);
  } catch (error) {
    const missing = RegimekitError.isInstance(error) && ['NO_MARKET_DATA', 'PILOT_TOO_SHORT'].includes(error.code);
    if (missing && clip !== undefined) return undefined;
    throw error;
  }
}

/** Without a pilot there is no scale: the clip must be given then, and of scores that nobody compares none is needed. */
function clippingOf({ clip, blockDays, rest }: PlanSettings, pilot: Pilot | undefined) {
  const unused = Math.abs(rest.margin) + 1;
  return {
    clip: clip ?? pilot?.settings.clip ?? unused,
    blockDays: blockDays ?? pilot?.settings.blockDays ?? 1,
  };
}

/** Fewest blocks of a pilot from which histories can be drawn. */
const LEAST_BLOCKS = 20;

function powerOf({ seed }: Context, made: ComparisonPlan, effect: number, pilot: Pilot | undefined): PlanPower {
  if (pilot === undefined) return planPower(made, { seed, effect });
  const { differences, settings } = pilot;
  const blocks = Math.floor(differences.length / made.blockDays);
  if (blocks >= LEAST_BLOCKS && settings.standardDeviation > 0)
    return planPower(made, { seed, effect, pilot: differences });
  return settings.standardDeviation > 0
    ? planPower(made, { seed, effect, scale: settings.standardDeviation })
    : planPower(made, { seed, effect });
}

/** What the record says of the plan, and what it cost. */
interface PlanRecord {
  readonly at: string;
  readonly by: string;
  readonly event: number;
  readonly digest: string;
  readonly stage: string;
  readonly staleApprovals: readonly string[];
  /** Plans for the candidate, this one included. */
  readonly plansForCandidate: number;
}

async function record(
  context: Context,
  configuration: Configuration,
  made: ComparisonPlan,
  said: { readonly summary: string; readonly reason: string | undefined },
): Promise<PlanRecord> {
  const { name, version } = made.candidate;
  return withRegistry(context, configuration, async (registry) => {
    const document = made as unknown as JsonObject;
    // Not passed, so that no policy that asks for a kind "that passed" can be met by a plan.
    const attached = await registry.attachEvidence(name, version, {
      kind: PLAN_KIND,
      passed: false,
      document,
      ...said,
    });
    const { approvals, stage } = await registry.get(name, version);
    const plans = await listPlans(registry, name);
    return {
      at: attached.at,
      by: attached.attachedBy,
      event: attached.event,
      digest: attached.digest,
      stage,
      staleApprovals: approvals.filter(({ stale }) => stale).map(({ approver }) => approver),
      plansForCandidate: plans.filter(({ plan: each }) => each.candidate.version === version).length,
    };
  });
}

function recordLines({ candidate }: ComparisonPlan, recorded: PlanRecord, out: string | undefined): string[] {
  const { at, by, event, digest, stage, staleApprovals, plansForCandidate } = recorded;
  const { version } = candidate;
  return [
    `Event ${event} of the record, ${at} by ${by}. Digest ${digest}.`,
    ...(out === undefined ? [] : [`Written to ${fromHere(out)} as well.`]),
    ...(staleApprovals.length === 0
      ? []
      : [`Stale now, because given before the plan: the approval of ${staleApprovals.join(', ')}.`]),
    ...(plansForCandidate === 1
      ? []
      : [
          `This is plan ${plansForCandidate} for ${version}: whoever picks among several errs more often than each says.`,
        ]),
    ...(stage === 'shadow'
      ? []
      : [
          `${version} is in ${stage}: predict asks it once it is in shadow (regimekit registry promote ${version} --to shadow).`,
        ]),
    dim(`Look with: regimekit compare ${version}`),
  ];
}
