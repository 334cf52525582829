import type { Answer } from '../../frame/answer.ts';
import type { Context } from '../../frame/context.ts';
import { bold, dim } from '../../frame/terminal.ts';
import { readConfiguration } from '../../workflows/configuration.ts';
import { readRegistry } from '../../workflows/with-registry.ts';
import type { OfModel } from '../registry/options.ts';
import { planTable } from './plan-words.ts';
import { choosePlan } from './recorded-plans.ts';

/** `regimekit compare plan show`: as the record has it, verified by its digest. */
export async function showPlan(context: Context, options: OfModel, asked?: string): Promise<Answer> {
  const configuration = await readConfiguration(context.home);
  const { model = configuration.model.name } = options;
  const { recorded, siblings } = await readRegistry(context, configuration, async (registry) =>
    choosePlan(registry, model, asked),
  );
  const { plan, digest, at, by, event, summary } = recorded;
  return {
    document: { ...recorded, plansForCandidate: siblings.length },
    text: () =>
      [
        bold(`Plan: ${plan.candidate.name} ${plan.candidate.version} against ${plan.baseline.version}`),
        plan.hypothesis,
        ...(summary === null ? [] : ['', summary]),
        '',
        planTable(plan),
        '',
        dim(`Event ${event} of the record, ${at} by ${by}. Digest ${digest}.`),
      ].join('\n'),
  };
}
