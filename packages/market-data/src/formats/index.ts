// Reading vendors' files, without a database.
export { marketFormats, parseMarketFile } from './parse-market-file.ts';
export type {
  FormatName,
  MarketFile,
  Observation,
  ParsedMarketFile,
  ParsedSeries,
  ReadOptions,
  RowOrder,
  SkippedRow,
} from './market-file.ts';

// The series that have names of their own.
export { seriesCatalog, type SeriesDefinition } from '../series/series-catalog.ts';
export { canonicalSeriesName, findSeriesDefinition } from '../series/series-name.ts';
export { type SeriesField, type SeriesKind, type SeriesUnit, unitOf } from '../series/series-kind.ts';

// What a reader or a check noticed.
export type { Finding, Severity } from '../checks/finding.ts';

// What can go wrong.
export {
  EmptyFileError,
  InvalidArgumentError,
  InvalidSeriesNameError,
  MalformedFileError,
  type FilePlace,
  UnknownFormatError,
  UnsupportedContentError,
  WrongFormatError,
} from '../errors.ts';
