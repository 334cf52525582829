import { open } from 'node:fs/promises';
import { RegimekitError } from '@regimekit/errors';

/** Writes a file that the user named with `option`, durably; one that exists is never overwritten. @throws RegimekitError of kind `input` */
export async function writeNewFile(file: string, content: string | Uint8Array, option: string): Promise<void> {
  const handle = await open(file, 'wx').catch((cause: NodeJS.ErrnoException) => {
    const exists = cause.code === 'EEXIST';
    throw new RegimekitError(exists ? `${file} exists already.` : `${file} cannot be written: ${cause.message}`, {
      code: exists ? 'FILE_EXISTS' : 'FILE_NOT_WRITABLE',
      kind: 'input',
      hint: exists
        ? `Choose another name for ${option}; models are never overwritten.`
        : 'Check folder and permissions.',
      cause,
    });
  });
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
