// What can go wrong with keys. No message, detail or cause here ever holds private material.
import { RegimekitError } from '@regimekit/errors';

/** A text or an object is no key, or a key of a kind that is not used here. */
export class InvalidKeyError extends RegimekitError {
  constructor(what: string, problem: string, cause?: unknown) {
    super(`${what}: ${problem}`, {
      code: 'INVALID_KEY',
      kind: 'input',
      hint: 'Give a PEM text: SPKI ("PUBLIC KEY") for a public key, unencrypted PKCS#8 ("PRIVATE KEY") for a private one.',
      details: { what },
      cause,
    });
  }
}

/** A name that would not be the same file on every system. */
export class InvalidKeyNameError extends RegimekitError {
  constructor(name: unknown) {
    const shown = typeof name === 'string' ? `'${name.slice(0, 80)}'` : typeof name;
    super(
      `A key is named by 1 to 64 of a-z, 0-9, '.', '_' and '-', beginning with a letter or digit; received ${shown}.`,
      {
        code: 'INVALID_KEY_NAME',
        kind: 'input',
        hint: "Choose a name such as 'anna-2024'. Names that Windows reserves, such as 'con', and a dot at the end are refused.",
        details: { name: typeof name === 'string' ? name.slice(0, 80) : undefined },
      },
    );
  }
}

/** A key of this name is there already; it is never overwritten. */
export class KeyExistsError extends RegimekitError {
  constructor(name: string, path: string) {
    super(`There is a key named '${name}' already (${path}); a key is never overwritten.`, {
      code: 'KEY_EXISTS',
      kind: 'conflict',
      hint: 'Choose another name, or move the old key away yourself.',
      details: { name, path },
    });
  }
}

/** The store has no key of this name. */
export class KeyNotFoundError extends RegimekitError {
  constructor(name: string, folder: string, available: readonly string[]) {
    super(`There is no key named '${name}' in '${folder}'.`, {
      code: 'KEY_NOT_FOUND',
      kind: 'unavailable',
      hint: available.length === 0 ? 'Create one first; the store is empty.' : `There are: ${available.join(', ')}.`,
      details: { name, folder, available },
    });
  }
}

/** A private key, or a folder of keys, is open to others. What they could have read or exchanged is not used until that is mended. */
export class KeyPermissionError extends RegimekitError {
  constructor(path: string, problem: string, hint: string) {
    super(`${problem}.`, {
      code: 'KEY_PERMISSION',
      kind: 'permission',
      hint,
      details: { path },
    });
  }
}

/** A file of the key store does not hold what it must. */
export class InvalidKeyFileError extends RegimekitError {
  constructor(path: string, problem: string, cause?: unknown) {
    super(`'${path}' ${problem}.`, {
      code: 'INVALID_KEY_FILE',
      kind: 'integrity',
      hint: 'Restore the file from a copy, or move it away and create or trust the key again.',
      details: { path },
      cause,
    });
  }
}

/** The operating system refused to read or write a file of the key store. */
export class KeyStorageError extends RegimekitError {
  constructor(doing: string, path: string, cause: unknown) {
    const systemCode = (cause as { code?: unknown } | undefined)?.code;
    super(`Could not ${doing} '${path}': ${typeof systemCode === 'string' ? systemCode : 'the system refused'}.`, {
      code: 'KEY_STORAGE',
      kind: 'unavailable',
      hint: 'Check the path, its permissions and the space on the disk, then try again.',
      details: { path, systemCode },
      cause,
    });
  }
}
