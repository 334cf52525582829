// A command computes an answer; this prints it, for a program or for a person.
import type { Command } from 'commander';
import { createContext, type Context, type GlobalOptions } from './context.ts';
import { listenForInterrupt } from './interrupt.ts';
import { withoutControls } from './terminal.ts';

/** What a command found: the document for programs, and the same for people. */
export interface Answer {
  /** Plain data; printed as one JSON document with `--json`. */
  readonly document: unknown;
  /** The page for a person, drawn only when it is wanted. */
  readonly text: () => string;
  /**
   * Exit code of a command that did its work and has bad news to give, as `doctor` may.
   * @default 0
   */
  readonly exitCode?: number;
  /** Work that is done when the answer is out, and cannot change it any more. It tells its failures itself. */
  readonly afterwards?: () => Promise<void>;
}

/** Ends the program with the exit code of an answer that has been printed; there is nothing more to say. */
export class BadNews extends Error {
  readonly exitCode: number;

  constructor(exitCode: number) {
    super(`The answer came with exit code ${exitCode}.`);
    this.exitCode = exitCode;
  }
}

/** The work of a command: its arguments and options in, an answer out. */
export type Work<Options> = (context: Context, options: Options, ...positional: string[]) => Promise<Answer>;

/**
 * Connects a command to its work. `load` imports the work only when the command runs, so that `--help` stays quick.
 */
export function answersWith<Options>(command: Command, load: () => Promise<Work<Options>>): Command {
  return command.action(async (...received: unknown[]) => {
    // Commander passes the positional arguments, then the options, then the command itself.
    const positional = received
      .slice(0, -2)
      .flatMap((value) => (value === undefined ? [] : (value as string | string[])));
    const options = command.optsWithGlobals<Options & GlobalOptions>();
    const interrupt = listenForInterrupt();
    try {
      const context = createContext(options, interrupt.signal);
      await present(context, async () => (await load())(context, options, ...positional));
    } finally {
      interrupt.release();
    }
  });
}

async function present({ json, progress }: Context, work: () => Promise<Answer>): Promise<void> {
  try {
    const answer = await work();
    progress.done();
    process.stdout.write(json ? `${JSON.stringify(answer.document)}\n` : withoutControls(ensureNewline(answer.text())));
    await answer.afterwards?.();
    if (answer.exitCode !== undefined && answer.exitCode !== 0) throw new BadNews(answer.exitCode);
  } finally {
    progress.done();
  }
}

function ensureNewline(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}
