import { describe, expect, it } from 'vitest';
import { bandsFromLabels, placeBands } from './bands.ts';
import { datesToMillis } from './dates.ts';

const dates = ['2024-01-04', '2024-01-05', '2024-01-08', '2024-01-09'];
const day = (date: string): number => Date.parse(`${date}T00:00:00Z`);

describe('bandsFromLabels(dates, labels)', () => {
  it('joins equal neighbours and keeps a spell of one day', () => {
    expect(bandsFromLabels(dates, ['a', 'a', 'b', 'a'])).toEqual([
      { from: '2024-01-04', to: '2024-01-05', name: 'a' },
      { from: '2024-01-08', to: '2024-01-08', name: 'b' },
      { from: '2024-01-09', to: '2024-01-09', name: 'a' },
    ]);
  });

  it('refuses labels that do not match the dates', () => {
    expect(() => bandsFromLabels(dates, ['a'])).toThrow('labels: expected 4 values, received 1');
  });
});

describe('placeBands(bands, days)', () => {
  const days = datesToMillis(dates);

  it('lets a band reach over the weekend to the next session, and the last day have a width', () => {
    const placed = placeBands(bandsFromLabels(dates, ['a', 'a', 'b', 'b']), days);
    expect(placed).toEqual([
      { name: 'a', start: day('2024-01-04'), end: day('2024-01-08') },
      { name: 'b', start: day('2024-01-08'), end: day('2024-01-10') },
    ]);
  });

  it('cuts what lies outside of the days', () => {
    const bands = [
      { from: '2023-01-02', to: '2023-06-01', name: 'a' },
      { from: '2023-12-01', to: '2024-01-05', name: 'b' },
      { from: '2024-01-08', to: '2024-03-01', name: 'a' },
      { from: '2024-04-01', to: '2024-05-01', name: 'b' },
    ];
    expect(placeBands(bands, days)).toEqual([
      { name: 'b', start: day('2024-01-04'), end: day('2024-01-08') },
      { name: 'a', start: day('2024-01-08'), end: day('2024-01-10') },
    ]);
  });

  it('refuses bands that end before they begin, overlap or are out of order', () => {
    const band = (from: string, to: string) => ({ from, to, name: 'a' });
    expect(() => placeBands([band('2024-01-08', '2024-01-05')], days)).toThrow(
      'bands[0]: expected a spell that ends after',
    );
    const overlapping = [band('2024-01-04', '2024-01-08'), band('2024-01-08', '2024-01-09')];
    expect(() => placeBands(overlapping, days)).toThrow('after the one that ends on 2024-01-08');
  });
});
