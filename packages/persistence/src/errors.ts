// Everything that can go wrong between a model and the disk, on one page.
import { RegimekitError, type ErrorDetails } from '@regimekit/errors';
import { describeValue } from '@regimekit/numerics';
import { shorten } from './shorten.ts';

/** An option that does not exist, or an argument of another kind than the one asked for. */
export class InvalidOptionError extends RegimekitError {
  constructor(option: string, expected: string, given: unknown, hint: string) {
    // Given instead of a SigningKey, a key as a text would be printed and logged with the error.
    const isSecret = typeof given === 'string' && given.includes('PRIVATE KEY');
    const received = isSecret ? 'a private key as a text' : given;
    const shown = typeof received === 'string' ? `'${shorten(received)}'` : describeValue(received);
    super(`${option}: expected ${expected}, received ${shown}.`, {
      code: 'INVALID_OPTION',
      kind: 'input',
      hint,
      details: { option, expected, received },
    });
  }
}

/** A folder, or anything else, lies already where a model was to be saved. */
export class ModelExistsError extends RegimekitError {
  constructor(folder: string, cause?: unknown) {
    super(`Expected no file or folder at '${folder}' yet, but there is one; a saved model is never overwritten.`, {
      code: 'MODEL_EXISTS',
      kind: 'conflict',
      hint: 'Save under another name, or move the old folder away yourself.',
      details: { folder },
      cause,
    });
  }
}

/** The model holds something that a bundle cannot keep exactly. Nothing was written. */
export class UnsavableModelError extends RegimekitError {
  constructor(problem: string, details?: ErrorDetails, cause?: unknown) {
    super(`The model cannot be saved: ${problem}`, {
      code: 'UNSAVABLE_MODEL',
      kind: 'input',
      hint: 'Give plain JSON as config and metadata, and arrays of finite numbers whose length fits their shape.',
      details,
      cause,
    });
  }
}

/** The operating system refused to read or write (no permission, disk full, a file where a folder is needed). */
export class ModelStorageError extends RegimekitError {
  constructor(doing: string, path: string, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(`Could not ${doing} '${path}': ${why}`, {
      code: 'MODEL_STORAGE',
      kind: 'unavailable',
      hint: 'Check the path, its permissions and the space on the disk, then try again.',
      details: { path, systemCode: (cause as { code?: unknown } | undefined)?.code },
      cause,
    });
  }
}

/** There is no folder under the given path. */
export class ModelFolderNotFoundError extends RegimekitError {
  constructor(folder: string, cause?: unknown) {
    super(`Expected the folder of a model at '${folder}', but there is none.`, {
      code: 'MODEL_FOLDER_NOT_FOUND',
      kind: 'unavailable',
      hint: 'Give the path of a folder that saveModel has written.',
      details: { folder },
      cause,
    });
  }
}

/** A file that every bundle has is not there. */
export class MissingFileError extends RegimekitError {
  /** @param folder undefined for a bundle in memory */
  constructor(folder: string | undefined, file: string) {
    super(`${nameBundle(folder)} has no ${file}.`, {
      code: 'MODEL_FILE_MISSING',
      kind: 'integrity',
      hint: 'Copy the whole folder again, or restore it from a copy.',
      details: { ...(folder === undefined ? {} : { folder }), file },
    });
  }
}

/** The folder holds an entry that the bundle does not list: another file, a folder, a link. */
export class UnlistedFileError extends RegimekitError {
  /** @param folder undefined for a bundle in memory */
  constructor(folder: string | undefined, file: string, what: string) {
    super(`${nameBundle(folder)} holds ${what} '${file}', which no bundle has there.`, {
      code: 'MODEL_FILE_UNLISTED',
      kind: 'integrity',
      hint: 'Move it away: a bundle holds its files and signatures, as plain files, and nothing else.',
      details: { ...(folder === undefined ? {} : { folder }), file },
    });
  }
}

/** A file is shorter or longer than the manifest says: usually a copy that broke off. */
export class FileSizeError extends RegimekitError {
  constructor(file: string, expected: number, received: number) {
    const how = received < expected ? 'was cut short' : 'has grown';
    super(`${file} ${how}: expected ${expected} bytes, received ${received}.`, {
      code: 'MODEL_FILE_SIZE',
      kind: 'integrity',
      hint: 'Copy the whole folder again, or restore it from a copy.',
      details: { file, expected, received },
    });
  }
}

/** A file is larger than a reader takes; it was not read. */
export class FileTooLargeError extends RegimekitError {
  constructor(file: string, received: number, limit: number) {
    super(`${file} is too large: it has ${received} bytes, at most ${limit} are read.`, {
      code: 'MODEL_FILE_TOO_LARGE',
      kind: 'integrity',
      hint: 'Check where the bundle comes from: a model of ours is far smaller.',
      details: { file, received, limit },
    });
  }
}

/** A file is not the one that was saved: its SHA-256 is another. */
export class DigestMismatchError extends RegimekitError {
  constructor(file: string, expected: string, received: string) {
    super(`${file} was changed after it was saved: expected SHA-256 ${expected}, received ${received}.`, {
      code: 'DIGEST_MISMATCH',
      kind: 'integrity',
      hint: 'Do not use this model; restore the folder from a copy and find out who changed it.',
      details: { file, expected, received },
    });
  }
}

/** A file is not the strict JSON that a bundle holds. */
export class InvalidJsonError extends RegimekitError {
  constructor(file: string, problem: string, cause?: unknown) {
    super(`${file} is not valid JSON: ${problem}`, {
      code: 'INVALID_JSON',
      kind: 'integrity',
      hint: 'Restore the file from a copy.',
      details: { file },
      cause,
    });
  }
}

/** `manifest.json` or `SHA256SUMS` is readable, but does not say what it must. */
export class InvalidManifestError extends RegimekitError {
  constructor(file: string, problem: string, cause?: unknown) {
    super(`${file} does not describe a model bundle: ${problem}`, {
      code: 'INVALID_MANIFEST',
      kind: 'integrity',
      hint: 'Check that the folder is one that saveModel has written.',
      details: { file },
      cause,
    });
  }
}

/** The bundle was written in a format that this version of the package does not read. */
export class UnknownFormatVersionError extends RegimekitError {
  constructor(received: number, known: readonly number[], readableSince?: string) {
    const reads = known.join(' and ');
    super(`The bundle has format version ${received}; this version of @regimekit/persistence reads ${reads}.`, {
      code: 'UNKNOWN_FORMAT_VERSION',
      kind: 'unavailable',
      hint:
        readableSince === undefined
          ? 'Install a newer version of @regimekit/persistence, or export the model with the version that wrote it.'
          : `Install @regimekit/persistence ${readableSince} or newer, which reads this format.`,
      details: { received, known, ...(readableSince === undefined ? {} : { readableSince }) },
    });
  }
}

/** The bundle has the newest format already: there is nothing to migrate. */
export class FormatIsCurrentError extends RegimekitError {
  constructor(folder: string, formatVersion: number) {
    super(`The model in '${folder}' has format version ${formatVersion} already, the newest this version writes.`, {
      code: 'FORMAT_IS_CURRENT',
      kind: 'state',
      hint: 'Use it as it is.',
      details: { folder, formatVersion },
    });
  }
}

/** The bundle holds a model of another kind than the schema reads. */
export class UnknownKindError extends RegimekitError {
  constructor(expected: string, received: string) {
    super(`Expected a model of kind '${expected}', received one of kind '${received}'.`, {
      code: 'UNKNOWN_MODEL_KIND',
      kind: 'input',
      hint: 'Load it with the schema of its own kind.',
      details: { expected, received },
    });
  }
}

/** `arrays.safetensors` breaks a rule of its format. */
export class InvalidSafetensorsError extends RegimekitError {
  constructor(problem: string, details?: ErrorDetails, cause?: unknown) {
    super(`arrays.safetensors breaks its format: ${problem}`, {
      code: 'INVALID_SAFETENSORS',
      kind: 'integrity',
      hint: 'Save the model again from its source.',
      details,
      cause,
    });
  }
}

/** The shape of a stored array does not fit the bytes it has. */
export class ArrayShapeError extends RegimekitError {
  constructor(name: string, shape: readonly number[], expectedBytes: number, receivedBytes: number) {
    super(
      `Array '${name}' has the wrong shape: ${shape.join(' x ') || 'a scalar'} takes ${expectedBytes} bytes, received ${receivedBytes}.`,
      {
        code: 'ARRAY_SHAPE',
        kind: 'integrity',
        hint: 'Save the model again from its source.',
        details: { name, shape, expectedBytes, receivedBytes },
      },
    );
  }
}

/** The bundle lacks an array of its kind, or has one too many. */
export class ArrayNamesError extends RegimekitError {
  constructor(kind: string, missing: readonly string[], unexpected: readonly string[]) {
    const parts = [
      ...(missing.length === 0 ? [] : [`lacks ${missing.join(', ')}`]),
      ...(unexpected.length === 0 ? [] : [`holds the unknown ${unexpected.join(', ')}`]),
    ];
    super(`The arrays of a '${kind}' model do not fit its schema: the bundle ${parts.join(' and ')}.`, {
      code: 'ARRAY_NAMES',
      kind: 'integrity',
      hint: 'Load it with the version of the package that wrote it, or save the model again.',
      details: { missing, unexpected },
    });
  }
}

/** A stored array holds NaN or an infinity. */
export class NonFiniteArrayError extends RegimekitError {
  constructor(name: string, index: number, value: number) {
    super(`Array '${name}' must hold finite numbers, received ${value} at index ${index}.`, {
      code: 'NON_FINITE_ARRAY',
      kind: 'integrity',
      hint: 'Fit the model again: a fit that went well holds no such number.',
      details: { name, index, value: String(value) },
    });
  }
}

/** The numbers are intact but are no valid model: an invariant of its kind does not hold. */
export class InvalidModelError extends RegimekitError {
  constructor(problem: string, cause?: unknown) {
    super(`The bundle holds no valid model: ${problem}`, {
      code: 'INVALID_MODEL',
      kind: 'integrity',
      hint: 'Fit the model again, or load an earlier version.',
      cause,
    });
  }
}

function nameBundle(folder: string | undefined): string {
  return folder === undefined ? 'The bundle' : `The model in '${folder}'`;
}
