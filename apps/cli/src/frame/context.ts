// What every command is given: where things are, how to speak, what time it is. Nothing below reads these from the process.
import { RegimekitError } from '@regimekit/errors';
import { homeAt, type Home } from './home.ts';
import { createProgress, type Progress } from './progress.ts';

/** The options that every command has. */
export interface GlobalOptions {
  readonly home: string;
  readonly json?: boolean;
  readonly seed: string;
  readonly debug?: boolean;
}

export interface Context {
  readonly home: Home;
  readonly seed: number;
  /** Whether a program reads the answer; then nothing but the document goes to stdout. */
  readonly json: boolean;
  /** Progress of long work: drawn on a terminal, silent in a pipe. */
  readonly progress: Progress;
  /** Aborted when the user presses Ctrl-C: long work stops at the next safe point. */
  readonly signal: AbortSignal;
  /** The clock, so that tests can set it. */
  readonly now: () => Date;
  /** Width of the terminal in columns. */
  readonly width: number;
}

export function createContext(options: GlobalOptions, signal: AbortSignal): Context {
  return {
    home: homeAt(options.home),
    seed: parseSeed(options.seed),
    json: options.json === true,
    progress: createProgress(process.stderr, process.stderr.isTTY && options.json !== true),
    signal,
    now: () => new Date(),
    width: Math.min(process.stdout.columns ?? 100, 120),
  };
}

function parseSeed(text: string): number {
  const seed = Number(text);
  if (Number.isSafeInteger(seed) && seed >= 0 && text.trim() !== '') return seed;
  throw new RegimekitError(`--seed must be a whole number from 0 on, received "${text}".`, {
    code: 'INVALID_SEED',
    kind: 'input',
    hint: 'For example --seed 42.',
  });
}
