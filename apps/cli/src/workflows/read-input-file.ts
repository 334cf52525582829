import { readFile, stat } from 'node:fs/promises';
import { RegimekitError } from '@regimekit/errors';

/** Reads a file that the user named, if it is no larger than what belongs there. @throws RegimekitError of kind `input` */
export async function readInputFile(file: string, maxBytes: number): Promise<Uint8Array> {
  try {
    const { size } = await stat(file);
    if (size <= maxBytes) return await readFile(file);
    throw new Error(`it has ${size} bytes, at most ${maxBytes} are read`);
  } catch (cause) {
    throw new RegimekitError(`${file} cannot be read: ${(cause as Error).message}`, {
      code: 'UNREADABLE_FILE',
      kind: 'input',
      hint: 'Check the path; it is relative to where you stand.',
      details: { file },
      cause,
    });
  }
}
