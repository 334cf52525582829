import { RegimekitError } from '@regimekit/errors';
import { deliverWebhooks, type DeliveryReport } from '@regimekit/registry';
import type { Answer } from '../../../frame/answer.ts';
import type { Context } from '../../../frame/context.ts';
import { parseWhole } from '../../../frame/options.ts';
import { dim } from '../../../frame/terminal.ts';
import { counted } from '../../../frame/words.ts';
import { readConfiguration } from '../../../workflows/configuration.ts';
import { withRegistry } from '../../../workflows/with-registry.ts';
import type { NetworkOptions } from './add.ts';

export interface DeliverOptions extends NetworkOptions {
  readonly wait?: boolean;
  readonly follow?: boolean;
  readonly timeout: string;
}

/** `regimekit registry webhooks deliver`: may be killed at any moment; the next run goes on. */
export async function deliver(context: Context, options: DeliverOptions): Promise<Answer> {
  const { wait = false, follow = false, allowHttp, allowPrivate } = options;
  const timeoutMs = 1000 * parseWhole('--timeout', options.timeout, { min: 1, max: 300 });
  if (wait && follow) {
    throw new RegimekitError('--follow waits as well: give one of --wait and --follow.', {
      code: 'WAIT_AND_FOLLOW',
      kind: 'input',
    });
  }
  const configuration = await readConfiguration(context.home);
  let tried = 0;
  const report = await withRegistry(context, configuration, (registry) =>
    deliverWebhooks(registry, {
      once: !wait && !follow,
      follow,
      allowHttp,
      allowPrivateNetworks: allowPrivate,
      timeoutMs,
      signal: context.signal,
      onAttempt: () => context.progress.show(counted((tried += 1), 'attempt')),
    }),
  );
  return { document: report, text: () => page(report), exitCode: report.failed + report.dead > 0 ? 1 : 0 };
}

function page({ delivered, failed, dead, waiting, taken }: DeliveryReport): string {
  return [
    `${counted(delivered, 'message')} arrived.`,
    ...(failed === 0 ? [] : [`${counted(failed, 'attempt')} failed and will be repeated.`]),
    ...(dead === 0 ? [] : [`${counted(dead, 'message')} set aside; look with webhooks deliveries ID --state dead.`]),
    ...(waiting === 0 ? [] : [dim(`${counted(waiting, 'receiver')} to be tried again later.`)]),
    ...(taken === 0 ? [] : [dim(`${counted(taken, 'receiver')} served by another worker.`)]),
  ].join('\n');
}
