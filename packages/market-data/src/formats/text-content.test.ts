import { describe, expect, it } from 'vitest';
import { EmptyFileError, UnsupportedContentError } from '../errors.ts';
import { lines } from '../../test/support/files.ts';
import { decodeText } from './text-content.ts';

function failure(content: Uint8Array): UnsupportedContentError {
  try {
    decodeText({ name: 'x.csv', content });
  } catch (error) {
    if (error instanceof UnsupportedContentError) return error;
    throw error;
  }
  return expect.unreachable('should have been refused');
}

function utf16(text: string, mark: boolean): Uint8Array {
  return Uint8Array.from([...(mark ? [0xff, 0xfe] : []), ...Buffer.from(text, 'utf16le')]);
}

describe('decodeText(file)', () => {
  it('drops a byte-order mark and keeps line ends', () => {
    const content = Uint8Array.from([0xef, 0xbb, 0xbf, ...Buffer.from('a,b\r\n1,2\r\n')]);
    expect(decodeText({ name: 'x.csv', content })).toBe('a,b\r\n1,2\r\n');
  });

  it('refuses an empty file, and one of white space', () => {
    expect(() => decodeText({ name: 'x.csv', content: new Uint8Array() })).toThrow(EmptyFileError);
    expect(() => decodeText(lines('x.csv', '', '  '))).toThrow(/x\.csv: the file is empty/u);
  });

  it('recognises a web page and quotes its title', () => {
    const error = failure(lines('x.csv', '', '<!DOCTYPE html><html>', '<title>Too many requests</title>').content);
    expect(error.message).toContain('received a web page titled "Too many requests"');
    expect(error.hint).toContain('download it again');
    expect(failure(lines('x', '<html><body>no').content).details['content']).toBe('html');
  });

  it('recognises UTF-16 with and without its mark', () => {
    for (const mark of [true, false]) {
      const error = failure(utf16('date,vix\n2020-01-02,12.5\n', mark));
      expect(error.message).toContain('received UTF-16 text');
      expect(error.hint).toContain('CSV UTF-8');
    }
  });

  it('recognises workbooks, archives and noise', () => {
    const name = (bytes: number[]): unknown => failure(Uint8Array.from(bytes)).details['content'];
    expect(name([0x50, 0x4b, 3, 4, 9])).toBe('zip');
    expect(name([0x1f, 0x8b, 8])).toBe('gzip');
    expect(name([0xd0, 0xcf, 0x11, 0xe0])).toBe('xls');
    expect(name([0x25, 0x50, 0x44, 0x46])).toBe('pdf');
    expect(name([7, 8, 9, 0, 1, 2, 3, 4])).toBe('binary');
    expect(name([0x64, 0xe9, 0x2c, 0x0a])).toBe('not-utf-8');
  });
});
