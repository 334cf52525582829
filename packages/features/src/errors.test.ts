import { RegimekitError } from '@regimekit/errors';
import { describe, expect, it } from 'vitest';
import {
  DuplicateDateError,
  FeatureComputationError,
  FeatureSetMismatchError,
  FeatureStateError,
  FeatureWindowError,
  InvalidDateError,
  InvalidFeatureError,
  InvalidOptionError,
  InvalidSeriesValueError,
  MissingSeriesError,
  NotEnoughHistoryError,
  SeriesShapeError,
  UnknownFeatureError,
  UnknownFeatureSetError,
  UnsortedDatesError,
} from './errors.ts';

// That each is thrown where it should be is tested beside the code that throws it.
const errors: [RegimekitError, string][] = [
  [new InvalidDateError('31.1.2024', 'vix'), 'INVALID_DATE'],
  [new UnsortedDatesError('vix', 1, '2024-01-31', '2024-01-30'), 'UNSORTED_DATES'],
  [new DuplicateDateError('vix', 1, '2024-01-31'), 'DUPLICATE_DATE'],
  [new InvalidSeriesValueError('vix', '2024-01-31', 'a finite number', Infinity), 'INVALID_SERIES_VALUE'],
  [new SeriesShapeError('vix: lengths differ.'), 'INVALID_SERIES_SHAPE'],
  [new InvalidOptionError('lookbackDays', 'at least 21', 5), 'INVALID_OPTION'],
  [new InvalidFeatureError('Feature x has no window.'), 'INVALID_FEATURE'],
  [new UnknownFeatureError('vix', ['vix_level']), 'UNKNOWN_FEATURE'],
  [new UnknownFeatureSetError('all', ['regime9']), 'UNKNOWN_FEATURE_SET'],
  [
    new MissingSeriesError('regime9', [{ path: 'inputs.vix', column: 'vix', features: ['vix_level'] }]),
    'MISSING_SERIES',
  ],
  [new NotEnoughHistoryError('No day has every feature.', {}), 'NOT_ENOUGH_HISTORY'],
  [new FeatureComputationError('x', '2024-01-31', Number.NaN, {}), 'FEATURE_COMPUTATION'],
  [new FeatureWindowError('x', '2024-01-31', 2, 1, 0), 'FEATURE_WINDOW'],
  [new FeatureSetMismatchError('a version 1', 'b version 1', ['set: name "a" versus "b"']), 'FEATURE_SET_MISMATCH'],
  [new FeatureStateError('The state is damaged.'), 'INVALID_FEATURE_STATE'],
];

describe('every error of this package', () => {
  it.each(errors)('%s is a RegimekitError of kind input with its own code', (error, code) => {
    expect(RegimekitError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ code, kind: 'input', name: error.constructor.name });
  });

  it('has a code that no other has', () => {
    expect(new Set(errors.map(([error]) => error.code)).size).toBe(errors.length);
  });

  it('shows values so that they can be told apart, and no more of them than a reader wants', () => {
    const received = ['5', 5, null, undefined, [1, 2], { a: 1 }].map(
      (value) => new InvalidOptionError('x', 'a number', value).message,
    );
    expect(received.map((message) => message.split('received ')[1])).toEqual([
      '"5".',
      '5.',
      'null.',
      'undefined.',
      'an array.',
      'an object.',
    ]);
  });
});
