import type { OptionNames } from '@regimekit/numerics';
import { alignColumns, type AlignedColumns } from './alignment/align-columns.ts';
import { requireColumns, sessionSpan } from './alignment/align-series.ts';
import { alignmentRules, type AlignmentOptions, type AlignmentRules } from './alignment/alignment-options.ts';
import type { SessionRow } from './alignment/market-frame.ts';
import { findSequences } from './alignment/sequences.ts';
import { checkOptions } from './check-options.ts';
import type { IsoDate } from './dates.ts';
import { InvalidOptionError } from './errors.ts';
import { historyCauses, notEnoughHistory } from './feature-causes.ts';
import { computeColumn, type FeatureColumn } from './feature-columns.ts';
import { FeatureMatrix } from './feature-matrix.ts';
import { FeatureSet, namedFeatureSet, type FeatureSetName } from './feature-set.ts';
import type { FeatureState } from './feature-state.ts';
import { FeatureTracker, type FeatureUpdate } from './incremental.ts';
import { inputColumns, type MarketInputs } from './market-inputs.ts';

export interface FeatureCalculatorOptions {
  /**
   * L of `vix_percentile` and `drawdown`, in sessions, 21 to 2,520. Belongs to named sets; a `FeatureSet` brings its own.
   *
   * @default 252
   */
  readonly lookbackDays?: number | undefined;
  /** @default 'regime9' */
  readonly featureSet?: FeatureSet | FeatureSetName | undefined;
  readonly alignment?: AlignmentOptions | undefined;
}

const optionNames: OptionNames<FeatureCalculatorOptions> = { lookbackDays: true, featureSet: true, alignment: true };

/**
 * Turns market series into a feature matrix, causally: the row of day t holds only what was known at the close of day t.
 *
 * @example
 * ```ts
 * import { FeatureCalculator } from '@regimekit/features';
 * import { createSyntheticMarket } from '@regimekit/features/synthetic';
 *
 * const { inputs } = createSyntheticMarket({ seed: 1, start: '2020-01-02', nDays: 300 });
 * const features = new FeatureCalculator({ lookbackDays: 252 }).calculateFeatureHistory(inputs);
 * console.log(features.rows, features.columns); // 49 9
 * ```
 */
export class FeatureCalculator {
  readonly featureSet: FeatureSet;
  readonly #rules: AlignmentRules;

  /** @throws InvalidOptionError, UnknownFeatureSetError */
  constructor(options: FeatureCalculatorOptions = {}) {
    checkOptions(options, optionNames, 'FeatureCalculator');
    this.featureSet = chooseSet(options);
    this.#rules = alignmentRules(options.alignment, this.featureSet.inputs().keys());
  }

  /** The columns of every matrix this calculator gives, in order. */
  featureNames(): string[] {
    return this.featureSet.featureNames();
  }

  /**
   * One row for every session on which all features have a value, from the first such session on. The matrix's report
   * tells of the sessions that have none, and why.
   *
   * @throws MissingSeriesError when the set reads a series that was not given; NotEnoughHistoryError when no session has
   *   every feature; FeatureComputationError, FeatureWindowError for a feature that misbehaves; and what
   *   `createMarketSeries` throws
   */
  calculateFeatureHistory(inputs: MarketInputs): FeatureMatrix {
    const aligned = this.#align(inputs);
    const { frame } = aligned;
    const columns = this.featureSet.definitions.map((definition) => computeColumn(definition, frame));
    const { rows, lengths, ...sequences } = findSequences({
      dates: frame.dates,
      days: frame.days,
      hasRow: sessionsWithRow(columns, frame.dates.length),
      causesAt: (session) => historyCauses(this.featureSet, frame, columns, session),
      daysWithoutClose: aligned.daysWithoutClose,
      rules: this.#rules,
    });
    if (rows.length === 0) throw notEnoughHistory(this.featureSet, frame, columns);
    const firstValueOn = Object.fromEntries(columns.map((column) => [column.definition.name, column.firstValueOn]));
    return new FeatureMatrix({
      dates: Array.from(rows, (session) => frame.dates[session]!),
      featureNames: this.featureNames(),
      data: gatherRows(columns, rows),
      featureSet: this.featureSet.toJSON(),
      lengths,
      report: {
        ...sequences,
        sessions: sessionSpan(frame),
        series: aligned.series,
        carried: aligned.carried,
        warmUp: { ...sequences.warmUp, firstValueOn },
      },
    });
  }

  /**
   * What became known on each session, as `update` wants it: the price and VIX of the day, the yields and spread of the
   * session before.
   *
   * @param range only the sessions after this day
   */
  sessionRows(inputs: MarketInputs, range: { readonly after?: IsoDate | undefined } = {}): SessionRow[] {
    checkOptions(range, { after: true }, 'sessionRows');
    const { frame } = this.#align(inputs);
    const { after } = range;
    return frame.dates.flatMap((date, t) => (after === undefined || date > after ? [frame.sessionRow(t)] : []));
  }

  /** The state after the given history, or the state before any; plain data that survives JSON. */
  createState(inputs?: MarketInputs): FeatureState {
    const tracker = new FeatureTracker(this.featureSet, this.#rules);
    if (inputs !== undefined) for (const row of this.sessionRows(inputs)) tracker.step(row);
    return tracker.state();
  }

  /**
   * One more session. The given state is left as it is; the features are those of `calculateFeatureHistory`, to the bit.
   *
   * @throws FeatureStateError for a damaged state or a day that is not later than the last; FeatureSetMismatchError for
   *   a state of another set
   *
   * @example
   * ```ts
   * import { FeatureCalculator } from '@regimekit/features';
   *
   * const calculator = new FeatureCalculator({ featureSet: 'vol2' });
   * let state = calculator.createState();
   * for (let day = 1; day <= 21; day++) {
   *   const values = { price: 100 + day, vix: 15 };
   *   const update = calculator.update(state, { date: `2024-01-${String(day).padStart(2, '0')}`, values });
   *   state = update.state;
   *   if (day === 20) console.log(update.kind); // warm_up
   *   if (day === 21) console.log(update.kind, update.features.length); // row 2
   * }
   * ```
   */
  update(previousState: FeatureState, newRow: SessionRow): FeatureUpdate {
    const tracker = FeatureTracker.restore(this.featureSet, this.#rules, previousState);
    const outcome = tracker.step(newRow);
    return { ...outcome, state: tracker.state() };
  }

  #align(inputs: MarketInputs): AlignedColumns {
    const given = inputColumns(inputs);
    const needed = new Map([['price', []], ...this.featureSet.inputs()]);
    requireColumns(given, needed, this.featureSet.name);
    return alignColumns(new Map([...needed.keys()].map((column) => [column, given.get(column)!])), this.#rules);
  }
}

function chooseSet({ featureSet = 'regime9', lookbackDays }: FeatureCalculatorOptions): FeatureSet {
  if (!(featureSet instanceof FeatureSet)) return namedFeatureSet(featureSet, { lookbackDays });
  if (lookbackDays === undefined) return featureSet;
  throw new InvalidOptionError(
    'lookbackDays',
    'to be left out beside a FeatureSet, which has its own windows',
    lookbackDays,
    'Give it to regimeFeatureSet or namedFeatureSet, or name the set: featureSet: "regime9".',
  );
}

/** Shape S: 1 where every feature has a value. */
function sessionsWithRow(columns: readonly FeatureColumn[], nSessions: number): Uint8Array {
  const hasRow = new Uint8Array(nSessions).fill(1);
  for (const { values } of columns) {
    for (let t = 0; t < nSessions; t++) if (Number.isNaN(values[t]!)) hasRow[t] = 0;
  }
  return hasRow;
}

/** Shape T x D from D columns of shape S. */
function gatherRows(columns: readonly FeatureColumn[], rows: Int32Array): Float64Array {
  const data = new Float64Array(rows.length * columns.length);
  for (const [j, { values }] of columns.entries()) {
    for (let i = 0; i < rows.length; i++) data[i * columns.length + j] = values[rows[i]!]!;
  }
  return data;
}
