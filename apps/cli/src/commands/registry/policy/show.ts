import type { Answer } from '../../../frame/answer.ts';
import type { Context } from '../../../frame/context.ts';
import { dim } from '../../../frame/terminal.ts';
import { readConfiguration } from '../../../workflows/configuration.ts';
import { readRegistry } from '../../../workflows/with-registry.ts';
import { writeNewFile } from '../../../workflows/write-new-file.ts';
import { instantText } from '../version-facts.ts';
import { policyPage } from './policy-page.ts';

/** `regimekit registry policy show`: the rules that hold. */
export async function show(context: Context, { to }: { readonly to?: string }): Promise<Answer> {
  const configuration = await readConfiguration(context.home);
  const { policy, event } = await readRegistry(context, configuration, async (registry) => ({
    policy: await registry.policy(),
    event: (await registry.history(undefined, { types: ['policy_set'], limit: 1 }))[0],
  }));
  if (to !== undefined) await writeNewFile(to, `${JSON.stringify(policy, null, 2)}\n`, '--to');
  const set = event === undefined ? null : { at: event.at, by: event.actor, reason: event.reason };
  return {
    document: { policy, set, file: to ?? null },
    text: () =>
      [
        policyPage(policy),
        '',
        set === null
          ? dim('No policy was ever set.')
          : dim(`Set on ${instantText(set.at)} UTC by ${set.by}${set.reason === null ? '' : `: ${set.reason}`}`),
        ...(to === undefined ? [] : [dim(`Written to ${to}.`)]),
      ].join('\n'),
  };
}
