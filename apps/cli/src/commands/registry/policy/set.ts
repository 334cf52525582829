import type { RegistryPolicy } from '@regimekit/registry';
import type { Answer } from '../../../frame/answer.ts';
import type { Context } from '../../../frame/context.ts';
import { readConfiguration } from '../../../workflows/configuration.ts';
import { readJsonFile } from '../../../workflows/read-json-file.ts';
import { changeRegistry } from '../../../workflows/with-registry.ts';
import type { WithReason } from '../options.ts';
import { policyOf } from './policy-of.ts';
import { policyPage } from './policy-page.ts';
import { MAX_POLICY_BYTES, readPolicyFile } from './read-policy-file.ts';

export interface SetOptions extends WithReason {
  readonly keepPeople?: boolean;
}

/** `regimekit registry policy set FILE`: in a home without models too, so that the first one finds its rules. */
export async function set(context: Context, { reason, keepPeople = false }: SetOptions, file: string): Promise<Answer> {
  const given = keepPeople
    ? ((await readJsonFile(file, MAX_POLICY_BYTES)) as RegistryPolicy)
    : await readPolicyFile(file);
  const configuration = await readConfiguration(context.home);
  const event = await changeRegistry(context, configuration, async (registry) => {
    const change = ({ people }: RegistryPolicy): RegistryPolicy =>
      keepPeople ? { ...given, ...(people === undefined ? {} : { people }) } : given;
    return registry.setPolicy(change, { reason });
  });
  const policy = policyOf(event);
  return {
    document: { policy, event },
    text: () => `These rules hold from now on; what was decided before stands.\n\n${policyPage(policy)}`,
  };
}
