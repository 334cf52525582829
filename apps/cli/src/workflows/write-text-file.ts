import { access, constants, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { RegimekitError } from '@regimekit/errors';

/** Writes a file that the user named; one that exists is replaced. @throws RegimekitError of kind `input` */
export async function writeTextFile(file: string, text: string): Promise<void> {
  await writeFile(file, text).catch((cause: Error) => {
    throw notWritable(file, cause);
  });
}

/** Refuses, before long work, a file whose folder is missing or closed. @throws RegimekitError of kind `input` */
export async function requireWritableFolder(file: string): Promise<void> {
  await access(dirname(resolve(file)), constants.W_OK).catch((cause: Error) => {
    throw notWritable(file, cause);
  });
}

function notWritable(file: string, cause: Error): RegimekitError {
  return new RegimekitError(`${file} cannot be written: ${cause.message}`, {
    code: 'FILE_NOT_WRITABLE',
    kind: 'input',
    hint: 'Check that its folder exists and may be written to; a path is relative to where you stand.',
    details: { file },
    cause,
  });
}
