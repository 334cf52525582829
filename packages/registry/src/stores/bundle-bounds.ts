import { FileTooLargeError, UnlistedFileError } from '@regimekit/persistence';

/** More than any bundle has: five files and sixteen signatures. */
const MAX_FILES = 32;

/** As `readBundleFolder` takes of a folder: what is larger is not read. */
const MAX_BYTES = 64 * 1024 * 1024;

/** @throws UnlistedFileError or FileTooLargeError when the files are more, or larger, than a bundle's can be */
export function checkBounds(where: string, sizes: readonly { readonly file: string; readonly size: number }[]): void {
  if (sizes.length > MAX_FILES) throw new UnlistedFileError(where, '', `more than ${MAX_FILES} files in`);
  const large = sizes.find(({ size }) => size > MAX_BYTES);
  if (large !== undefined) throw new FileTooLargeError(large.file, large.size, MAX_BYTES);
}
