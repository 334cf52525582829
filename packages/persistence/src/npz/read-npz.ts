import type { OptionNames } from '@regimekit/numerics';
import { checkOptions } from '../check-options.ts';
import { InvalidOptionError } from '../errors.ts';
import type { NamedArray } from '../model-data.ts';
import { InvalidNpzError } from './errors.ts';
import { readNpy } from './read-npy.ts';
import { readZip } from './read-zip.ts';

/** How much of an archive is read. */
export interface ReadNpzOptions {
  /**
   * The most that all arrays together may unpack to, and the most that the file may have, in bytes.
   * @default 33_554_432 (32 MiB)
   */
  readonly maxBytes?: number | undefined;
}

/** What a `.npz` file holds, by the names given to `numpy.savez`. */
export interface NpzContent {
  /** Row-major, whatever order numpy had them in. Not checked for NaN. */
  readonly arrays: ReadonlyMap<string, NamedArray>;
  /** Single texts, such as a covariance type. */
  readonly texts: ReadonlyMap<string, string>;
}

const optionNames: OptionNames<ReadNpzOptions> = { maxBytes: true };
const MAX_BYTES = 32 * 1024 * 1024;
const ENTRY_NAME = /^([a-z_][a-z0-9_.-]{0,99})\.npy$/i;

/**
 * Reads what `numpy.savez` or `numpy.savez_compressed` has written: numbers (f8, f4, i8, i4, either byte order, C or
 * Fortran order) and single texts. Nothing of it is ever executed: arrays of Python objects, which are pickles, are
 * refused, as are encrypted, overlapping, doubled, damaged and overlong entries.
 *
 * @throws InvalidNpzError
 *
 * @example
 * ```ts
 * import { readNpz, writeNpz } from '@regimekit/persistence';
 *
 * const bytes = writeNpz({ means_: { shape: [2, 1], data: Float64Array.of(0.5, -1) } });
 * readNpz(bytes).arrays.get('means_'); // { shape: [2, 1], data: Float64Array [0.5, -1] }
 * ```
 */
export function readNpz(bytes: Uint8Array, options: ReadNpzOptions = {}): NpzContent {
  checkOptions(options, optionNames, 'readNpz');
  if (!(bytes instanceof Uint8Array)) {
    throw new InvalidOptionError(
      'bytes',
      'the content of a .npz file as a Uint8Array',
      bytes,
      'Give what readFile gave.',
    );
  }
  const { maxBytes = MAX_BYTES } = options;
  if (bytes.length > maxBytes) {
    throw new InvalidNpzError(`it has ${bytes.length} bytes, at most ${maxBytes} are read.`, { maxBytes });
  }
  const arrays = new Map<string, NamedArray>();
  const texts = new Map<string, string>();
  for (const [file, content] of readZip(bytes, maxBytes)) {
    const name = ENTRY_NAME.exec(file)?.[1];
    if (name === undefined)
      throw new InvalidNpzError(`its entry '${file.slice(0, 100)}' is no array with a plain name.`);
    const value = readNpy(content, name);
    if (typeof value === 'string') texts.set(name, value);
    else arrays.set(name, value);
  }
  return { arrays, texts };
}
