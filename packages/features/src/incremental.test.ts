import { describe, expect, it } from 'vitest';
import { isoDate } from './dates.ts';
import { FeatureSetMismatchError, FeatureStateError, InvalidDateError, InvalidSeriesValueError } from './errors.ts';
import { defineFeature } from './definitions/feature-definition.ts';
import { FeatureCalculator } from './feature-calculator.ts';
import { FeatureSet } from './feature-set.ts';
import type { FeatureState } from './feature-state.ts';
import type { FeatureUpdate } from './incremental.ts';
import type { MarketInputs } from './market-inputs.ts';
import { createMarketSeries } from './market-series.ts';
import { createSyntheticMarket } from './synthetic/index.ts';

function throughJson(state: FeatureState): FeatureState {
  return JSON.parse(JSON.stringify(state)) as FeatureState;
}

/** Every session through `update`, the state through JSON every `jsonEvery` days. */
function runIncrementally(calculator: FeatureCalculator, inputs: MarketInputs, jsonEvery = Infinity): FeatureUpdate[] {
  let state = calculator.createState();
  return calculator.sessionRows(inputs).map((row, t) => {
    const update = calculator.update(t % jsonEvery === 0 ? throughJson(state) : state, row);
    state = update.state;
    return update;
  });
}

/**
 * Whether rows, sequence borders and dropped days are all those of the whole history, and numbers equal to the bit:
 * the names of those that are not.
 */
function differencesFromHistory(
  calculator: FeatureCalculator,
  inputs: MarketInputs,
  updates: FeatureUpdate[],
): string[] {
  const history = calculator.calculateFeatureHistory(inputs);
  const rows = updates.filter(({ kind }) => kind === 'row');
  const begins = rows.flatMap(({ beginsSequence }, i) => (beginsSequence ? [i] : []));
  const starts = history.lengths.map((_, s) => history.lengths.slice(0, s).reduce((sum, n) => sum + n, 0));
  const dropped = updates.filter(({ kind }) => kind === 'dropped');
  const dates = (days: readonly { readonly date: string }[]) => days.map(({ date }) => date).join();
  const isSame = {
    dates: dates(rows) === history.dates.join(),
    values: rows.every(({ features }, i) => features!.every((value, j) => Object.is(value, history.row(i)[j]))),
    sequences: begins.join() === starts.join(),
    dropped: dates(dropped) === dates(history.report.dropped),
  };
  return Object.entries(isSame).flatMap(([name, same]) => (same ? [] : [name]));
}

/** A market with holes of every length, and shut for three weeks. */
function holedMarket(nDays: number): MarketInputs {
  const { inputs } = createSyntheticMarket({ seed: 5, nDays });
  const withHoles = (series: typeof inputs.vix, every: number) =>
    createMarketSeries(series.name, {
      dates: series.dates,
      values: series.values.map((value, t) => (t > 60 && t % every < (t / every) % 9 ? Number.NaN : value)),
    });
  const shut = new Set(inputs.price.dates.slice(800, 815)); // three weeks without a session
  const open = inputs.price.dates.map((date, t) => ({ date, value: inputs.price.values[t]! }));
  return {
    price: createMarketSeries(
      'price',
      open.filter(({ date }) => !shut.has(date)),
    ),
    vix: withHoles(inputs.vix, 97),
    treasury: { twoYear: inputs.treasury.twoYear, tenYear: withHoles(inputs.treasury.tenYear, 83) },
    hySpread: withHoles(inputs.hySpread, 131),
  };
}

describe('update(previousState, newRow)', () => {
  it('gives the same numbers as the whole history to the bit', () => {
    const { inputs } = createSyntheticMarket({ seed: 2, nDays: 600 });
    const calculator = new FeatureCalculator();
    expect(differencesFromHistory(calculator, inputs, runIncrementally(calculator, inputs))).toEqual([]);
  });

  it('does so over holes, gaps and a state that goes through JSON every 7 days', () => {
    const inputs = holedMarket(1200);
    const calculator = new FeatureCalculator({ lookbackDays: 63 });
    const history = calculator.calculateFeatureHistory(inputs);
    expect(history.lengths.length).toBeGreaterThan(2);
    expect(history.report.gaps.some(({ nSessions, causes }) => nSessions === 0 && causes[0]!.series === 'price')).toBe(
      true,
    );
    expect(history.report.dropped.some(({ causes }) => causes.some(({ reason }) => reason === 'window'))).toBe(true);
    expect(differencesFromHistory(calculator, inputs, runIncrementally(calculator, inputs, 7))).toEqual([]);
  });

  it('gives other numbers when the row holds the yields of its own day, so the comparison can fail', () => {
    const { inputs } = createSyntheticMarket({ seed: 2, nDays: 300 });
    const calculator = new FeatureCalculator();
    const sameSession = { lagSessions: { treasury_2y: 0, treasury_10y: 0 } };
    const updates = runIncrementally(new FeatureCalculator({ alignment: sameSession }), inputs);
    expect(differencesFromHistory(calculator, inputs, updates)).toContain('values');
  });

  it('names the same causes for a dropped day as the history', () => {
    const inputs = holedMarket(1200);
    const calculator = new FeatureCalculator({ lookbackDays: 63 });
    const plain = (causes: FeatureUpdate['causes']) =>
      causes.map(({ series, reason, features }) => ({ series, reason, features }));
    const history = calculator.calculateFeatureHistory(inputs).report.dropped.map(({ causes }) => plain(causes));
    const updates = runIncrementally(calculator, inputs).filter(({ kind }) => kind === 'dropped');
    expect(updates.map(({ causes }) => plain(causes))).toEqual(history);
  });

  it('goes on where createState(inputs) ended, and leaves the state it was given as it was', () => {
    const { inputs } = createSyntheticMarket({ seed: 2, nDays: 400 });
    const calculator = new FeatureCalculator();
    const [last, ...before] = calculator.sessionRows(inputs).toReversed();
    let state = calculator.createState();
    for (const row of before.toReversed()) state = calculator.update(state, row).state;
    const copy = JSON.stringify(state);
    const update = calculator.update(state, last!);
    expect(JSON.stringify(state)).toBe(copy);
    expect(update.state).toEqual(calculator.createState(inputs));
    expect(calculator.sessionRows(inputs, { after: before[0]!.date })).toEqual([last]);
  });

  it('comes to the same state as createState(inputs), also where a hole has made a window start anew', () => {
    const { inputs } = createSyntheticMarket({ seed: 2, nDays: 150 });
    const values = inputs.vix.values.map((value, t) => (t === 100 ? Number.NaN : value));
    const vix = createMarketSeries('vix', { dates: inputs.vix.dates, values });
    const trend = defineFeature({
      name: 'trend',
      version: 1,
      inputs: ['vix'],
      window: 60,
      unit: '-',
      description: '-',
      compute: (windows) => windows.vix.ago(0) - windows.vix.ago(59),
    });
    const featureSet = new FeatureSet({ name: 'trend', version: 1, definitions: [trend] });
    const calculator = new FeatureCalculator({ featureSet, alignment: { maxCarryDays: 0 } });
    const all = { price: inputs.price, vix };
    expect(runIncrementally(calculator, all).at(-1)!.state).toEqual(calculator.createState(all));
    expect(differencesFromHistory(calculator, all, runIncrementally(calculator, all))).toEqual([]);
  });

  it('keeps what comes on a day without a price for the next session', () => {
    const calculator = new FeatureCalculator({ featureSet: 'vol2', alignment: { maxCarryDays: 0 } });
    let state = calculator.createState();
    for (let t = 0; t < 25; t++)
      state = calculator.update(state, { date: isoDate(t), values: { price: 100 + t, vix: t } }).state;
    const shut = calculator.update(state, { date: isoDate(25), values: { vix: 99 } });
    expect(shut).toMatchObject({ kind: 'no_session', causes: [{ series: 'price', reason: 'missing' }] });
    const next = calculator.update(throughJson(shut.state), { date: isoDate(26), values: { price: 200 } });
    expect(next).toMatchObject({ kind: 'row', beginsSequence: false });
    expect(next.features![0]).toBe(99);
  });

  it('says warm_up until the first row, which begins a sequence', () => {
    const calculator = new FeatureCalculator({ featureSet: 'vol2' });
    let state = calculator.createState();
    const kinds: string[] = [];
    for (let t = 0; t < 22; t++) {
      const update = calculator.update(state, { date: isoDate(t), values: { price: 100, vix: 10 } });
      kinds.push(update.beginsSequence ? `${update.kind}!` : update.kind);
      state = update.state;
    }
    expect(kinds).toEqual([...Array.from({ length: 20 }, () => 'warm_up'), 'row!', 'row']);
  });

  it('throws FeatureStateError for a day that is not later, and for a damaged state', () => {
    const calculator = new FeatureCalculator({ featureSet: 'vol2' });
    const row = { date: '2024-01-02', values: { price: 100, vix: 10 } };
    const { state } = calculator.update(calculator.createState(), row);
    expect(() => calculator.update(state, row)).toThrow(FeatureStateError);
    expect(() => calculator.update(state, row)).toThrow('must be later than 2024-01-02');
    const next = { ...row, date: '2024-01-03' };
    const damaged: [Partial<FeatureState>, string][] = [
      [{ format: 2 as 1 }, 'format'],
      [{ lastDate: 'yesterday' }, 'lastDate'],
      [{ nDropped: -1 }, 'nDropped'],
      [{ windows: {} }, 'no usable window of vix_level'],
      [{ windows: { ...state.windows, realized_vol_20d: [Array.from({ length: 22 }, () => 1)] } }, 'realized_vol_20d'],
      [{ columns: {} }, 'column'],
      [{ hasRow: true, lastSession: null }, 'no last session'],
    ];
    for (const [change, message] of damaged) {
      expect(() => calculator.update({ ...state, ...change }, next)).toThrow(FeatureStateError);
      expect(() => calculator.update({ ...state, ...change }, next)).toThrow(message);
    }
    expect(() => calculator.update(null as unknown as FeatureState, next)).toThrow(FeatureStateError);
  });

  it('throws FeatureSetMismatchError for a state of another set', () => {
    const state = new FeatureCalculator({ lookbackDays: 63 }).createState();
    const row = { date: '2024-01-02', values: {} };
    expect(() => new FeatureCalculator().update(state, row)).toThrow(FeatureSetMismatchError);
  });

  it('throws InvalidDateError and InvalidSeriesValueError for a bad row', () => {
    const calculator = new FeatureCalculator({ featureSet: 'vol2' });
    const state = calculator.createState();
    const row = (date: string, values: Record<string, number>) => () => calculator.update(state, { date, values });
    expect(row('2024-1-2', {})).toThrow(InvalidDateError);
    expect(row('2024-01-02', { price: 0 })).toThrow(InvalidSeriesValueError);
    expect(row('2024-01-02', { vix: Infinity })).toThrow('vix: expected a finite number or null on 2024-01-02');
  });
});
