import { findOptionsProblem } from '@regimekit/numerics';
import { InvalidOptionError } from '@regimekit/persistence';
import { isPlain } from './model-version.ts';

const MAX_REASON = 10_000;

/**
 * For the first line of every method with options: they are an object, and none of them is misspelt.
 *
 * @param names every key of the options type (an `OptionNames` of it)
 * @throws InvalidOptionError naming the unknown option and the one that was likely meant, or a `reason` or `signal` that
 * is none
 */
export function checkOptions(options: object, names: Readonly<Record<string, true>>, owner: string): void {
  const problem = findOptionsProblem(options, names, owner);
  if (problem !== undefined) {
    throw new InvalidOptionError(problem.option, problem.expected, problem.received, problem.hint);
  }
  const { reason, signal } = options as { readonly reason?: unknown; readonly signal?: unknown };
  checkReason(reason);
  if (signal === undefined || signal instanceof AbortSignal) return;
  throw new InvalidOptionError('signal', 'an AbortSignal', signal, 'Take it from an AbortController.');
}

/** The record keeps it for ever, and hashes it. */
function checkReason(reason: unknown): void {
  if (reason === undefined || reason === null) return;
  if (typeof reason === 'string' && reason.length <= MAX_REASON && isPlain(reason.replaceAll(/[\r\n\t]/gu, ' ')))
    return;
  throw new InvalidOptionError(
    'reason',
    `a text of at most ${MAX_REASON} characters, none of which controls a terminal`,
    reason,
    'Leave it out for none.',
  );
}
