import { mkdir } from 'node:fs/promises';
import { UnreadableFileError } from '../errors.ts';

/** @throws UnreadableFileError */
export async function createFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw new UnreadableFileError(
      folder,
      'the folder of the warehouse cannot be made.',
      'Choose another place.',
      error,
    );
  }
}
