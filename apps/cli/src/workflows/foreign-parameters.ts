// Parameters of a hidden Markov model that was fitted elsewhere, as a file: hmmlearn's, or what `model export` wrote.
import { createHash } from 'node:crypto';
import { RegimekitError } from '@regimekit/errors';
import {
  fromHmmlearn,
  parseGaussianHmm,
  type CovarianceType,
  type GaussianHmm,
  type HmmlearnParameters,
} from '@regimekit/hmm-core';
import { readNpz } from '@regimekit/persistence';
import { z } from 'zod';
import { readInputFile } from './read-input-file.ts';
import { parseJson } from './read-json-file.ts';

/** Names in the file, beside hmmlearn's own: the scaler under scikit-learn's, and the columns. */
export const SCALER_MEAN = 'scaler_mean_';
export const SCALER_SCALE = 'scaler_scale_';
export const FEATURE_NAMES = 'feature_names';

export interface ForeignModel {
  readonly hmm: GaussianHmm;
  /** By which the features were standardised; undefined where they were not. */
  readonly scaler: { readonly means: ArrayLike<number>; readonly scales: ArrayLike<number> } | undefined;
  /** Names of the columns, where the file tells them. */
  readonly featureNames: readonly string[] | undefined;
  /** SHA-256 of the file. */
  readonly sha256: string;
}

const MAX_BYTES = 32 * 1024 * 1024;

const vector = z.array(z.number());
const matrix = z.array(vector);
const covarianceType = z.enum(['spherical', 'diag', 'tied', 'full']);
const names = z.array(z.string());

const hmmlearnSchema = z.object({
  startprob_: vector,
  transmat_: matrix,
  means_: matrix,
  covars_: z.union([vector, matrix, z.array(matrix)]),
  covariance_type: covarianceType.optional(),
  [SCALER_MEAN]: vector.optional(),
  [SCALER_SCALE]: vector.optional(),
  [FEATURE_NAMES]: names.optional(),
});

const plainSchema = z.object({ columns: names, model: z.unknown() });

/** @throws RegimekitError of kind `input` that says what the file lacks */
export async function readForeignModel(file: string, type: CovarianceType | undefined): Promise<ForeignModel> {
  const bytes = await readInputFile(file, MAX_BYTES);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  // The first bytes of a zip archive, whatever the file is called.
  const isArchive = bytes[0] === 0x50 && bytes[1] === 0x4b;
  return { ...(isArchive ? readArchive(bytes, file, type) : readJson(bytes, file, type)), sha256 };
}

type Content = Omit<ForeignModel, 'sha256'>;

function readArchive(bytes: Uint8Array, file: string, type: CovarianceType | undefined): Content {
  const { arrays, texts } = readNpz(bytes);
  const parameter = (name: string) => {
    const found = arrays.get(name);
    if (found === undefined) throw incomplete(file, `it lacks ${name} (it has ${[...arrays.keys()].join(', ')})`);
    return found;
  };
  const parameters: HmmlearnParameters = {
    startprob_: parameter('startprob_'),
    transmat_: parameter('transmat_'),
    means_: parameter('means_'),
    covars_: parameter('covars_'),
    covariance_type: type ?? readType(texts.get('covariance_type'), file),
  };
  const told = texts.get(FEATURE_NAMES);
  return {
    hmm: fromHmmlearn(parameters),
    scaler: pair(arrays.get(SCALER_MEAN)?.data, arrays.get(SCALER_SCALE)?.data, file),
    featureNames: told === undefined ? undefined : readNames(told, file),
  };
}

function readJson(bytes: Uint8Array, file: string, type: CovarianceType | undefined): Content {
  const value = parse(bytes, file);
  const plain = plainSchema.safeParse(value);
  if (plain.success) {
    return { hmm: parseGaussianHmm(plain.data.model), scaler: undefined, featureNames: plain.data.columns };
  }
  const { data, error } = hmmlearnSchema.safeParse(value);
  if (data === undefined) throw incomplete(file, z.prettifyError(error).replaceAll('\n', ' '));
  const { startprob_, transmat_, means_, covars_, covariance_type } = data;
  return {
    hmm: fromHmmlearn({ startprob_, transmat_, means_, covars_, covariance_type: type ?? covariance_type }),
    scaler: pair(data[SCALER_MEAN], data[SCALER_SCALE], file),
    featureNames: data[FEATURE_NAMES],
  };
}

function parse(bytes: Uint8Array, file: string): unknown {
  try {
    return parseJson(file, bytes, MAX_BYTES);
  } catch (cause) {
    throw incomplete(
      file,
      `it is neither npz nor JSON that can be read: ${(cause as Error).message.replace(/\.$/u, '')}`,
      cause,
    );
  }
}

function readType(text: string | undefined, file: string): CovarianceType | undefined {
  const found = covarianceType.optional().safeParse(text);
  if (found.success) return found.data;
  throw incomplete(file, `its covariance_type is "${text}"`);
}

function readNames(text: string, file: string): readonly string[] {
  const found = names.safeParse(parse(new TextEncoder().encode(text), file));
  if (found.success) return found.data;
  throw incomplete(file, `its ${FEATURE_NAMES} is no JSON array of texts`);
}

function pair<T>(means: T | undefined, scales: T | undefined, file: string): { means: T; scales: T } | undefined {
  if (means === undefined && scales === undefined) return undefined;
  if (means !== undefined && scales !== undefined) return { means, scales };
  throw incomplete(file, `${SCALER_MEAN} and ${SCALER_SCALE} belong together, and one is missing`);
}

function incomplete(file: string, problem: string, cause?: unknown): RegimekitError {
  return new RegimekitError(`${file} holds no model that can be read: ${problem}.`, {
    code: 'INVALID_MODEL_FILE',
    kind: 'input',
    hint: 'Give startprob_, transmat_, means_ and covars_ of hmmlearn as .npz or JSON, or a file that regimekit model export wrote.',
    details: { file },
    cause,
  });
}
