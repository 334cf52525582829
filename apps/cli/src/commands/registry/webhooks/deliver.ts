import { RegimekitError } from '@regimekit/errors';
import { deliverWebhooks, type BlockedReceiver, type DeliveryReport } from '@regimekit/registry';
import type { Answer } from '../../../frame/answer.ts';
import type { Context } from '../../../frame/context.ts';
import { parseNumber, parseWhole } from '../../../frame/options.ts';
import { dim } from '../../../frame/terminal.ts';
import { counted } from '../../../frame/words.ts';
import { readConfiguration } from '../../../workflows/configuration.ts';
import { withRegistry } from '../../../workflows/with-registry.ts';
import type { NetworkOptions } from './add.ts';

export interface DeliverOptions extends NetworkOptions {
  readonly wait?: boolean;
  readonly follow?: boolean;
  readonly timeout: string;
  readonly keepDays: string;
}

/** `regimekit registry webhooks deliver`: may be killed at any moment; the next run goes on. */
export async function deliver(context: Context, options: DeliverOptions): Promise<Answer> {
  const { wait = false, follow = false, allowHttp, allowPrivate } = options;
  const keepDays = parseNumber('--keep-days', options.keepDays, { min: 0 });
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
      keepDays,
      signal: context.signal,
      onBlocked: (receiver) => process.stderr.write(`Warning: ${blockedText(receiver)}\n`),
      onAttempt: () => context.progress.show(counted((tried += 1), 'attempt')),
    }),
  );
  const { failed, dead, blocked } = report;
  return { document: report, text: () => page(report), exitCode: failed + dead + blocked.length > 0 ? 1 : 0 };
}

/** A run that may not ask a receiver says which option would let it. */
function blockedText({ id, problem }: BlockedReceiver): string {
  const option = problem.includes('http:') ? '--allow-http' : '--allow-private';
  return `${id} is not asked, and what is to be sent there waits: ${problem} Add ${option} where that is meant.`;
}

function page({ delivered, failed, dead, waiting, taken, blocked }: DeliveryReport): string {
  return [
    `${counted(delivered, 'message')} arrived.`,
    ...(failed === 0 ? [] : [`${counted(failed, 'attempt')} failed and will be repeated.`]),
    ...(dead === 0 ? [] : [`${counted(dead, 'message')} set aside; look with webhooks deliveries ID --state dead.`]),
    ...(blocked.length === 0
      ? []
      : [`${counted(blocked.length, 'receiver')} not asked: ${blocked.map(({ id }) => id).join(', ')}.`]),
    ...(waiting === 0 ? [] : [dim(`${counted(waiting, 'receiver')} to be tried again later.`)]),
    ...(taken === 0 ? [] : [dim(`${counted(taken, 'receiver')} served by another worker.`)]),
  ].join('\n');
}
