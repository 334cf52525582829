// The part of the zip format that numpy writes, read strictly: the central directory says what there is, each entry must
// agree with it, nothing overlaps, and nothing inflates beyond what was announced and allowed.
// APPNOTE 6.3.10, https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
import { crc32, inflateRawSync } from 'node:zlib';
import { InvalidNpzError } from './errors.ts';

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const END_BYTES = 22;
const CENTRAL_BYTES = 46;
const LOCAL_BYTES = 30;
const IN_ZIP64 = 0xffffffff;
const MAX_ENTRIES = 64;

const STORED = 0;
const DEFLATED = 8;

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly packedSize: number;
  readonly size: number;
  readonly offset: number;
}

/**
 * Every file of an archive by name.
 *
 * @param maxBytes of all files together, unpacked
 * @throws InvalidNpzError
 */
export function readZip(bytes: Uint8Array, maxBytes: number): ReadonlyMap<string, Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { entries, directory } = readDirectory(view);
  const total = entries.reduce((sum, { size }) => sum + size, 0);
  if (total > maxBytes) {
    throw new InvalidNpzError(`it unpacks to ${total} bytes, at most ${maxBytes} are read.`, { total, maxBytes });
  }
  const files = new Map<string, Uint8Array>();
  let free = 0;
  for (const entry of entries.toSorted((a, b) => a.offset - b.offset)) {
    const { start, end } = locate(view, entry, { free, directory });
    free = end;
    if (files.has(entry.name)) throw new InvalidNpzError(`'${entry.name}' is in it twice.`);
    files.set(entry.name, unpack(bytes.subarray(start, end), entry));
  }
  return files;
}

function readDirectory(view: DataView): { entries: Entry[]; directory: number } {
  const at = view.byteLength - END_BYTES;
  if (at < 0 || view.getUint32(at, true) !== END) {
    throw new InvalidNpzError('it does not end as a zip archive does (cut short, or something is appended).');
  }
  const count = view.getUint16(at + 10, true);
  const size = view.getUint32(at + 12, true);
  const directory = view.getUint32(at + 16, true);
  const oneDisk = view.getUint32(at + 4, true) === 0 && view.getUint16(at + 8, true) === count;
  if (!oneDisk || view.getUint16(at + 20, true) !== 0) throw new InvalidNpzError('its end is malformed.');
  if (count > MAX_ENTRIES) throw new InvalidNpzError(`it holds ${count} entries, at most ${MAX_ENTRIES} are read.`);
  if (directory + size !== at) throw new InvalidNpzError('its directory is not where its end says.');
  const entries: Entry[] = [];
  let position = directory;
  for (let i = 0; i < count; i++) {
    const entry = readEntry(view, position, at);
    entries.push(entry);
    position = entry.next;
  }
  if (position !== at) throw new InvalidNpzError('its directory holds more than its entries.');
  return { entries, directory };
}

function readEntry(view: DataView, at: number, limit: number): Entry & { readonly next: number } {
  if (at + CENTRAL_BYTES > limit || view.getUint32(at, true) !== CENTRAL) {
    throw new InvalidNpzError('its directory is malformed.');
  }
  const nameLength = view.getUint16(at + 28, true);
  const next = at + CENTRAL_BYTES + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  if (next > limit) throw new InvalidNpzError('its directory is malformed.');
  const entry = {
    name: readName(view, at + CENTRAL_BYTES, nameLength),
    method: view.getUint16(at + 10, true),
    crc: view.getUint32(at + 16, true),
    packedSize: view.getUint32(at + 20, true),
    size: view.getUint32(at + 24, true),
    offset: view.getUint32(at + 42, true),
    next,
  };
  checkEntry(entry, view.getUint16(at + 8, true));
  return entry;
}

function checkEntry({ name, method, packedSize, size, offset }: Entry, flags: number): void {
  if ((flags & 1) !== 0) throw new InvalidNpzError(`'${name}' is encrypted.`);
  if (method !== STORED && method !== DEFLATED) {
    throw new InvalidNpzError(`'${name}' is packed by method ${method}; stored and deflated entries are read.`);
  }
  if (packedSize === IN_ZIP64 || size === IN_ZIP64 || offset === IN_ZIP64) {
    throw new InvalidNpzError(`'${name}' is 4 GB or more.`);
  }
  if (method === STORED && packedSize !== size)
    throw new InvalidNpzError(`the sizes of '${name}' contradict each other.`);
}

/** Where the packed bytes of an entry lie; its own header must say what the directory says. */
function locate(
  view: DataView,
  { name, method, packedSize, size, offset }: Entry,
  { free, directory }: { readonly free: number; readonly directory: number },
): { start: number; end: number } {
  const outside = (): InvalidNpzError =>
    new InvalidNpzError(`'${name}' overlaps something else in the archive.`, { name });
  if (offset < free || offset + LOCAL_BYTES > directory) throw outside();
  const nameLength = view.getUint16(offset + 26, true);
  const extraLength = view.getUint16(offset + 28, true);
  const extra = offset + LOCAL_BYTES + nameLength;
  const start = extra + extraLength;
  if (start + packedSize > directory) throw outside();
  const agrees =
    view.getUint32(offset, true) === LOCAL &&
    view.getUint16(offset + 8, true) === method &&
    readName(view, offset + LOCAL_BYTES, nameLength) === name &&
    agreesInSize(view, offset, { extra, extraLength }, { packedSize, size });
  if (!agrees) throw new InvalidNpzError(`the header of '${name}' is not what the directory says.`, { name });
  return { start, end: start + packedSize };
}

/** numpy announces every entry as if it could be huge: its sizes stand in the zip64 field then. */
function agreesInSize(
  view: DataView,
  offset: number,
  { extra, extraLength }: { readonly extra: number; readonly extraLength: number },
  { packedSize, size }: Pick<Entry, 'packedSize' | 'size'>,
): boolean {
  const own = [view.getUint32(offset + 18, true), view.getUint32(offset + 22, true)];
  const follows = (view.getUint16(offset + 6, true) & 8) !== 0;
  // Written in one go: the sizes stand behind the data, and the directory has them.
  if (follows && own.every((value) => value === 0 || value === IN_ZIP64)) return true;
  if (own[0] === packedSize && own[1] === size) return true;
  if (own.some((value) => value !== IN_ZIP64) || extraLength < 20 || view.getUint16(extra, true) !== 1) return false;
  return (
    view.getBigUint64(extra + 4, true) === BigInt(size) && view.getBigUint64(extra + 12, true) === BigInt(packedSize)
  );
}

function unpack(packed: Uint8Array, { name, method, size, crc }: Entry): Uint8Array {
  const bytes = method === STORED ? packed : inflate(packed, size, name);
  if (bytes.length !== size) throw new InvalidNpzError(`'${name}' has ${bytes.length} bytes, ${size} are announced.`);
  if (crc32(bytes) !== crc) throw new InvalidNpzError(`'${name}' is damaged: its checksum is another.`);
  return bytes;
}

function inflate(packed: Uint8Array, size: number, name: string): Uint8Array {
  try {
    // One byte of room tells an entry that is longer than announced; without the limit a bomb would go off here.
    return inflateRawSync(packed, { maxOutputLength: size + 1 });
  } catch (cause) {
    throw new InvalidNpzError(`'${name}' cannot be unpacked: ${(cause as Error).message}.`, { name }, undefined, cause);
  }
}

function readName(view: DataView, at: number, length: number): string {
  if (at + length > view.byteLength) throw new InvalidNpzError('its directory is malformed.');
  return new TextDecoder('latin1').decode(new Uint8Array(view.buffer, view.byteOffset + at, length));
}
