// The warehouse.
export { MarketWarehouse, type SeriesQuery, type WarehouseOptions } from './warehouse/market-warehouse.ts';
export type { ImportOptions, ImportReport, SeriesImport } from './warehouse/import-file.ts';
export type { ImportRecord, StoredWarning } from './warehouse/import-log.ts';
export type { SeriesStatus } from './warehouse/status.ts';
export type { Revision, SeriesHistory } from './warehouse/series-history.ts';
export type { Vintage } from './warehouse/vintages.ts';

// From the warehouse to the features.
export { defaultInputMapping, type InputMapping, type InputOptions, resolveMarketInputs } from './market-inputs.ts';
export { type PointInTimeInputs, type PointInTimeOptions, resolvePointInTime } from './point-in-time.ts';

// The data checks.
export { dataChecks } from './checks/check-catalog.ts';
export { latestDayOnEarth, runChecks } from './checks/run-checks.ts';
export type { CheckContext, CheckedSeries, CheckResult, DataCheck, StoredSeries } from './checks/data-check.ts';

// Reading any file, Parquet among them; the text formats alone are in @regimekit/market-data/formats.
export { parseAnyFile } from './parquet/parse-parquet-file.ts';
export * from './formats/index.ts';

// What can go wrong beyond reading.
export {
  InvalidArgumentError,
  InvalidMomentError,
  NotAWarehouseError,
  RefusedFileError,
  UnknownCheckError,
  UnknownSeriesError,
  UnreadableFileError,
  WarehouseLockedError,
  WarehouseMissingError,
  WarehouseStateError,
  WarehouseVersionError,
} from './errors.ts';
