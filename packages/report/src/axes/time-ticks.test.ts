import { describe, expect, it } from 'vitest';
import { timeTicks } from './time-ticks.ts';

const ticks = (from: string, to: string, width: number) => {
  const { values, formatter } = timeTicks(Date.parse(from), Date.parse(to), width);
  return { formatter, days: values.map((value) => new Date(value).toISOString().slice(0, 10)) };
};

describe('timeTicks(from, to, width)', () => {
  it('marks whole years on a long axis', () => {
    const { formatter, days } = ticks('2004-01-02', '2019-12-31', 812);
    expect(formatter).toBe('{yyyy}');
    expect(days).toEqual(['2006', '2008', '2010', '2012', '2014', '2016', '2018'].map((year) => `${year}-01-01`));
  });

  it('marks quarters on a year and a half, and Mondays on a month', () => {
    expect(ticks('2024-01-02', '2025-05-30', 500).days).toEqual([
      '2024-04-01',
      '2024-07-01',
      '2024-10-01',
      '2025-01-01',
      '2025-04-01',
    ]);
    expect(ticks('2024-01-02', '2024-01-31', 812).days).toEqual([
      '2024-01-08',
      '2024-01-15',
      '2024-01-22',
      '2024-01-29',
    ]);
  });

  it('keeps labels apart and inside the picture for every span and width', () => {
    const labelWidth: Record<string, number> = { '{yyyy}': 34, '{MMM} {yyyy}': 62, '{d} {MMM} {yyyy}': 80 };
    const from = Date.UTC(1999, 4, 17);
    for (const days of [1, 3, 9, 25, 80, 200, 600, 1500, 5000, 12_000, 30_000]) {
      for (const width of [220, 300, 520, 812, 1600]) {
        const to = from + days * 86_400_000;
        const { values, formatter } = timeTicks(from, to, width);
        const x = values.map((value) => ((value - from) / (to - from)) * width);
        expect(values.length).toBeGreaterThan(0);
        expect(x.every((at, i) => i === 0 || at - x[i - 1]! > labelWidth[formatter]!)).toBe(true);
        const end = values.length > 1 ? x.at(-1)! + labelWidth[formatter]! / 2 : 0;
        expect(end).toBeLessThanOrEqual(width + 8);
      }
    }
  });

  it('gives an axis of no length its one tick', () => {
    expect(ticks('2024-01-02', '2024-01-02', 812).days).toEqual(['2024-01-02']);
  });
});
