// Saves the same files without a temporary folder: what the test of saveModel must notice.
import { mkdir, writeFile } from 'node:fs/promises';
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { encodeModel } from '../../src/index.ts';
import { chainData } from '../support/chain-model.ts';

const [, , folder = ''] = process.argv;
await mkdir(folder, { recursive: true });
for (const [file, bytes] of encodeModel(chainData()).files) await writeFile(join(folder, file), bytes);
writeSync(1, 'acknowledged\n');
