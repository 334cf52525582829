import { describeFailure } from '../../frame/failure.ts';

/** `ok`: works. `warning`: not there yet, or somebody should look. `failed`: broken. */
export type CheckStatus = 'ok' | 'warning' | 'failed';

export interface Finding {
  readonly status: CheckStatus;
  /** What was found, in a few words. */
  readonly found: string;
  /** What to do. */
  readonly hint?: string;
}

/** One thing to look at. A check that throws has failed, with the error's message and hint. */
export interface InstallationCheck {
  readonly name: string;
  readonly run: () => Promise<Finding>;
}

export interface CheckResult extends Finding {
  readonly name: string;
}

export async function examine({ name, run }: InstallationCheck): Promise<CheckResult> {
  try {
    return { name, ...(await run()) };
  } catch (error) {
    const { code, message, hint } = describeFailure(error);
    if (code === 'INVALID_CONFIGURATION' && name !== 'configuration') {
      return { name, status: 'warning', found: 'not checked, because the configuration is not understood' };
    }
    return { name, status: 'failed', found: message, ...(hint === undefined ? {} : { hint }) };
  }
}

/** Does the work at the first call and gives its result to every call. */
export function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => (result ??= work());
}
