// The keys of a home.
import { KeyStore } from '@regimekit/persistence';
import type { Home } from '../frame/home.ts';

/** What is amiss with the folder and no reason to stop is told on stderr. */
export function keysOf({ keys }: Home): KeyStore {
  return new KeyStore(keys, {
    onWarning: ({ message, hint = '' }) => process.stderr.write(`Warning: ${message}\n  ${hint}\n`),
  });
}
