import { parsePolicy, type RegistryPolicy } from '@regimekit/registry';
import { inWordsOfTheCommandLine } from '../../../workflows/command-words.ts';
import { readJsonFile } from '../../../workflows/read-json-file.ts';

export const MAX_POLICY_BYTES = 1_000_000;

/** Rules from a file. @throws InvalidPolicyError naming every problem */
export async function readPolicyFile(file: string): Promise<RegistryPolicy> {
  const given = await readJsonFile(file, MAX_POLICY_BYTES);
  try {
    return parsePolicy(given);
  } catch (error) {
    throw inWordsOfTheCommandLine(error, '');
  }
}
