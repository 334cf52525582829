import { relative } from 'node:path';

/** A path as one would type it where one stands: relative when it lies below. */
export function fromHere(path: string): string {
  const near = relative(process.cwd(), path);
  return near === '' || near.startsWith('..') ? path : near;
}
