// The JSON file of a plain hidden Markov model: the model and the names of its columns.
import { RegimekitError } from '@regimekit/errors';
import { parseGaussianHmm, parseHmm, type HiddenMarkovModel } from '@regimekit/hmm-core';
import { z } from 'zod';
import { readJsonFile } from './read-json-file.ts';
import { writeNewFile } from './write-new-file.ts';

/** A model of any family: a `GaussianHmm` where the file holds one. */
export interface PlainModel<Model extends HiddenMarkovModel = HiddenMarkovModel> {
  readonly columns: readonly string[];
  readonly model: Model;
}

const fileSchema = z.object({ columns: z.array(z.string()), model: z.unknown() });

const MAX_BYTES = 32 * 1024 * 1024;

/** Writes a new file; one that exists is never overwritten. */
export async function writePlainModel(file: string, { columns, model }: PlainModel): Promise<void> {
  await writeNewFile(file, `${JSON.stringify({ columns, model }, null, 2)}\n`, '--out');
}

/** @throws RegimekitError of kind `input` when the file cannot be read or holds no model */
export async function readPlainModel(file: string): Promise<PlainModel> {
  let content: unknown;
  try {
    content = await readJsonFile(file, MAX_BYTES);
  } catch (cause) {
    throw new RegimekitError(`${file} is no model file: ${(cause as Error).message}`, {
      code: 'INVALID_MODEL_FILE',
      kind: 'input',
      hint: 'Give a file that regimekit hmm fit --out wrote.',
      cause,
    });
  }
  const parsed = fileSchema.safeParse(content);
  if (parsed.success) return { columns: parsed.data.columns, model: parseModel(parsed.data.model) };
  throw new RegimekitError(`${file} is no model file: it lacks "columns" or "model".`, {
    code: 'INVALID_MODEL_FILE',
    kind: 'input',
    hint: 'Give a file that regimekit hmm fit --out wrote.',
  });
}

/** The JSON of a model of another family names it; that of a Gaussian HMM has means at its top. */
function parseModel(json: unknown): HiddenMarkovModel {
  const named = typeof json === 'object' && json !== null && 'emissions' in json;
  return named ? parseHmm(json) : parseGaussianHmm(json);
}
