// Changes bundles the way somebody would who knows the format: with fitting digests, so that what is refused afterwards is
// refused for its content. Written without the code of the package.
import { createHash } from 'node:crypto';
import { safetensorsFile } from './bundles.ts';

export type Files = Map<string, Uint8Array>;
export type Content = string | Uint8Array;

const CONTENT = ['arrays.safetensors', 'config.json', 'metadata.json'];

export function toBytes(content: Content): Uint8Array {
  return typeof content === 'string' ? new TextEncoder().encode(content) : content;
}

export function toText(bytes: Uint8Array | undefined): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

function digestOf(content: Content): string {
  return createHash('sha256').update(toBytes(content)).digest('hex');
}

/** The checksums that fit the files as they are. */
export function sealSums(files: Files): Files {
  const lines = [...CONTENT, 'manifest.json']
    .sort((a, b) => (a < b ? -1 : 1))
    .map((file) => `${digestOf(files.get(file) ?? '')}  ${file}\n`);
  return new Map([...files, ['SHA256SUMS', toBytes(lines.join(''))]]);
}

/** The manifest and the checksums that fit the content as it is. */
export function seal(files: Files, change: (manifest: Record<string, unknown>) => unknown = (same) => same): Files {
  const manifest = JSON.parse(toText(files.get('manifest.json'))) as Record<string, unknown>;
  const entries = CONTENT.map((file) => {
    const bytes = files.get(file) ?? new Uint8Array();
    return [file, { size: bytes.length, sha256: digestOf(bytes) }] as const;
  });
  const text = `${sortedJson(change({ ...manifest, files: Object.fromEntries(entries) }))}\n`;
  return sealSums(new Map([...files, ['manifest.json', toBytes(text)]]));
}

export function withFile(files: Files, file: string, content: Content): Files {
  return new Map([...files, [file, toBytes(content)]]);
}

/** Another `arrays.safetensors`, with all digests fitting. */
export function withArrays(
  files: Files,
  header: string | object,
  values: readonly number[] = [],
  length?: bigint,
): Files {
  return seal(withFile(files, 'arrays.safetensors', safetensorsFile(header, values, length)));
}

/** Header (as text) and buffer of a safetensors file. */
export function splitArrays(files: Files): { header: string; buffer: Uint8Array } {
  const bytes = files.get('arrays.safetensors') ?? new Uint8Array();
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  return { header: toText(bytes.subarray(8, 8 + length)), buffer: bytes.slice(8 + length) };
}

/** The parts of a safetensors file put together again, with the length of the header unless another is claimed. */
export function joinArrays(header: Content, buffer: Uint8Array, length?: bigint): Uint8Array {
  const text = toBytes(header);
  const bytes = new Uint8Array(8 + text.length + buffer.length);
  new DataView(bytes.buffer).setBigUint64(0, length ?? BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(buffer, 8 + text.length);
  return bytes;
}

function sortedJson(value: unknown): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${sortedJson(member)}`).join(',')}}`;
}
