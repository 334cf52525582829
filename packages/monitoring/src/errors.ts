// Everything that can go wrong in monitoring, on one page. A database that cannot be used reports by its own errors.
import { RegimekitError } from '@regimekit/errors';

/** A prediction that cannot be logged as it is. None of the records given with it was written. */
export class InvalidPredictionError extends RegimekitError {
  /** Place of the record in the list given, from 0. */
  readonly index: number;
  /** Path of the field, for example `probabilities.risk_off`; empty for the record as a whole. */
  readonly field: string;

  constructor(index: number, field: string, problem: string) {
    super(`Prediction ${index}${field === '' ? '' : `, ${field}`}: ${problem}`, {
      code: 'INVALID_PREDICTION',
      kind: 'input',
      hint: 'Correct the record and append the whole list again; nothing of it was written.',
      details: { index, field },
    });
    this.index = index;
    this.field = field;
  }
}

/** A run of a shadow that cannot be logged as it is. Neither it nor its records were written. */
export class InvalidShadowRunError extends RegimekitError {
  /** The field; empty for the run as a whole. */
  readonly field: string;

  constructor(field: string, problem: string) {
    super(`Shadow run${field === '' ? '' : `, ${field}`}: ${problem}`, {
      code: 'INVALID_SHADOW_RUN',
      kind: 'input',
      hint: 'Correct it and append it again with its records; nothing was written.',
      details: { field },
    });
    this.field = field;
  }
}

/** A threshold, a window, a filter or a list of rules that cannot be used. */
export class InvalidMonitoringOptionError extends RegimekitError {
  readonly option: string;

  constructor(option: string, problem: string, hint?: string) {
    super(`${option}: ${problem}`, { code: 'INVALID_MONITORING_OPTION', kind: 'input', hint, details: { option } });
    this.option = option;
  }
}

/** A stored prediction cannot be read back: somebody or something else wrote to the table. */
export class DamagedPredictionError extends RegimekitError {
  constructor(id: number, column: string, cause: unknown) {
    super(`The stored prediction ${id} holds no valid JSON in '${column}'.`, {
      code: 'DAMAGED_PREDICTION',
      kind: 'integrity',
      hint: 'Restore the database from a copy, or delete that row of the table predictions.',
      details: { id, column },
      cause,
    });
  }
}

/** A rule threw instead of giving its finding. */
export class AnomalyRuleError extends RegimekitError {
  readonly rule: string;

  constructor(rule: string, cause: unknown) {
    super(`The anomaly rule '${rule}' failed: ${cause instanceof Error ? cause.message : String(cause)}`, {
      code: 'ANOMALY_RULE_FAILED',
      kind: 'input',
      hint: 'A rule has to cope with metrics of an empty log, in which figures are null.',
      details: { rule },
      cause,
    });
    this.rule = rule;
  }
}
