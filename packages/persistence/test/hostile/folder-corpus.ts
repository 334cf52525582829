// What can be wrong with a folder beside the bytes of its files: links, special files, names, sizes that only seem.
import { spawnSync } from 'node:child_process';
import { mkdir, readFile, rename, rm, symlink, truncate, unlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';

export interface HostileFolder {
  readonly name: string;
  readonly code: string;
  /** Changes a sound bundle; returns false where the machine cannot make such a thing. */
  readonly change: (folder: string) => Promise<unknown>;
}

type Row = readonly [name: string, code: string, change: (folder: string) => Promise<unknown>];

const TWO_GIB = 2 ** 31;
const UNLISTED = 'MODEL_FILE_UNLISTED';

const without = (file: string) => (folder: string) => unlink(join(folder, file));
const added = (file: string) => (folder: string) => writeFile(join(folder, file), 'process.exit(1)');

/** A file that claims a size without having the bytes; the disk gives zeros for what was never written. */
const sparse = (file: string, size: number) => (folder: string) => truncate(join(folder, file), size);

const linked = (file: string, target: string) => async (folder: string) => {
  await rm(join(folder, file), { recursive: true, force: true });
  await symlink(target, join(folder, file));
};

/** The same bytes, but elsewhere: a link to them must be refused for being one, not for what it leads to. */
const moved = (file: string) => async (folder: string) => {
  const outside = join(dirname(folder), `outside-${file}`);
  await rename(join(folder, file), outside);
  await symlink(outside, join(folder, file));
};

const special =
  (file: string, ...command: [string, ...string[]]) =>
  async (folder: string) => {
    const path = join(folder, file);
    await rm(path, { force: true });
    const [program, ...args] = command;
    const made = spawnSync(
      program,
      args.map((argument) => (argument === '@' ? path : argument)),
    );
    return made.status === 0;
  };

async function socket(folder: string): Promise<boolean> {
  const path = join(folder, 'config.json');
  await rm(path);
  const server = createServer();
  const listening = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false)).listen(path, () => resolve(true));
  });
  server.unref();
  return listening;
}

async function sparseAndListed(folder: string): Promise<void> {
  const path = join(folder, 'manifest.json');
  const manifest = JSON.parse(await readFile(path, 'utf8')) as { files: Record<string, { size: number }> };
  manifest.files['arrays.safetensors']!.size = TWO_GIB;
  await writeFile(path, JSON.stringify(manifest));
  await truncate(join(folder, 'arrays.safetensors'), TWO_GIB);
}

async function many(folder: string): Promise<void> {
  for (let i = 0; i < 3000; i++) await writeFile(join(folder, `file-${i}`), '');
}

const signature =
  (name: string, size = 2) =>
  async (folder: string) => {
    await mkdir(join(folder, 'signatures'), { recursive: true });
    await writeFile(join(folder, 'signatures', name), 'x'.repeat(size));
  };

async function seventeenSignatures(folder: string): Promise<void> {
  for (let i = 0; i < 17; i++) await signature(`${i}.json`)(folder);
}

async function linkedSignature(folder: string): Promise<void> {
  await mkdir(join(folder, 'signatures'));
  await symlink('../manifest.json', join(folder, 'signatures', 'a.json'));
}

const rows: readonly Row[] = [
  ['without manifest.json', 'MODEL_FILE_MISSING', without('manifest.json')],
  ['without SHA256SUMS', 'MODEL_FILE_MISSING', without('SHA256SUMS')],
  ['without config.json', 'MODEL_FILE_MISSING', without('config.json')],
  ['without metadata.json', 'MODEL_FILE_MISSING', without('metadata.json')],
  ['without arrays.safetensors', 'MODEL_FILE_MISSING', without('arrays.safetensors')],
  ['with a script', UNLISTED, added('index.js')],
  ['with a package.json', UNLISTED, added('package.json')],
  ['with a pickle', UNLISTED, added('model.pkl')],
  ['with a hidden file', UNLISTED, added('.env')],
  ['with a name that has a line break', UNLISTED, added('config.json\n')],
  ['with a name that ends in a space', UNLISTED, added('config.json ')],
  ['with a name in another case', UNLISTED, added('CONFIG.JSON')],
  ['with a name that only looks alike', UNLISTED, added('c\u043enfig.json')],
  ['with a temporary file', UNLISTED, added('config.json.tmp-0123456789ab')],
  ['with three thousand files', UNLISTED, many],
  ['with a folder of code', UNLISTED, (folder) => mkdir(join(folder, 'node_modules'))],
  [
    'with its files in another case only',
    'MODEL_FILE_MISSING',
    (folder) => rename(join(folder, 'config.json'), join(folder, 'Config.json')),
  ],
  [
    'with a folder for a file',
    UNLISTED,
    async (folder) => {
      await unlink(join(folder, 'config.json'));
      await mkdir(join(folder, 'config.json'));
    },
  ],
  ['with a link to the same bytes elsewhere', UNLISTED, moved('config.json')],
  ['with a link for its manifest', UNLISTED, moved('manifest.json')],
  ['with a link for its numbers', UNLISTED, moved('arrays.safetensors')],
  ['with a link to a secret', UNLISTED, linked('config.json', '/etc/passwd')],
  ['with a link to itself', UNLISTED, linked('config.json', 'config.json')],
  ['with a link that leads nowhere', UNLISTED, linked('metadata.json', 'nowhere')],
  ['with a link within the folder', UNLISTED, linked('metadata.json', 'config.json')],
  ['with a link to an endless device', UNLISTED, linked('arrays.safetensors', '/dev/zero')],
  ['with a link to a folder', UNLISTED, linked('signatures', '..')],
  ['with a fifo for its config', UNLISTED, special('config.json', 'mkfifo', '@')],
  ['with a fifo for its manifest', UNLISTED, special('manifest.json', 'mkfifo', '@')],
  ['with an endless device for its numbers', UNLISTED, special('arrays.safetensors', 'mknod', '@', 'c', '1', '5')],
  ['with a socket for its config', UNLISTED, socket],
  ['with numbers of 2 GB that are not there', 'MODEL_FILE_TOO_LARGE', sparse('arrays.safetensors', TWO_GIB)],
  ['with numbers of 2 GB that the manifest lists', 'MODEL_FILE_TOO_LARGE', sparseAndListed],
  ['with numbers of 1 TB that are not there', 'MODEL_FILE_TOO_LARGE', sparse('arrays.safetensors', 2 ** 40)],
  ['with a config of 2 GB that is not there', 'MODEL_FILE_TOO_LARGE', sparse('config.json', TWO_GIB)],
  ['with a manifest of 2 GB that is not there', 'MODEL_FILE_TOO_LARGE', sparse('manifest.json', TWO_GIB)],
  ['with checksums of 2 GB that are not there', 'MODEL_FILE_TOO_LARGE', sparse('SHA256SUMS', TWO_GIB)],
  ['with numbers that were cut short', 'MODEL_FILE_SIZE', sparse('arrays.safetensors', 40)],
  ['with numbers that have grown', 'MODEL_FILE_SIZE', sparse('arrays.safetensors', 4096)],
  ['with an empty config', 'MODEL_FILE_SIZE', sparse('config.json', 0)],
  ['with an empty manifest', 'INVALID_JSON', sparse('manifest.json', 0)],
  ['with a file for its signatures', UNLISTED, added('signatures')],
  ['with a private key among its signatures', UNLISTED, signature('key.pem')],
  ['with a hidden signature', UNLISTED, signature('.a.json')],
  ['with a signature of strange name', UNLISTED, signature('a\u202e.json')],
  [
    'with a folder among its signatures',
    UNLISTED,
    (folder) => mkdir(join(folder, 'signatures', 'a.json'), { recursive: true }),
  ],
  ['with a link among its signatures', UNLISTED, linkedSignature],
  ['with seventeen signatures', UNLISTED, seventeenSignatures],
  ['with a signature above 64 KiB', 'MODEL_FILE_TOO_LARGE', signature('a.json', 65_537)],
];

export const folderCorpus: readonly HostileFolder[] = rows.map(([name, code, change]) => ({ name, code, change }));
