// Why a signature, or a model by its signatures, is not trusted. All of them are UntrustedModelError.
import { RegimekitError, type ErrorDetails } from '@regimekit/errors';

/** The signatures do not give what is asked for. Which of its subclasses it is says why. */
export class UntrustedModelError extends RegimekitError {
  constructor(problem: string, code: string, hint: string, details?: ErrorDetails, cause?: unknown) {
    super(problem, { code, kind: 'integrity', hint, details, cause });
  }
}

/** The model has no signature at all. */
export class UnsignedModelError extends UntrustedModelError {
  constructor() {
    super(
      'The model is not signed, and the trust policy requires a signature.',
      'UNSIGNED_MODEL',
      'Have it signed by somebody whose key is trusted, or relax requireSignature.',
    );
  }
}

/** A signature file or an envelope is cut short, edited, or not of the known form. */
export class InvalidSignatureFileError extends UntrustedModelError {
  constructor(file: string, problem: string, cause?: unknown) {
    super(
      `${file} is no signature that can be read: ${problem}`,
      'INVALID_SIGNATURE_FILE',
      'Restore the file from a copy, or remove it and have the model signed again.',
      { file },
      cause,
    );
  }
}

/** The signature names a known key, but is not one of that key over this content: something was changed afterwards. */
export class InvalidSignatureError extends UntrustedModelError {
  constructor(file: string, keyIds: readonly string[], problem: string) {
    super(
      `${file} holds a signature that does not verify: ${problem}`,
      'INVALID_SIGNATURE',
      'Do not use what it signs; restore it from a copy and find out who changed it.',
      { file, keyIds },
    );
  }
}

/** Nobody whose key is known has signed, or too few of them. */
export class UnknownSignerError extends UntrustedModelError {
  constructor(file: string, known: number, counted = 0, needed = 1) {
    const who = counted === 0 ? `none of the ${known}` : `${counted} of the ${known}`;
    super(
      `${file} is signed by ${who} known keys, expected ${needed}.`,
      'UNKNOWN_SIGNER',
      'If you know the signer, compare the key with them on another channel and trust it; else do not use the content.',
      { file, known, counted, needed },
    );
  }
}

/** The key is trusted, but not for this model or stage. */
export class SignerNotAllowedError extends UntrustedModelError {
  constructor(file: string, owner: string, keyId: string, problem: string) {
    super(
      `${file} is signed by ${owner}, whose key ${problem}`,
      'SIGNER_NOT_ALLOWED',
      'Have the model signed by somebody who may, or widen models or stages of the key in the trust policy.',
      { file, owner, keyId },
    );
  }
}

/** The key is not yet, or no longer, valid at the time of the check. */
export class KeyNotValidError extends UntrustedModelError {
  constructor(file: string, owner: string, keyId: string, problem: string) {
    super(
      `${file} is signed by ${owner}, whose key ${problem}`,
      'KEY_NOT_VALID',
      'Have the model signed with a key that is valid now, or extend the period of this one in the trust policy.',
      { file, owner, keyId },
    );
  }
}

/** The key was revoked: whoever holds it is not believed any more, whenever the signature was made. */
export class RevokedKeyError extends UntrustedModelError {
  constructor(file: string, owner: string, keyId: string) {
    super(
      `${file} is signed with a revoked key of ${owner}.`,
      'REVOKED_KEY',
      'Check the model by other means, then have it signed with a key that is in use.',
      { file, owner, keyId },
    );
  }
}

/** The signature is about other files than those that are here. */
export class SignatureOfAnotherModelError extends UntrustedModelError {
  constructor(file: string, changed: readonly string[], missing: readonly string[]) {
    const parts = [
      ...(changed.length === 0 ? [] : [`${changed.join(', ')} with another content`]),
      ...(missing.length === 0 ? [] : [`${missing.join(', ')}, not there`]),
    ];
    super(
      `${file} signs another model than this one: ${parts.join('; ')}.`,
      'SIGNATURE_OF_ANOTHER_MODEL',
      'Do not use this model; restore it from a copy, or have it signed as it is now.',
      { file, changed, missing },
    );
  }
}

/** The model holds a file that the signature does not cover. */
export class UnsignedFileError extends UntrustedModelError {
  constructor(file: string, unsigned: readonly string[]) {
    super(
      `The model holds ${unsigned.join(', ')}, which ${file} does not cover: added after the signing.`,
      'UNSIGNED_FILE',
      'Remove the file from the model, or have the model signed as it is now.',
      { file, unsigned },
    );
  }
}

/** The signature itself says that a file of the model is to be ignored: nobody vouches for that file. */
export class HiddenFileError extends UntrustedModelError {
  constructor(file: string, hidden: readonly string[]) {
    super(
      `The model holds ${hidden.join(', ')}, which ${file} leaves out by its ignore_paths.`,
      'HIDDEN_FILE',
      'Have the model signed without ignoring any of its files; only the folder signatures may be left out.',
      { file, hidden },
    );
  }
}

/** This key has signed the model already. */
export class SignatureExistsError extends RegimekitError {
  constructor(file: string) {
    super(`The model has a signature of this key already (${file}); it is never overwritten.`, {
      code: 'SIGNATURE_EXISTS',
      kind: 'conflict',
      hint: 'Nothing is left to do when it verifies; else remove the file first.',
      details: { file },
    });
  }
}

/** The DSSE envelope is sound, but of another type than the one asked for: it means something else. */
export class PayloadTypeError extends UntrustedModelError {
  constructor(file: string, expected: readonly string[], received: string) {
    super(
      `${file} holds a payload of type '${received}', expected ${expected.map((type) => `'${type}'`).join(' or ')}.`,
      'PAYLOAD_TYPE',
      'A signature counts only for the type it was made for: give the envelope that belongs here.',
      { file, expected, received },
    );
  }
}
