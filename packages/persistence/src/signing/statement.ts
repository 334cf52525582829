// What is signed: an in-toto statement v1 with the predicate of OpenSSF model signing v1.0 (sigstore/model-transparency,
// `_signing/signing.py`). It lists every file of the model with its SHA-256; the subject is the digest of these digests.
import { canonicalJson } from '@regimekit/numerics';
import { z } from 'zod';
import { SIGNATURES_FOLDER, type BundleFiles } from '../bundle/bundle-files.ts';
import { sha256 } from '../digest.ts';
import { InvalidJsonError } from '../errors.ts';
import { decodeJson } from '../strict-json.ts';
import {
  HiddenFileError,
  InvalidSignatureFileError,
  SignatureOfAnotherModelError,
  UnsignedFileError,
} from './signing-errors.ts';

const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';
const PREDICATE_TYPE = 'https://model_signing/signature/v1.0';
/** The DSSE payload type of every in-toto statement. */
export const IN_TOTO_PAYLOAD_TYPE = 'application/vnd.in-toto+json';

const digestSchema = z.string().regex(/^[0-9a-f]{64}$/u, 'expected 64 lower-case hex digits');

// Loose where in-toto and the predicate let others add fields: what is added there is signed, and ignored.
const statementSchema = z.looseObject({
  _type: z.literal(STATEMENT_TYPE),
  subject: z.tuple([z.looseObject({ name: z.string(), digest: z.looseObject({ sha256: digestSchema }) })]),
  predicateType: z.literal(PREDICATE_TYPE),
  predicate: z.looseObject({
    serialization: z.looseObject({
      method: z.literal('files'),
      hash_type: z.literal('sha256'),
      allow_symlinks: z.boolean(),
      ignore_paths: z.array(z.string()).optional(),
    }),
    resources: z
      .array(z.looseObject({ name: z.string(), algorithm: z.literal('sha256'), digest: digestSchema }))
      .min(1),
  }),
});

/** What a statement says of a model. */
export interface ModelStatement {
  /** The folder's name when it was signed. Informative: nothing follows from it. */
  readonly modelName: string;
  /** SHA-256 by file. */
  readonly resources: ReadonlyMap<string, string>;
  readonly ignorePaths: readonly string[];
}

/** The statement over all files of a bundle but its signatures, as canonical JSON: equal bundles give equal bytes. */
export function encodeStatement(files: BundleFiles, modelName: string): Uint8Array {
  const resources = [...files]
    .filter(([name]) => !isInside(name, SIGNATURES_FOLDER))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, bytes]) => ({ name, algorithm: 'sha256', digest: sha256(bytes) }));
  const statement = {
    _type: STATEMENT_TYPE,
    subject: [{ name: modelName, digest: { sha256: digestOfDigests(resources.map(({ digest }) => digest)) } }],
    predicateType: PREDICATE_TYPE,
    predicate: {
      serialization: {
        method: 'files',
        hash_type: 'sha256',
        allow_symlinks: false,
        ignore_paths: [SIGNATURES_FOLDER],
      },
      resources,
    },
  };
  return new TextEncoder().encode(canonicalJson(statement));
}

/** SHA-256 over the concatenated digests, in the order in which the resources are listed. */
function digestOfDigests(digests: readonly string[]): string {
  return sha256(Buffer.from(digests.join(''), 'hex'));
}

/** @throws InvalidSignatureFileError unless it is a statement whose subject follows from its resources */
export function decodeStatement(file: string, payload: Uint8Array): ModelStatement {
  const parsed = statementSchema.safeParse(decodeStatementJson(file, payload));
  if (!parsed.success) {
    throw new InvalidSignatureFileError(file, `its statement: ${z.prettifyError(parsed.error)}`, parsed.error);
  }
  const { subject, predicate } = parsed.data;
  const resources = new Map(predicate.resources.map(({ name, digest }) => [name, digest]));
  if (resources.size < predicate.resources.length) {
    throw new InvalidSignatureFileError(file, 'its statement lists a file twice.');
  }
  const digest = digestOfDigests(predicate.resources.map((resource) => resource.digest));
  if (digest !== subject[0].digest.sha256) {
    throw new InvalidSignatureFileError(file, 'the digest of its subject is not that of the listed files.');
  }
  return { modelName: subject[0].name, resources, ignorePaths: predicate.serialization.ignore_paths ?? [] };
}

function decodeStatementJson(file: string, payload: Uint8Array): unknown {
  try {
    return decodeJson(`the statement in ${file}`, payload);
  } catch (error) {
    if (error instanceof InvalidJsonError) throw new InvalidSignatureFileError(file, error.message, error);
    throw error;
  }
}

/** Digests of the files of a bundle, each computed once however many signatures ask for it. */
export function createDigests(files: BundleFiles): (name: string) => string | undefined {
  const known = new Map<string, string>();
  return (name) => {
    const bytes = files.get(name);
    if (bytes === undefined) return undefined;
    const digest = known.get(name) ?? sha256(bytes);
    known.set(name, digest);
    return digest;
  };
}

/**
 * A statement counts when every file it lists is here with that content, and it lists every file that is here. Its
 * `ignore_paths` excuse nothing but the folder `signatures`: they may name what is not here (`.git`, `model.sig`).
 *
 * @param digestOf of the files, by `createDigests`
 * @throws SignatureOfAnotherModelError, HiddenFileError or UnsignedFileError
 */
export function checkStatement(
  file: string,
  statement: ModelStatement,
  files: BundleFiles,
  digestOf: (name: string) => string | undefined,
): void {
  const { resources, ignorePaths } = statement;
  const missing = [...resources.keys()].filter((name) => !files.has(name));
  const changed = [...resources].filter(([name, digest]) => files.has(name) && digestOf(name) !== digest);
  if (missing.length + changed.length > 0) {
    throw new SignatureOfAnotherModelError(
      file,
      changed.map(([name]) => name),
      missing,
    );
  }
  const uncovered = [...files.keys()].filter((name) => !resources.has(name) && !isInside(name, SIGNATURES_FOLDER));
  const hidden = uncovered.filter((name) => ignorePaths.some((path) => isInside(name, path)));
  if (hidden.length > 0) throw new HiddenFileError(file, hidden);
  if (uncovered.length > 0) throw new UnsignedFileError(file, uncovered);
}

/** Whether `path` leaves out `name`: it is the file, a folder above it, or the whole model (`.`). */
function isInside(name: string, path: string): boolean {
  const plain = path.replace(/^(?:\.\/)+/u, '').replace(/\/+$/u, '');
  return plain === '.' || plain === '' || name === plain || name.startsWith(`${plain}/`);
}
