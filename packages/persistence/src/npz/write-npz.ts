import { InvalidOptionError } from '../errors.ts';
import type { NamedArray } from '../model-data.ts';
import { writeNpy, writeNpyText } from './write-npy.ts';
import { writeZip } from './write-zip.ts';

/**
 * A `.npz` file for `numpy.load(path)` (which needs no `allow_pickle`): 64-bit floats in C order, and single texts. Equal
 * content gives equal bytes.
 *
 * @throws InvalidNpzError when an array does not fill its shape; InvalidOptionError for a name that numpy could not hand over
 */
export function writeNpz(content: Readonly<Record<string, NamedArray | string>>): Uint8Array {
  const files = Object.entries(content).map(([name, value]) => {
    if (!/^[a-z_][a-z0-9_]{0,99}$/i.test(name)) {
      throw new InvalidOptionError(
        'the name of an array',
        'letters, digits and _',
        name,
        'Python must be able to say it.',
      );
    }
    return [`${name}.npy`, typeof value === 'string' ? writeNpyText(value) : writeNpy(value)] as const;
  });
  return writeZip(new Map(files));
}
