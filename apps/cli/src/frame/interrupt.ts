import { RegimekitError } from '@regimekit/errors';

export interface Interrupt {
  /** Aborted by the first Ctrl-C; the second one ends the process at once. */
  readonly signal: AbortSignal;
  /** Gives Ctrl-C back to the process. */
  release(): void;
}

/** Takes Ctrl-C over while a command works, so that the work can stop where it leaves nothing half-written. */
export function listenForInterrupt(): Interrupt {
  const controller = new AbortController();
  const abort = (): void =>
    controller.abort(new RegimekitError('Interrupted.', { code: 'INTERRUPTED', kind: 'state' }));
  process.once('SIGINT', abort);
  return { signal: controller.signal, release: () => process.off('SIGINT', abort) };
}
