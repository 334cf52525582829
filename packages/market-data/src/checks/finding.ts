/** An error refuses the file; a warning is shown and stored with the import. */
export type Severity = 'error' | 'warning';

/** What a check (or a reader) noticed about one series. */
export interface Finding {
  /** The check's name. */
  readonly check: string;
  readonly severity: Severity;
  readonly series: string;
  readonly message: string;
  /** What to do about it. */
  readonly hint: string;
  /** How many values it concerns. */
  readonly count: number;
  /** The first day it concerns. */
  readonly date?: string | undefined;
  /** The first line of the file it concerns. */
  readonly line?: number | undefined;
}
