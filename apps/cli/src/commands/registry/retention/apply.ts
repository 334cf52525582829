import { applyRetention } from '@regimekit/registry';
import type { Answer } from '../../../frame/answer.ts';
import type { Context } from '../../../frame/context.ts';
import { dim } from '../../../frame/terminal.ts';
import { readConfiguration } from '../../../workflows/configuration.ts';
import { withRegistry } from '../../../workflows/with-registry.ts';
import type { WithReason } from '../options.ts';
import { plan } from './plan.ts';
import { readRetention, type RetentionOptions } from './retention-options.ts';
import { retentionPage } from './retention-page.ts';

export interface ApplyOptions extends RetentionOptions, WithReason {
  readonly yes?: boolean;
}

/** `regimekit registry retention apply`: a bundle that went does not come back, so it asks to be meant. */
export async function apply(context: Context, options: ApplyOptions): Promise<Answer> {
  if (options.yes !== true) {
    const planned = await plan(context, options);
    return { ...planned, text: () => `${planned.text()}\n${dim('Nothing has changed. Add --yes to remove them.')}` };
  }
  const policy = await readRetention(options);
  const configuration = await readConfiguration(context.home);
  const { signal } = context;
  const report = await withRegistry(context, configuration, (registry) =>
    applyRetention(registry, policy, { reason: options.reason, signal }),
  );
  return { document: { dryRun: false, ...report }, text: () => retentionPage(report, 'went') };
}
