import { RegimekitError } from '@regimekit/errors';
import { CommanderError } from 'commander';

/** What a failed command says, on the terminal or as `{ error: … }`. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

export function describeFailure(error: unknown): Failure {
  if (RegimekitError.isInstance(error)) {
    return { code: error.code, message: error.message, ...(error.hint === undefined ? {} : { hint: error.hint }) };
  }
  if (error instanceof CommanderError) {
    return {
      code: 'USAGE',
      message: error.code === 'commander.help' ? 'A command is missing.' : error.message.replace(/^error: /, ''),
      hint: 'Run the command with --help to see what it takes.',
    };
  }
  const message = error instanceof Error ? error.message : String(error);
  if (isFileSystemError(error)) {
    return { code: 'FILE_SYSTEM', message, hint: 'Check the path, the rights to it and the space left.' };
  }
  return { code: 'INTERNAL', message, hint: 'This is a defect: run again with --debug and report what it prints.' };
}

/** 2 for what the caller can mend by asking differently, 1 for everything else. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  return RegimekitError.isInstance(error) && error.kind === 'input' ? 2 : 1;
}

/** What the machine refuses is no defect of the program: rights, space, a file where a folder is wanted. */
function isFileSystemError(error: unknown): boolean {
  const codes = ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'ENOTDIR', 'EISDIR', 'EMFILE', 'ENAMETOOLONG'];
  return error instanceof Error && codes.includes((error as NodeJS.ErrnoException).code ?? '');
}
