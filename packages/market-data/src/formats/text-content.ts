// From bytes to text, or to a message that says what the bytes really are.
import { EmptyFileError, UnsupportedContentError } from '../errors.ts';
import type { MarketFile } from './market-file.ts';

interface Signature {
  readonly content: string;
  readonly bytes: readonly number[];
  readonly problem: string;
  readonly hint: string;
}

const SAVE_AS_UTF8 = 'Open it in the program that wrote it and save it as "CSV UTF-8".';
const SIGNATURES: readonly Signature[] = [
  { content: 'utf-16', bytes: [0xff, 0xfe], problem: 'UTF-16 text', hint: SAVE_AS_UTF8 },
  { content: 'utf-16', bytes: [0xfe, 0xff], problem: 'UTF-16 text', hint: SAVE_AS_UTF8 },
  {
    content: 'zip',
    bytes: [0x50, 0x4b, 0x03, 0x04],
    problem: 'a ZIP archive or an Excel workbook',
    hint: 'Unpack it, or save the sheet as CSV.',
  },
  { content: 'gzip', bytes: [0x1f, 0x8b], problem: 'a gzip archive', hint: 'Unpack it with gunzip.' },
  { content: 'xls', bytes: [0xd0, 0xcf, 0x11, 0xe0], problem: 'an old Excel workbook', hint: 'Save the sheet as CSV.' },
  { content: 'pdf', bytes: [0x25, 0x50, 0x44, 0x46], problem: 'a PDF', hint: 'Download the data as CSV.' },
];
const PARQUET = [0x50, 0x41, 0x52, 0x31];

/** Whether the bytes begin with Parquet's magic number `PAR1`. */
export function isParquet(content: Uint8Array): boolean {
  return startsWith(content, PARQUET);
}

/**
 * The text of a file, without a byte-order mark.
 *
 * @throws EmptyFileError when there is nothing but white space
 * @throws UnsupportedContentError for a web page, UTF-16, an archive, a workbook or binary content
 */
export function decodeText({ name, content }: MarketFile): string {
  const known = SIGNATURES.find(({ bytes }) => startsWith(content, bytes));
  if (known !== undefined) throw new UnsupportedContentError(name, known.content, known.problem, known.hint);
  const nul = content.indexOf(0);
  if (nul !== -1) throw binaryContent(name, content, nul);
  const text = decodeUtf8(name, content);
  if (text.trim() === '') throw new EmptyFileError(name, 'the file is empty.');
  if (/^\s*<(?:!doctype|html|head|body|\?xml|!--|script|table|div)/iu.test(text)) throw webPage(name, text);
  return text;
}

function decodeUtf8(name: string, content: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    throw new UnsupportedContentError(name, 'not-utf-8', 'bytes that are not UTF-8', SAVE_AS_UTF8);
  }
}

/** Plain letters in UTF-16 without a mark alternate with zeros; anything else with a zero is no text. */
function binaryContent(name: string, content: Uint8Array, nul: number): UnsupportedContentError {
  const head = content.subarray(0, 64);
  const zeros = head.reduce((count, byte) => count + (byte === 0 ? 1 : 0), 0);
  if (nul <= 1 && zeros * 3 > head.length && zeros * 3 < head.length * 2) {
    return new UnsupportedContentError(name, 'utf-16', 'UTF-16 text', SAVE_AS_UTF8);
  }
  const hint = 'Check that this is the file you meant.';
  return new UnsupportedContentError(name, 'binary', `binary data (a zero byte at offset ${nul})`, hint);
}

function webPage(name: string, text: string): UnsupportedContentError {
  const title = /<title[^>]*>([^<]{0,80})/iu.exec(text)?.[1]?.trim();
  const problem = title === undefined || title === '' ? 'a web page' : `a web page titled ${JSON.stringify(title)}`;
  const hint = 'The vendor answered with a page (a log-in, a limit, an error) instead of data: download it again.';
  return new UnsupportedContentError(name, 'html', problem, hint, { title });
}

function startsWith(content: Uint8Array, bytes: readonly number[]): boolean {
  return bytes.every((byte, i) => content[i] === byte);
}
