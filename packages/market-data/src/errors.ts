// All that can go wrong between a vendor's file and the warehouse.
import { RegimekitError, type ErrorDetails } from '@regimekit/errors';
import type { Finding } from './checks/finding.ts';

/** The path is no file, or cannot be read. Code `UNREADABLE_FILE`. */
export class UnreadableFileError extends RegimekitError {
  constructor(path: string, problem: string, hint: string, cause?: unknown) {
    super(`${path}: ${problem}`, { code: 'UNREADABLE_FILE', kind: 'input', hint, details: { path }, cause });
  }
}

/** The file holds no row of data. Code `EMPTY_FILE`. */
export class EmptyFileError extends RegimekitError {
  constructor(file: string, problem: string) {
    super(`${file}: ${problem}`, {
      code: 'EMPTY_FILE',
      kind: 'input',
      hint: 'Download it again; an interrupted download or an empty query looks like this.',
      details: { path: file },
    });
  }
}

/** The bytes are not a text table: a web page, UTF-16, an archive, a workbook, noise. Code `UNSUPPORTED_CONTENT`. */
export class UnsupportedContentError extends RegimekitError {
  constructor(file: string, content: string, problem: string, hint: string, details: ErrorDetails = {}) {
    super(`${file}: expected comma-separated text in UTF-8, received ${problem}.`, {
      code: 'UNSUPPORTED_CONTENT',
      kind: 'input',
      hint,
      details: { path: file, content, ...details },
    });
  }
}

/** No known format has this header. Code `UNKNOWN_FORMAT`. */
export class UnknownFormatError extends RegimekitError {
  constructor(file: string, header: string, known: readonly { name: string; description: string }[], hint?: string) {
    const list = known.map(({ name, description }) => `\n  ${name}: ${description}`).join('');
    super(`${file}: no known format begins with ${JSON.stringify(header)}. Known formats:${list}`, {
      code: 'UNKNOWN_FORMAT',
      kind: 'input',
      hint: hint ?? 'Give the file a header line with a date column and one named column per series.',
      details: { path: file, header, formats: known.map(({ name }) => name) },
    });
  }
}

/** A format was asked for that does not exist, or that this file does not have. Code `WRONG_FORMAT`. */
export class WrongFormatError extends RegimekitError {
  constructor(file: string, message: string, details: ErrorDetails) {
    super(`${file}: ${message}`, {
      code: 'WRONG_FORMAT',
      kind: 'input',
      hint: 'Leave the format out to have it detected.',
      details: { path: file, ...details },
    });
  }
}

/** Where in a file something is wrong. */
export interface FilePlace {
  readonly file: string;
  /** Line in a text file (the header is line 1), row in a Parquet file. */
  readonly line: number;
  readonly column?: string | undefined;
}

/** A cell or a row cannot be read. Code `MALFORMED_FILE`; the details name line and column. */
export class MalformedFileError extends RegimekitError {
  constructor(place: FilePlace, what: string, hint?: string, cause?: unknown) {
    const column = place.column === undefined ? '' : `, column ${JSON.stringify(place.column)}`;
    super(`${place.file}, line ${place.line}${column}: ${what}`, {
      code: 'MALFORMED_FILE',
      kind: 'input',
      hint: hint ?? 'Nothing was imported. Mend the line, or download the file again.',
      details: { path: place.file, line: place.line, column: place.column },
      cause,
    });
  }
}

/** Data checks of severity `error` spoke against a file; nothing was written. Code `REFUSED_FILE`. */
export class RefusedFileError extends RegimekitError {
  readonly findings: readonly Finding[];

  constructor(file: string, findings: readonly Finding[]) {
    const errors = findings.filter(({ severity }) => severity === 'error');
    const list = errors.map(({ check, series, message }) => `\n  ${check} (${series}): ${message}`).join('');
    super(`${file} was refused by ${errors.length} data check${errors.length === 1 ? '' : 's'}:${list}`, {
      code: 'REFUSED_FILE',
      kind: 'input',
      hint: errors[0]?.hint,
      details: { path: file, findings },
    });
    this.findings = findings;
  }
}

/** A series' name cannot be used, or does not fit the file. Code `INVALID_SERIES_NAME`. */
export class InvalidSeriesNameError extends RegimekitError {
  constructor(message: string, hint: string, details: ErrorDetails) {
    super(message, { code: 'INVALID_SERIES_NAME', kind: 'input', hint, details });
  }
}

/** The warehouse has no series of this name. Code `UNKNOWN_SERIES`. */
export class UnknownSeriesError extends RegimekitError {
  readonly available: readonly string[];

  constructor(name: string, available: readonly string[], neededAs?: string) {
    const purpose = neededAs === undefined ? '' : `, which is needed as ${neededAs}`;
    const list = available.length === 0 ? 'The warehouse is empty.' : `Available: ${available.join(', ')}.`;
    super(`The warehouse has no series ${JSON.stringify(name)}${purpose}. ${list}`, {
      code: 'UNKNOWN_SERIES',
      kind: 'input',
      hint: 'Import a file of it, or name another series.',
      details: { name, available, neededAs },
    });
    this.available = available;
  }
}

/** A check was named that does not exist. Code `UNKNOWN_CHECK`. */
export class UnknownCheckError extends RegimekitError {
  constructor(name: string, available: readonly string[]) {
    super(`There is no data check ${JSON.stringify(name)}. Available: ${available.join(', ')}.`, {
      code: 'UNKNOWN_CHECK',
      kind: 'input',
      details: { name, available },
    });
  }
}

/** A moment is neither a day nor an instant. Code `INVALID_MOMENT`. */
export class InvalidMomentError extends RegimekitError {
  constructor(option: string, received: string) {
    super(
      `${option} must be a day (2024-01-31) or an instant (2024-01-31T18:00:00Z), received ${JSON.stringify(received)}.`,
      {
        code: 'INVALID_MOMENT',
        kind: 'input',
        details: { option, received },
      },
    );
  }
}

/** Another process has the warehouse open. Code `WAREHOUSE_LOCKED`. */
export class WarehouseLockedError extends RegimekitError {
  readonly pid: number | undefined;

  constructor(path: string, pid: number | undefined, waitedMs: number, cause: unknown) {
    const holder = pid === undefined ? 'another process' : `another process (PID ${pid})`;
    super(`The warehouse ${path} is in use by ${holder}; waited ${waitedMs} ms for it.`, {
      code: 'WAREHOUSE_LOCKED',
      kind: 'unavailable',
      hint: 'Try again when it has finished. DuckDB lets one process at a time write.',
      details: { path, pid, waitedMs },
      cause,
    });
    this.pid = pid;
  }
}

/** There is no warehouse yet where one was to be read. Code `WAREHOUSE_MISSING`. */
export class WarehouseMissingError extends RegimekitError {
  constructor(path: string) {
    super(`There is no warehouse at ${path} yet.`, {
      code: 'WAREHOUSE_MISSING',
      kind: 'unavailable',
      hint: 'Import a file first; that creates it.',
      details: { path },
    });
  }
}

/** The file is no warehouse of regimekit. Code `NOT_A_WAREHOUSE`. */
export class NotAWarehouseError extends RegimekitError {
  constructor(path: string, problem: string, cause?: unknown) {
    super(`${path} is not a warehouse of regimekit: ${problem}`, {
      code: 'NOT_A_WAREHOUSE',
      kind: 'integrity',
      hint: 'Choose another path, or move the file away; imports can be repeated from the vendors’ files.',
      details: { path },
      cause,
    });
  }
}

/** The warehouse's tables are of another version than this program's. Code `WAREHOUSE_VERSION`. */
export class WarehouseVersionError extends RegimekitError {
  constructor(path: string, found: number, expected: number) {
    super(`The warehouse ${path} has schema version ${found}, this program reads version ${expected}.`, {
      code: 'WAREHOUSE_VERSION',
      kind: 'unavailable',
      hint: found > expected ? 'Update regimekit.' : 'Open it once for writing; that brings it up to date.',
      details: { path, found, expected },
    });
  }
}

/** The warehouse was closed, or opened for reading only. Code `WAREHOUSE_STATE`. */
export class WarehouseStateError extends RegimekitError {
  constructor(path: string, problem: string, hint: string) {
    super(`The warehouse ${path} ${problem}.`, { code: 'WAREHOUSE_STATE', kind: 'state', hint, details: { path } });
  }
}

/** An argument of another kind than the one asked for, or an option that does not exist. Code `INVALID_ARGUMENT`. */
export class InvalidArgumentError extends RegimekitError {
  constructor(name: string, expected: string, received: unknown) {
    const shown = typeof received === 'object' && received !== null ? 'an object' : String(received);
    super(`${name}: expected ${expected}, received ${shown}.`, {
      code: 'INVALID_ARGUMENT',
      kind: 'input',
      hint: 'See the types of this function; an option that is left out has its default.',
      details: { name, expected, received },
    });
  }
}
