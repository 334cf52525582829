import { RegimekitError } from '@regimekit/errors';
import { describe, expect, it } from 'vitest';
import * as features from '../src/index.ts';
import { createSyntheticMarket } from '../src/synthetic/index.ts';

const { inputs } = createSyntheticMarket({ seed: 1, start: '2020-01-02', nDays: 60 });
const calculator = new features.FeatureCalculator({ featureSet: 'vol2' });
const matrix = calculator.calculateFeatureHistory(inputs);
const definition = features.featureDefinition('vix_level');

/** What a caller without types might hand over. */
const none = null as never;
const untyped = (value: unknown) => value as never;

/** The message and hint of an error of ours; what else happened is told, and matches no message of ours. */
function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (RegimekitError.isInstance(error) && error.kind === 'input') return `${error.message} ${error.hint ?? ''}`;
    return error instanceof Error ? `${error.name}: ${error.message}` : 'something else';
  }
  return 'nothing was thrown';
}

describe('options that cannot be meant', () => {
  it.each<[string, () => unknown]>([
    ['FeatureCalculator', () => new features.FeatureCalculator(none)],
    ['alignment', () => new features.FeatureCalculator({ alignment: none })],
    ['alignment', () => features.alignSeries(inputs, none)],
    ['a feature set', () => features.regimeFeatureSet(none)],
    ['a feature set', () => features.featureDefinition('vix_level', none)],
    ['alignment', () => features.describeFeature(definition, none)],
    ['sessionRows', () => calculator.sessionRows(inputs, none)],
    ['slice', () => matrix.slice(none)],
    ['FeatureSet', () => new features.FeatureSet(none)],
    ['createSyntheticMarket', () => createSyntheticMarket(none)],
  ])('%s refuses options that are no object', (owner, work) => {
    expect(refusal(work)).toContain(`options: expected an object with options of ${owner}, received null.`);
  });

  it.each<[string, () => unknown]>([
    ['lookbackDays', () => new features.FeatureCalculator(untyped({ lookbackDay: 100 }))],
    ['lagSessions', () => new features.FeatureCalculator({ alignment: untyped({ lagSession: { vix: 1 } }) })],
    ['maxCarryDays', () => features.alignSeries(inputs, untyped({ maxCaryDays: 2 }))],
    ['lookbackDays', () => features.namedFeatureSet('vol2', untyped({ lookBackDay: 100 }))],
    ['from', () => matrix.slice(untyped({ form: '2020-02-03' }))],
    ['after', () => calculator.sessionRows(inputs, untyped({ afer: '2020-02-03' }))],
    ['nDays', () => createSyntheticMarket(untyped({ nDay: 10 }))],
    ['hy_spread', () => new features.FeatureCalculator({ alignment: { lagSessions: { hy_spred: 2 } } })],
    ['hy_spread', () => features.alignSeries(inputs, { lagSessions: { hy_spred: 2 } })],
  ])('%s is named when it was likely meant', (meant, work) => {
    expect(refusal(work)).toContain(`Did you mean ${meant}?`);
  });

  it('lagSessions takes the columns that the set reads, regular or not, and no other', () => {
    const gold = features.defineFeature({ ...definition, name: 'gold_level', inputs: ['gold'], compute: () => 1 });
    const featureSet = new features.FeatureSet({ name: 'mine', version: 1, definitions: [gold] });
    const alignment = { lagSessions: { gold: 0, hy_spread: 2 } };
    expect(new features.FeatureCalculator({ featureSet, alignment }).featureNames()).toEqual(['gold_level']);
    expect(refusal(() => new features.FeatureCalculator({ alignment }))).toMatch(/lagSessions: .* received "gold"/);
    const others = { gold: inputs.vix };
    expect(features.alignSeries({ ...inputs, others }, alignment).frame.columnNames).toContain('gold');
    expect(refusal(() => features.alignSeries(inputs, alignment))).toMatch(/lagSessions: .* received "gold"/);
  });

  it.each([null, 'x', 3, [1]])('lagSessions refuses %o', (lagSessions) => {
    expect(refusal(() => features.alignSeries(inputs, { lagSessions: untyped(lagSessions) }))).toContain(
      'lagSessions: expected an object with a number of sessions by column',
    );
  });
});

describe('data that cannot be meant', () => {
  it.each([
    [null, 'x: expected rows with date and value, or columns, received null.'],
    [undefined, 'received undefined.'],
    ['rows', 'received "rows".'],
    [{}, 'x: expected an array of dates, received undefined.'],
    [{ dates: ['2024-01-31'] }, 'x: expected an array of values, received undefined.'],
    [{ dates: ['2024-01-31'], values: null }, 'x: expected an array of values, received null.'],
    [{ dates: ['2024-01-31'], values: [1], knownOn: null }, 'x: expected an array of knownOn, received null.'],
    [[null], 'x: expected an object with date and value in row 0, received null.'],
    [[['2024-01-31', 3]], 'expected a calendar day'],
  ])('createMarketSeries("x", %o) is refused in a sentence', (rows, message) => {
    expect(refusal(() => features.createMarketSeries('x', untyped(rows)))).toContain(message);
  });

  it.each<[string, () => unknown]>([
    ['The name of a series must be a text', () => features.createMarketSeries(none, [])],
    ['inputs: expected an object with market series', () => calculator.calculateFeatureHistory(none)],
    ['inputs: expected an object with market series', () => features.alignSeries(none)],
    ['inputs.vix: expected a market series', () => calculator.calculateFeatureHistory({ ...inputs, vix: none })],
    ['inputs: expected an object', () => calculator.createState(none)],
    ['newRow: expected an object', () => calculator.update(calculator.createState(), none)],
    ['newRow: expected an object', () => calculator.update(calculator.createState(), untyped({ date: '2024-01-31' }))],
    ['The feature state is not readable', () => calculator.update(none, none)],
    ['Expected the definition of a feature', () => features.defineFeature(none)],
    ['expected one or more inputs', () => features.defineFeature({ ...definition, inputs: none })],
    [
      'expected an array of definitions',
      () => new features.FeatureSet({ name: 'x', version: 1, definitions: untyped({}) }),
    ],
    [
      'Expected the definition of a feature',
      () => new features.FeatureSet({ name: 'x', version: 1, definitions: [none] }),
    ],
    ['A feature matrix is made of an object', () => new features.FeatureMatrix(none)],
    ['dates must be an array', () => new features.FeatureMatrix(untyped({}))],
    [
      'data must be a Float64Array',
      () => new features.FeatureMatrix(untyped({ dates: [], featureNames: [], data: [1] })),
    ],
  ])('%s', (message, work) => {
    expect(refusal(work)).toContain(message);
  });
});
