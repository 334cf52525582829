// The one error class of regimekit and what follows from its kind.
export { RegimekitError, type ErrorDetails, type ErrorKind, type RegimekitErrorOptions } from './regimekit-error.ts';
