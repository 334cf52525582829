import { InvalidKeyNameError } from './key-errors.ts';

// Lower case only: on macOS and Windows 'Anna' and 'anna' are one file.
const NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/u;
// Devices on Windows, with any extension.
const RESERVED = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/u;

/** @throws InvalidKeyNameError unless `name` is one file name on every system */
export function checkKeyName(name: string): void {
  if (typeof name === 'string' && NAME.test(name) && !RESERVED.test(name) && !name.endsWith('.')) return;
  throw new InvalidKeyNameError(name);
}
