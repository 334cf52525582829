import type { Answer } from '../../../frame/answer.ts';
import type { Context } from '../../../frame/context.ts';
import { policyPage } from './policy-page.ts';
import { readPolicyFile } from './read-policy-file.ts';

/** `regimekit registry policy check FILE`: needs no registry, and changes none. */
export async function check(_context: Context, _options: object, file: string): Promise<Answer> {
  const policy = await readPolicyFile(file);
  return { document: { file, policy }, text: () => `${file} can be used.\n\n${policyPage(policy)}` };
}
