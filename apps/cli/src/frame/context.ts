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
  /** From the option or `REGIMEKIT_ACTOR`. */
  readonly actor?: string;
  /** Of the commands that take one: a key of the actor's in `<home>/keys`. */
  readonly key?: string;
}

/** Who acts, as far as options and environment say; the configuration knows the rest. */
interface Identity {
  readonly actor?: string | undefined;
  /** Proves who acts. From the environment alone, where no list of processes and no history shows it. */
  readonly token?: string | undefined;
  /** Name of a key in `<home>/keys`. */
  readonly keyName?: string | undefined;
}

export interface Context {
  readonly home: Home;
  readonly identity: Identity;
  /** PostgreSQL that holds models and predictions, where the environment names one. */
  readonly databaseUrl: string | undefined;
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
    identity: { actor: fromEnvironment(options.actor), token: environment('REGIMEKIT_TOKEN'), keyName: options.key },
    databaseUrl: environment('REGIMEKIT_DATABASE_URL'),
    seed: parseSeed(options.seed),
    json: options.json === true,
    progress: createProgress(process.stderr, process.stderr.isTTY && options.json !== true),
    signal,
    now: () => new Date(),
    width: Math.min(process.stdout.columns ?? 100, 120),
  };
}

/** The part of a context that can be sent to another thread. */
export type SendableContext = Pick<Context, 'home' | 'identity' | 'databaseUrl' | 'seed'>;

export function sendableContext({ home, identity, databaseUrl, seed }: Context): SendableContext {
  return { home, identity, databaseUrl, seed };
}

/** A context again, in the thread that was sent one: nobody looks at it, and who wants it to stop ends the thread. */
export function receivedContext(sent: SendableContext): Context {
  return {
    ...sent,
    json: true,
    progress: createProgress(process.stderr, false),
    signal: new AbortController().signal,
    now: () => new Date(),
    width: 80,
  };
}

/** A variable that is set to nothing says nothing. */
function environment(name: string): string | undefined {
  const value = process.env[name];
  return value === '' ? undefined : value;
}

/** Nobody at all, said by an option, stays and is refused later; said by an empty variable, it is nothing said. */
function fromEnvironment(actor: string | undefined): string | undefined {
  return actor === '' && process.env['REGIMEKIT_ACTOR'] === '' ? undefined : actor;
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
