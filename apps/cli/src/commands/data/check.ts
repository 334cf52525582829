import type { Answer } from '../../frame/answer.ts';
import type { Context } from '../../frame/context.ts';
import { openForReading } from '../../workflows/warehouse.ts';
import { findingLines } from './findings.ts';

/** `regimekit data check`: the checks of an import, on everything that is stored. */
export async function check(context: Context, options: { series?: string }): Promise<Answer> {
  await using warehouse = await openForReading(context);
  const findings = await warehouse.check({ series: options.series });
  const clean =
    options.series === undefined ? 'Nothing to remark on any series.' : `Nothing to remark on ${options.series}.`;
  return {
    document: { findings },
    text: () => (findings.length === 0 ? clean : findingLines(findings).join('\n')),
  };
}
