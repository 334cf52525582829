// JSON that a user wrote or was given, read strictly: what a person sees in the file is what is meant.
import { RegimekitError } from '@regimekit/errors';
import { parseStrictJson } from '@regimekit/persistence';
import { readInputFile } from './read-input-file.ts';

// So many bytes for each value at least, in what a person would call a long file.
const BYTES_PER_VALUE = 4;
const MIN_VALUES = 10_000;

/**
 * Reads a JSON file that the user named: no key twice, no key that reaches a prototype, bounded in size and depth.
 *
 * @throws RegimekitError of kind `input`
 */
export async function readJsonFile(file: string, maxBytes: number): Promise<unknown> {
  return parseJson(file, await readInputFile(file, maxBytes), maxBytes);
}

/** The same of bytes that were read already. @throws RegimekitError of kind `input`, code `INVALID_JSON` */
export function parseJson(file: string, bytes: Uint8Array, maxBytes: number): unknown {
  try {
    const maxValues = Math.max(MIN_VALUES, Math.floor(maxBytes / BYTES_PER_VALUE));
    return parseStrictJson(file, withoutMark(bytes), { maxBytes, maxValues });
  } catch (cause) {
    throw new RegimekitError((cause as Error).message, {
      code: 'INVALID_JSON',
      kind: 'input',
      hint: 'Mend the file; it must be JSON in UTF-8, and hold no key twice.',
      details: { file },
      cause,
    });
  }
}

/** Editors on Windows put a byte-order mark before the text, which means nothing. */
function withoutMark(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}
