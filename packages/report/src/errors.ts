import { RegimekitError, type ErrorDetails } from '@regimekit/errors';

/** What was wrong with the data of a chart or a report, for programs that want to react to it. */
export type ReportInputCode =
  | 'REPORT_INVALID_ARGUMENT'
  | 'REPORT_EMPTY_DATA'
  | 'REPORT_RAGGED_DATA'
  | 'REPORT_VALUE_NOT_FINITE'
  | 'REPORT_VALUE_OUT_OF_RANGE'
  | 'REPORT_UNKNOWN_NAME'
  | 'REPORT_DUPLICATE_NAME'
  | 'REPORT_INVALID_DATE'
  | 'REPORT_INVALID_BAND'
  | 'REPORT_INVALID_COLOR'
  | 'REPORT_INVALID_SIZE'
  | 'REPORT_INVALID_ID'
  | 'REPORT_UNKNOWN_BLOCK';

/** The data given to a chart, a table or a report cannot be drawn. The message names the place, `details` holds the facts. */
export class ReportInputError extends RegimekitError {
  declare readonly code: ReportInputCode;

  constructor(code: ReportInputCode, message: string, hint: string, details: ErrorDetails = {}) {
    super(message, { code, kind: 'input', hint, details });
  }
}
