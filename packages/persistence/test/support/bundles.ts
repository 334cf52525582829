import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { saveModel, type ModelData } from '../../src/index.ts';
import { chainData } from './chain-model.ts';

export const SAVED_AT = new Date('2024-02-01T09:30:00.000Z');

/** A folder of its own for one test, removed when the test ends. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'regimekit-persistence-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A saved model in a folder of its own. */
export async function savedModel(data: ModelData = chainData()): Promise<string> {
  const folder = join(await temporaryFolder(), 'model');
  await saveModel(folder, data, { clock: () => SAVED_AT });
  return folder;
}

interface ManifestJson {
  formatVersion: unknown;
  kind: string;
  createdAt: string;
  files: Record<string, { size: number; sha256: string }>;
  [key: string]: unknown;
}

/**
 * Changes files and writes fitting digests into the manifest and SHA256SUMS, as somebody would who knows the format: what
 * is refused afterwards is refused for its content. Written without the code of the package.
 */
export async function forge(
  folder: string,
  changes: {
    files?: Record<string, string | Uint8Array>;
    manifest?: (manifest: ManifestJson) => Record<string, unknown>;
  },
): Promise<void> {
  const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as ManifestJson;
  for (const [file, content] of Object.entries(changes.files ?? {})) {
    const bytes = Buffer.from(content as string);
    await writeFile(join(folder, file), bytes);
    manifest.files[file] = { size: bytes.length, sha256: digest(bytes) };
  }
  const text = `${stringifySorted(changes.manifest?.(manifest) ?? manifest)}\n`;
  await writeFile(join(folder, 'manifest.json'), text);
  const digests = Object.fromEntries(Object.entries(manifest.files).map(([file, entry]) => [file, entry.sha256]));
  digests['manifest.json'] = digest(Buffer.from(text));
  const lines = Object.keys(digests)
    .sort((a, b) => (a < b ? -1 : 1))
    .map((file) => `${digests[file]}  ${file}\n`);
  await writeFile(join(folder, 'SHA256SUMS'), lines.join(''));
}

/** A safetensors file with any header, for breaking the rules one at a time. */
export function safetensorsFile(header: string | object, values: readonly number[] = [], length?: bigint): Uint8Array {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const start = Buffer.alloc(8);
  start.writeBigUInt64LE(length ?? BigInt(text.length));
  const buffer = Buffer.alloc(values.length * 8);
  for (const [i, value] of values.entries()) buffer.writeDoubleLE(value, i * 8);
  return new Uint8Array(Buffer.concat([start, text, buffer]));
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function stringifySorted(value: unknown): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${stringifySorted(member)}`).join(',')}}`;
}
