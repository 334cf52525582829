import { mkdir, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { checkFolder } from '../check-options.ts';
import { exists, makeFolder, moveFolder, syncFolder, temporaryName, writeNewFile } from '../durable/durable-files.ts';
import { ModelExistsError, ModelStorageError } from '../errors.ts';
import { SIGNATURES_FOLDER, signatureFiles, type BundleFiles } from './bundle-files.ts';
import { verifyBundleFiles } from './read-bundle-files.ts';

/**
 * Writes the files of a bundle, its signatures included, into a new folder. Parents are created. The folder appears
 * whole or not at all, and when the promise resolves it survives a crash and a power loss. Of several who write to one
 * place at once, one succeeds.
 *
 * @throws what `verifyBundleFiles` throws: nothing is written that could not be read again
 * @throws ModelExistsError when anything lies at `folder`, be it an empty folder
 * @throws ModelStorageError when the operating system refuses
 */
export async function writeBundleFolder(folder: string, files: BundleFiles): Promise<void> {
  checkFolder(folder);
  const target = resolve(folder);
  await refuseExisting(target);
  verifyBundleFiles(files);
  await storing(target, () => writeAndMove(target, files));
}

/** @throws ModelExistsError when anything lies at `target` */
export async function refuseExisting(target: string): Promise<void> {
  await storing(target, async () => {
    if (await exists(target)) throw new ModelExistsError(target);
  });
}

async function writeAndMove(target: string, files: BundleFiles): Promise<void> {
  await makeFolder(dirname(target));
  const temporary = temporaryName(target);
  try {
    await mkdir(temporary);
    const signed = signatureFiles(files).size > 0;
    if (signed) await mkdir(join(temporary, SIGNATURES_FOLDER));
    for (const [file, bytes] of files) await writeNewFile(join(temporary, file), bytes);
    if (signed) await syncFolder(join(temporary, SIGNATURES_FOLDER));
    await syncFolder(temporary);
    if (!(await moveFolder(temporary, target))) throw new ModelExistsError(target);
  } catch (error) {
    // What goes wrong while cleaning up must not hide what went wrong before.
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
    throw error;
  }
}

async function storing(target: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof ModelExistsError) throw error;
    throw new ModelStorageError('save the model to', target, error);
  }
}
