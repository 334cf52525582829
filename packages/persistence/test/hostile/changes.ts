// The ways in which the corpus changes a bundle, each with digests that fit unless the row is about digests.
import {
  joinArrays,
  seal,
  sealSums,
  splitArrays,
  toText,
  withArrays,
  withFile,
  type Content,
  type Files,
} from '../support/forge-files.ts';

export type Row = readonly [name: string, code: string, change: (files: Files) => Files];

export const entry = (shape: readonly number[], begin: number, end: number) => ({
  dtype: 'F64',
  shape,
  data_offsets: [begin, end],
});

export const manifest = (change: (manifest: Record<string, unknown>) => unknown) => (files: Files) =>
  seal(files, change);
export const manifestText = (change: (text: string) => Content) => (files: Files) =>
  sealSums(withFile(files, 'manifest.json', change(toText(files.get('manifest.json')))));
export const sums = (change: (text: string) => Content) => (files: Files) =>
  withFile(files, 'SHA256SUMS', change(toText(files.get('SHA256SUMS'))));
export const config = (content: Content) => (files: Files) => seal(withFile(files, 'config.json', content));
export const metadata = (content: Content) => (files: Files) => seal(withFile(files, 'metadata.json', content));
export const header = (change: (text: string) => string) => (files: Files) => {
  const parts = splitArrays(files);
  return seal(withFile(files, 'arrays.safetensors', joinArrays(change(parts.header), parts.buffer)));
};
/** Other offsets for covariances, scale and transition, over a buffer of another length. */
export const moved = (offsets: readonly (readonly [number, number])[], length: number) => (files: Files) => {
  const parts = splitArrays(files);
  const buffer = new Uint8Array(length);
  buffer.set(parts.buffer.subarray(0, length));
  let text = parts.header;
  for (const [i, old] of ['[0,64]', '[64,80]', '[80,112]'].entries()) text = text.replace(old, `#${i}`);
  for (const [i, offset] of offsets.entries()) text = text.replace(`#${i}`, JSON.stringify(offset));
  return seal(withFile(files, 'arrays.safetensors', joinArrays(text, buffer)));
};
export const arrays =
  (newHeader: string | object, values: readonly number[] = [], length?: bigint) =>
  (files: Files) =>
    withArrays(files, newHeader, values, length);
/** One number of the arrays, by its place in the buffer (covariances 0 to 7, scale 8 and 9, transition 10 to 13). */
export const number = (place: number, value: number) => (files: Files) => {
  const { header: text, buffer } = splitArrays(files);
  new DataView(buffer.buffer).setFloat64(place * 8, value, true);
  return seal(withFile(files, 'arrays.safetensors', joinArrays(text, buffer)));
};

interface FileEntries {
  readonly files: Record<string, { size: unknown; sha256: unknown }>;
}
export const listed = (file: string, change: object) =>
  manifest((value) => {
    const { files } = value as unknown as FileEntries;
    return { ...value, files: { ...files, [file]: { ...files[file], ...change } } };
  });

/** A field of an object less. */
export function without(value: Record<string, unknown>, field: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== field));
}
