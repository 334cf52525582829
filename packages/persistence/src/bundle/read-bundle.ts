import type { ModelManifest } from '../manifest.ts';
import { checkFolder, checkOptions } from '../check-options.ts';
import { readBundleFolder } from './read-bundle-folder.ts';
import {
  readBundleFiles,
  verifyBundleFiles,
  verifyOptionNames,
  type ReadBundle,
  type VerifyOptions,
} from './read-bundle-files.ts';

/**
 * Reads a model and verifies the size and the SHA-256 of every file before it parses any. What the numbers mean is not
 * checked; `loadModel` does.
 *
 * @throws ModelFolderNotFoundError, MissingFileError, UnlistedFileError, FileTooLargeError, FileSizeError,
 * DigestMismatchError, UnknownFormatVersionError, InvalidManifestError, InvalidJsonError, InvalidSafetensorsError,
 * ArrayShapeError, NonFiniteArrayError, InvalidModelError or ModelStorageError, each naming the file
 */
export async function readBundle(folder: string, options: VerifyOptions = {}): Promise<ReadBundle> {
  checkFolder(folder);
  checkOptions(options, verifyOptionNames, 'verification');
  return readBundleFiles(await readBundleFolder(folder), options);
}

/**
 * Checks that the files of a model are those that were saved: none missing, none added, sizes and SHA-256 as listed.
 *
 * @throws as `readBundle`, for what can be wrong with files; nothing is parsed but the manifest
 */
export async function verifyModel(folder: string, options: VerifyOptions = {}): Promise<ModelManifest> {
  checkFolder(folder);
  checkOptions(options, verifyOptionNames, 'verification');
  return verifyBundleFiles(await readBundleFolder(folder), options);
}
