import { RegimekitError } from '@regimekit/errors';
import { readInputFile } from './read-input-file.ts';

/** Reads a JSON file that the user named. @throws RegimekitError of kind `input` */
export async function readJsonFile(file: string, maxBytes: number): Promise<unknown> {
  const bytes = await readInputFile(file, maxBytes);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new RegimekitError(`${file} is not valid JSON: ${(cause as Error).message}`, {
      code: 'INVALID_JSON',
      kind: 'input',
      hint: 'Mend the file; it must be JSON in UTF-8.',
      details: { file },
      cause,
    });
  }
}
