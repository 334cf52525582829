import type { Answer } from '../../frame/answer.ts';
import type { Context } from '../../frame/context.ts';
import { bold, dim, table } from '../../frame/terminal.ts';
import { readConfiguration } from '../../workflows/configuration.ts';
import { readRegistry } from '../../workflows/with-registry.ts';
import type { OfModel } from '../registry/options.ts';
import { instantText } from '../registry/version-facts.ts';
import { listPlans } from './recorded-plans.ts';

/** `regimekit compare plans`: in the order of their events. */
export async function plans(context: Context, options: OfModel): Promise<Answer> {
  const configuration = await readConfiguration(context.home);
  const { model = configuration.model.name } = options;
  const found = await readRegistry(context, configuration, async (registry) => listPlans(registry, model));
  return {
    document: { model, plans: found },
    text: () =>
      found.length === 0
        ? `${bold(model)}\n${dim('No plans. Write one with: regimekit compare plan --candidate VERSION')}`
        : [
            bold(model),
            table(
              ['candidate', 'against', 'written (UTC)', 'by', 'first day', 'margin', 'days', 'digest'],
              found.map(({ plan, at, by, digest }) => [
                plan.candidate.version,
                plan.baseline.version,
                instantText(at),
                by,
                plan.firstDay ?? 'every day',
                String(plan.margin),
                `${plan.stopping.minDays} to ${plan.stopping.maxDays}`,
                digest.slice(0, 12),
              ]),
            ),
          ].join('\n'),
  };
}
