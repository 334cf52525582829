import { applyRetention } from '@regimekit/registry';
import type { Answer } from '../../../frame/answer.ts';
import type { Context } from '../../../frame/context.ts';
import { readConfiguration } from '../../../workflows/configuration.ts';
import { readRegistry } from '../../../workflows/with-registry.ts';
import { readRetention, type RetentionOptions } from './retention-options.ts';
import { retentionPage } from './retention-page.ts';

/** `regimekit registry retention plan`: changes nothing. */
export async function plan(context: Context, options: RetentionOptions): Promise<Answer> {
  const policy = await readRetention(options);
  const configuration = await readConfiguration(context.home);
  const report = await readRegistry(context, configuration, (registry) =>
    applyRetention(registry, policy, { dryRun: true, signal: context.signal }),
  );
  return { document: { dryRun: true, ...report }, text: () => retentionPage(report, 'would go') };
}
