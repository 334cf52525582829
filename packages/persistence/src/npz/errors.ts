import { RegimekitError, type ErrorDetails } from '@regimekit/errors';

/** A `.npz` or `.npy` file that breaks its format, or uses a part of it that is not read: objects, encryption, bombs. */
export class InvalidNpzError extends RegimekitError {
  constructor(problem: string, details?: ErrorDetails, hint?: string, cause?: unknown) {
    super(`These are no arrays of numpy that can be read: ${problem}`, {
      code: 'INVALID_NPZ',
      kind: 'input',
      hint: hint ?? 'Write the file with numpy.savez(path, name=array, ...), with arrays of numbers only.',
      details,
      cause,
    });
  }
}
