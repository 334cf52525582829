import { describe, expect, it } from 'vitest';
import { UnknownCheckError } from '../errors.ts';
import { parseMarketFile } from '../formats/parse-market-file.ts';
import { findSeriesDefinition } from '../series/series-name.ts';
import { hasSharedData, sharedFiles } from '../../test/support/files.ts';
import { dataChecks } from './check-catalog.ts';
import type { CheckContext, CheckedSeries, StoredSeries } from './data-check.ts';
import type { Finding } from './finding.ts';
import { latestDayOnEarth, runChecks } from './run-checks.ts';

const TODAY = '2024-06-28';

/** Business days from Monday 2021-03-01, with these values. */
function series(name: string, values: readonly (number | null)[], dates = businessDays(values.length)): CheckedSeries {
  const observations = values.map((value, i) => ({ date: dates[i] ?? '', value, line: i + 2 }));
  return { name, kind: findSeriesDefinition(name)?.kind ?? 'unknown', field: 'value', observations };
}

function businessDays(count: number): string[] {
  const days: string[] = [];
  for (let day = Date.UTC(2021, 2, 1); days.length < count; day += 86_400_000) {
    if (![0, 6].includes(new Date(day).getUTCDay())) days.push(new Date(day).toISOString().slice(0, 10));
  }
  return days;
}

function calendarDays(count: number): string[] {
  return Array.from({ length: count }, (_, i) => new Date(Date.UTC(2021, 2, 1 + i)).toISOString().slice(0, 10));
}

function find(check: string, checked: CheckedSeries, context: Partial<CheckContext> = {}): Finding | undefined {
  return runChecks(checked, { today: TODAY, ...context }).find((finding) => finding.check === check);
}

function stored(values: Record<string, number | null>, extra: Partial<StoredSeries> = {}): StoredSeries {
  return { field: 'value', values: new Map(Object.entries(values)), ...extra };
}

/** A slow wave around a level, rounded to cents: what no check should mind. */
function wave(count: number, level: number): number[] {
  return Array.from({ length: count }, (_, i) => Math.round(level * (1 + Math.sin(i) / 20) * 100) / 100);
}

describe('runChecks(series, context)', () => {
  it('finds nothing in ordinary series', () => {
    const levels = { spx: 4000, vix: 18, treasury_10y: 4.2, hy_spread: 3.5, fed_funds: 5.3, anything: 12 };
    const found = Object.entries(levels).flatMap(([name, level]) =>
      runChecks(series(name, wave(60, level)), { today: TODAY }),
    );
    expect(found).toEqual([]);
    expect(runChecks(series('recession', [0, 0, 1, 1, 0]), { today: TODAY })).toEqual([]);
  });

  it('leaves out the checks it is told to, and refuses names that do not exist', () => {
    const bad = series('spx', [4000, -1, 4001]);
    expect(runChecks(bad, { today: TODAY }, ['impossible_values']).map(({ check }) => check)).not.toContain(
      'impossible_values',
    );
    expect(() => runChecks(bad, { today: TODAY }, ['nonsense'])).toThrow(UnknownCheckError);
    expect(() => runChecks(bad, { today: TODAY }, ['nonsense'])).toThrow(/Available: order, duplicates, future_dates/u);
  });

  it('gives every check a name, a severity, a description and a hint', () => {
    for (const { name, severity, description, hint } of dataChecks) {
      expect(name).toMatch(/^[a-z_]+$/u);
      expect(['error', 'warning']).toContain(severity);
      expect(description.length * hint.length).toBeGreaterThan(0);
    }
    expect(new Set(dataChecks.map(({ name }) => name)).size).toBe(dataChecks.length);
  });
});

describe('order', () => {
  it('warns of rows that go back and forth, not of newest-first files', () => {
    const mixed = { ...series('vix', wave(5, 20)), order: 'mixed', orderBrokenAt: 4 } as const;
    expect(find('order', mixed)).toMatchObject({ severity: 'warning', line: 4, date: '2021-03-03' });
    expect(find('order', { ...mixed, order: 'newest_first' })).toBeUndefined();
  });
});

describe('duplicates', () => {
  it('refuses a day with two values and names both lines', () => {
    const twice = series('vix', [20, 21, 22], ['2021-03-01', '2021-03-02', '2021-03-02']);
    expect(find('duplicates', twice)).toMatchObject({
      severity: 'error',
      message: '2021-03-02 is 21 on line 3 and 22 on line 4.',
    });
    const vanishing = series('vix', [20, null], ['2021-03-01', '2021-03-01']);
    expect(find('duplicates', vanishing)?.message).toContain('missing on line 3');
  });
});

describe('future_dates', () => {
  it('refuses days after today, and allows today', () => {
    const upToToday = series('vix', [20, 21], ['2024-06-27', TODAY]);
    expect(find('future_dates', upToToday)).toBeUndefined();
    const beyond = series('vix', [20, 21, null], ['2024-06-27', '2024-06-29', '2024-07-01']);
    expect(find('future_dates', beyond)).toMatchObject({ severity: 'error', date: '2024-06-29', count: 2 });
  });

  it('latestDayOnEarth(now) is where the day begins first', () => {
    expect(latestDayOnEarth(new Date('2024-06-28T09:59:59Z'))).toBe('2024-06-28');
    expect(latestDayOnEarth(new Date('2024-06-28T10:00:00Z'))).toBe('2024-06-29');
  });
});

describe('units', () => {
  it('refuses yields given as fractions and spreads given in basis points', () => {
    const fractions = wave(30, 4.5).map((value) => value / 100);
    expect(find('units', series('treasury_10y', fractions))?.message).toContain('fractions, not percent?');
    expect(find('units', series('treasury_2y', [0.045]))).toMatchObject({ severity: 'error', line: 2 });
    expect(find('units', series('hy_spread', wave(30, 350)))?.message).toContain('basis points, not percent?');
  });

  it('accepts bills near zero, negative rates and the highest rates there were', () => {
    expect(find('units', series('risk_free', [0.04, 0.05, 0.03, 0.01, 0, -0.01]))).toBeUndefined();
    expect(find('units', series('treasury_2y', [0.16, 0.15, 0.13]))).toBeUndefined();
    expect(find('units', series('fed_funds', [22, 21.5, 20.9]))).toBeUndefined();
    expect(find('units', series('hy_spread', [21.82, 21.44]))).toBeUndefined();
  });
});

describe('impossible_values', () => {
  it('refuses prices and volatilities that are not positive, and indicators above one', () => {
    expect(find('impossible_values', series('spx', [4000, -4001]))).toMatchObject({
      severity: 'error',
      line: 3,
      count: 1,
    });
    expect(find('impossible_values', series('vix', [20, 0]))?.message).toContain('received 0 on 2021-03-02 (line 3)');
    expect(find('impossible_values', series('recession', [0, 1, 2]))).toBeDefined();
    expect(find('impossible_values', series('treasury_10y', [4, -99]))).toBeDefined();
  });

  it('accepts negative rates, and anything in a series it does not know', () => {
    expect(find('impossible_values', series('risk_free', [0.01, -0.05]))).toBeUndefined();
    expect(find('impossible_values', series('anything', [-5, 0, 5]))).toBeUndefined();
  });
});

describe('unit_jumps', () => {
  it('refuses a change of unit inside a file and between the stored data and the file', () => {
    const inside = [...wave(10, 4.5), ...wave(10, 0.045)];
    expect(find('unit_jumps', series('treasury_10y', inside))).toMatchObject({ severity: 'error', line: 12 });
    const before = { date: '2021-02-26', value: 4.5 };
    expect(find('unit_jumps', series('spx', [450, 451]), { stored: stored({}, { before }) })?.message).toContain(
      'from 4.5 on 2021-02-26 to 450 on 2021-03-01 (line 2)',
    );
  });

  it('accepts rates near zero, long gaps, and warns only for unknown series', () => {
    expect(find('unit_jumps', series('risk_free', [0.84, 0.03, 0.31]))).toBeUndefined();
    expect(find('unit_jumps', series('spx', [90, 4000], ['1970-01-02', '2021-03-01']))).toBeUndefined();
    expect(find('unit_jumps', series('anything', [1, 100]))?.severity).toBe('warning');
  });
});

describe('large_moves', () => {
  it('warns of what may be a split, and not of the worst day there was', () => {
    expect(find('large_moves', series('spx', [100, 50]))).toMatchObject({ severity: 'warning', line: 3 });
    expect(find('large_moves', series('spx', [282.7, 224.84]))).toBeUndefined();
    expect(find('large_moves', series('vix', [17.31, 37.32]))).toBeUndefined();
  });
});

describe('stale_runs', () => {
  it('warns of a price that stands still for a week, and not of a policy rate', () => {
    const still = [...wave(10, 4000), ...Array.from({ length: 5 }, () => 4000)];
    expect(find('stale_runs', series('spx', still))?.message).toContain('5 days of 4000');
    expect(find('stale_runs', series('spx', still.slice(0, 14)))).toBeUndefined();
    expect(
      find(
        'stale_runs',
        series(
          'fed_funds',
          Array.from({ length: 60 }, () => 5.33),
        ),
      ),
    ).toBeUndefined();
  });
});

describe('weekends', () => {
  it('warns of a Saturday among business days, and not of missing values', () => {
    const saturday = '2021-03-06';
    const dates = ['2021-03-04', '2021-03-05', saturday, '2021-03-08'];
    expect(find('weekends', series('hy_spread', [3, 3.1, 3.2, 3.1], dates))).toMatchObject({
      severity: 'warning',
      date: saturday,
    });
    expect(find('weekends', series('hy_spread', [3, 3.1, null, 3.1], dates))).toBeUndefined();
  });

  it('accepts series of every calendar day and of months', () => {
    expect(find('weekends', series('anything', wave(30, 5), calendarDays(30)))).toBeUndefined();
    const months = Array.from({ length: 24 }, (_, i) => new Date(Date.UTC(2020, i, 1)).toISOString().slice(0, 10));
    expect(find('weekends', series('anything', wave(24, 5), months))).toBeUndefined();
    expect(find('gaps', series('anything', wave(24, 5), months))).toBeUndefined();
    const monthly = { stored: stored(Object.fromEntries(months.slice(0, 14).map((month) => [month, 5]))) };
    expect(find('gaps', series('anything', [5, 6], ['2021-03-01', '2021-04-01']), monthly)).toBeUndefined();
  });
});

describe('gaps', () => {
  it('warns of more than a week without values, in the file and before it', () => {
    const dates = ['2021-03-01', '2021-03-02', '2021-03-03', '2021-03-15', '2021-03-16'];
    expect(find('gaps', series('spx', wave(5, 4000), dates))?.message).toContain('12 days, 2021-03-03 to 2021-03-15');
    const context = { stored: stored({ '2021-01-28': 3990, '2021-01-29': 4000 }) };
    expect(find('gaps', series('spx', wave(5, 4000)), context)?.message).toContain('31 days');
  });

  it('accepts the longest closure of New York, and counts missing values as no values', () => {
    expect(find('gaps', series('spx', [1092.54, 1038.77], ['2001-09-10', '2001-09-17']))).toBeUndefined();
    expect(find('gaps', series('treasury_10y', [4, null, null, null, null, null, null, 4.1]))).toBeDefined();
  });
});

describe('revisions', () => {
  it('warns of changed values and shows the largest change', () => {
    const context = { stored: stored({ '2021-03-01': 4, '2021-03-02': 5, '2021-03-03': null }) };
    expect(find('revisions', series('vix', [4.01, 9, null]), context)).toMatchObject({
      count: 2,
      message: '2 values changed; the most on 2021-03-02, from 5 to 9.',
    });
    expect(find('revisions', series('vix', [4, 5, null]), context)).toBeUndefined();
    expect(find('revisions', series('vix', [4, 5, 6]), context)?.message).toContain('from missing to 6');
  });

  it('is silent about adjusted closes, which every dividend rewrites', () => {
    const adjusted = { ...series('spy', [4.01]), field: 'adjusted_close' } as const;
    const context = { stored: stored({ '2021-03-01': 4 }, { field: 'adjusted_close' }) };
    expect(find('revisions', adjusted, context)).toBeUndefined();
  });
});

describe('mixed_fields', () => {
  it('refuses adjusted closes for a series of closes, and accepts values for closes', () => {
    const adjusted = { ...series('spy', [4]), field: 'adjusted_close' } as const;
    expect(find('mixed_fields', adjusted, { stored: stored({}, { field: 'close' }) })?.severity).toBe('error');
    expect(find('mixed_fields', series('spy', [4]), { stored: stored({}, { field: 'close' }) })).toBeUndefined();
  });
});

describe.skipIf(!hasSharedData)('runChecks(series, context) on real files (beside the repository)', () => {
  it('refuses none, and refuses each of them when it is spoilt', () => {
    const spoil: Record<string, (value: number) => number> = {
      price_index: (value) => -value,
      volatility_index: () => 0,
      yield: (value) => value / 100,
      spread: (value) => value * 100,
      rate: (value) => value * 100,
      indicator: (value) => value + 1.5,
    };
    const refused: string[] = [];
    const accepted: string[] = [];
    const isRefused = (checked: CheckedSeries): boolean =>
      runChecks(checked, { today: TODAY }).some(({ severity }) => severity === 'error');
    for (const file of hasSharedData ? [...sharedFiles('raw'), ...sharedFiles('market')] : []) {
      for (const one of parseMarketFile(file).series) {
        const spoilt = one.observations.map((seen) => ({
          ...seen,
          value: seen.value === null ? null : (spoil[one.kind]?.(seen.value) ?? seen.value),
        }));
        if (isRefused(one)) refused.push(`${file.name} ${one.name}`);
        if (!isRefused({ ...one, observations: spoilt })) accepted.push(`spoilt ${file.name} ${one.name}`);
      }
    }
    expect({ refused, accepted }).toEqual({ refused: [], accepted: [] });
  });
});
