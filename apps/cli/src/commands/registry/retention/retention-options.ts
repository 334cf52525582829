import { RegimekitError } from '@regimekit/errors';
import type { RetentionPolicy } from '@regimekit/registry';
import { parseWhole } from '../../../frame/options.ts';
import { readJsonFile } from '../../../workflows/read-json-file.ts';

export interface RetentionOptions {
  readonly keepLast?: string;
  readonly keepDays?: string;
  readonly policy?: string;
}

const MAX_BYTES = 100_000;
const MAX = 1_000_000;

/** The retention that the options or the file describe; what they leave open keeps the library's default. */
export async function readRetention({ keepLast, keepDays, policy }: RetentionOptions): Promise<RetentionPolicy> {
  if (policy !== undefined && (keepLast !== undefined || keepDays !== undefined)) {
    throw new RegimekitError(
      '--policy is the whole retention policy: give no --keep-last and no --keep-days with it.',
      {
        code: 'POLICY_AND_OPTIONS',
        kind: 'input',
      },
    );
  }
  if (policy !== undefined) return (await readJsonFile(policy, MAX_BYTES)) as RetentionPolicy;
  return {
    keepLast: keepLast === undefined ? undefined : parseWhole('--keep-last', keepLast, { min: 0, max: MAX }),
    keepDays: keepDays === undefined ? undefined : parseWhole('--keep-days', keepDays, { min: 0, max: MAX }),
  };
}
