import type { AlignmentRules } from './alignment/alignment-options.ts';
import type { MissingCause } from './alignment/alignment-report.ts';
import type { SessionRow } from './alignment/market-frame.ts';
import { beginsSequence, priceMissing } from './alignment/sequences.ts';
import { dayNumber, type IsoDate } from './dates.ts';
import { FeatureStateError, InvalidOptionError, InvalidSeriesValueError } from './errors.ts';
import { dropCauses } from './feature-causes.ts';
import type { FeatureSet } from './feature-set.ts';
import { checkState, trustState, type FeatureState } from './feature-state.ts';
import { FeatureWindows } from './feature-windows.ts';

/** What one session gave. */
export interface FeatureOutcome {
  readonly date: IsoDate;
  /**
   * `row`: all features; `warm_up`: not yet, there has been no row; `dropped`: something is missing; `no_session`: the
   * row has no price, so the market was shut, and what else it brought waits for the next session.
   */
  readonly kind: 'row' | 'warm_up' | 'dropped' | 'no_session';
  /** Shape D, in the order and the units of the set; only for a row. */
  readonly features?: Float64Array;
  /** Whether this row begins a new sequence: the first of all, or the first after a gap. */
  readonly beginsSequence: boolean;
  /** Why there is no row; empty for a row. Never `after_last`: what will still come is not known here. */
  readonly causes: readonly MissingCause[];
}

export interface FeatureUpdate extends FeatureOutcome {
  /** To be given to the next update; the state before it is left as it was. */
  readonly state: FeatureState;
}

/** One column as the tracker knows it: the newest value, its age in sessions, and one that waits for the next session. */
interface TrackedColumn {
  value: number;
  age: number;
  waiting: number;
}

/** The incremental calculation: the same windows as a whole history, fed one session at a time. */
export class FeatureTracker {
  readonly #featureSet: FeatureSet;
  readonly #rules: AlignmentRules;
  readonly #columns: Map<string, TrackedColumn>;
  readonly #windows: readonly FeatureWindows[];
  #lastDate: IsoDate | null = null;
  #lastSession: IsoDate | null = null;
  #hasRow = false;
  #nDropped = 0;
  #longestClosure = 0;

  constructor(featureSet: FeatureSet, rules: AlignmentRules) {
    this.#featureSet = featureSet;
    this.#rules = rules;
    const names = ['price', ...featureSet.inputs().keys()];
    this.#columns = new Map(names.map((name) => [name, { value: Number.NaN, age: 0, waiting: Number.NaN }]));
    this.#windows = featureSet.definitions.map((definition) => new FeatureWindows(definition, definition.window));
  }

  /** @throws FeatureStateError, FeatureSetMismatchError */
  static restore(featureSet: FeatureSet, rules: AlignmentRules, state: FeatureState): FeatureTracker {
    const tracker = new FeatureTracker(featureSet, rules);
    const checked = checkState(state, featureSet);
    const { lastDate, lastSession, hasRow, nDropped, longestClosure, columns, windows, carried = {} } = checked;
    tracker.#lastDate = lastDate;
    tracker.#lastSession = lastSession;
    tracker.#hasRow = hasRow;
    tracker.#nDropped = nDropped;
    tracker.#longestClosure = longestClosure;
    for (const [name, column] of tracker.#columns) {
      const { value, age, waiting } = columns[name]!;
      Object.assign(column, { value: value ?? Number.NaN, age, waiting: waiting ?? Number.NaN });
    }
    for (const feature of tracker.#windows) {
      const { name } = feature.definition;
      feature.refill(windows[name]!, carried[name]);
    }
    return tracker;
  }

  state(): FeatureState {
    const { name, version, fingerprint } = this.#featureSet.toJSON();
    const columns = [...this.#columns].map(([column, { value, age, waiting }]) => {
      return [column, { value: orNull(value), age, waiting: orNull(waiting) }] as const;
    });
    return trustState({
      format: 1,
      featureSet: { name, version, fingerprint },
      lastDate: this.#lastDate,
      lastSession: this.#lastSession,
      hasRow: this.#hasRow,
      nDropped: this.#nDropped,
      longestClosure: this.#longestClosure,
      columns: Object.fromEntries(columns),
      windows: Object.fromEntries(this.#windows.map((feature) => [feature.definition.name, feature.savedContents()])),
      ...this.#carried(),
    });
  }

  #carried(): Pick<FeatureState, 'carried'> {
    const remembering = this.#windows.filter(({ definition }) => definition.memory !== undefined);
    if (remembering.length === 0) return {};
    return { carried: Object.fromEntries(remembering.map((one) => [one.definition.name, one.savedMemory()])) };
  }

  /** @throws FeatureStateError for a day that is not later than the last; InvalidSeriesValueError, InvalidDateError */
  step(row: SessionRow): FeatureOutcome {
    checkRow(row);
    const { date } = row;
    const day = dayNumber(date, 'newRow.date');
    if (this.#lastDate !== null && date <= this.#lastDate) {
      throw new FeatureStateError(`The new row must be later than ${this.#lastDate}, received ${date}.`, { date });
    }
    const hasPrice = this.#receive(row);
    this.#lastDate = date;
    if (!hasPrice) return { date, kind: 'no_session', beginsSequence: false, causes: [priceMissing] };
    this.#beginSession(date, day);
    const features = this.#compute(date);
    return features.some(Number.isNaN) ? this.#noRow(date, features) : this.#row(date, features);
  }

  /** Takes in what became known; returns whether the row is a session. */
  #receive({ date, values }: SessionRow): boolean {
    for (const [name, column] of this.#columns) {
      const value = values[name] ?? Number.NaN;
      if (Number.isNaN(value)) continue;
      if (!Number.isFinite(value)) throw new InvalidSeriesValueError(name, date, 'a finite number or null', value);
      if (name === 'price' && value <= 0) throw new InvalidSeriesValueError(name, date, 'a price above zero', value);
      column.waiting = value + 0;
    }
    return !Number.isNaN(values['price'] ?? Number.NaN);
  }

  #beginSession(date: IsoDate, day: number): void {
    if (this.#hasRow) this.#longestClosure = Math.max(this.#longestClosure, day - dayNumber(this.#lastSession!));
    this.#lastSession = date;
    for (const column of this.#columns.values()) {
      const isNew = !Number.isNaN(column.waiting);
      column.age = isNew ? 0 : column.age + 1;
      if (isNew) column.value = column.waiting;
      column.waiting = Number.NaN;
    }
  }

  #inUse(name: string): number {
    const { value, age } = this.#columns.get(name)!;
    return age <= this.#rules.maxCarryDays ? value : Number.NaN;
  }

  #compute(date: IsoDate): Float64Array {
    return Float64Array.from(this.#windows, (feature) => {
      feature.push(
        feature.definition.inputs.map((name) => [this.#inUse(name)]),
        0,
      );
      return feature.value(date);
    });
  }

  #row(date: IsoDate, features: Float64Array): FeatureOutcome {
    const begins = !this.#hasRow || beginsSequence(this.#nDropped, this.#longestClosure, this.#rules);
    this.#hasRow = true;
    this.#nDropped = 0;
    this.#longestClosure = 0;
    return { date, kind: 'row', features, beginsSequence: begins, causes: [] };
  }

  #noRow(date: IsoDate, features: Float64Array): FeatureOutcome {
    this.#nDropped += 1;
    const names = this.#featureSet.featureNames();
    const holesOf = (feature: string): readonly string[] => {
      const j = names.indexOf(feature);
      const hole = Number.isNaN(features[j]!) && this.#windows[j]!.isTodayComplete;
      return hole ? this.#windows[j]!.inputsWithHoles() : [];
    };
    const causes = dropCauses(this.#featureSet, (column, readers) => this.#cause(column, readers), holesOf);
    return { date, kind: this.#hasRow ? 'dropped' : 'warm_up', beginsSequence: false, causes };
  }

  #cause(series: string, features: readonly string[]): MissingCause | undefined {
    if (!Number.isNaN(this.#inUse(series))) return undefined;
    const reason = Number.isNaN(this.#columns.get(series)!.value) ? 'before_first' : 'too_old';
    return { series, reason, features };
  }
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

function checkRow(row: SessionRow): void {
  const values: unknown = (row as SessionRow | null | undefined)?.values;
  if (typeof values === 'object' && values !== null) return;
  throw new InvalidOptionError('newRow', 'an object with date and values by column', row, 'See sessionRows.');
}
