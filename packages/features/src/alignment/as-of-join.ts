import { BY_LAG, seriesDays, type MarketSeries } from '../market-series.ts';

/** One series on the calendar: for each session the newest value known at its close. */
export interface AsOfColumn {
  /** Shape S: the value in use; NaN where none is known or the newest is too old. */
  readonly values: Float64Array;
  /** Shape S: sessions since that value became known; 0 on the session it is new. */
  readonly ages: Int32Array;
  /** Shape S: which row of the series it is; -1 before the first. */
  readonly rows: Int32Array;
}

export interface AsOfRule {
  readonly lagSessions: number;
  readonly maxCarryDays: number;
}

/**
 * Joins a series to sessions by what was known when. Newest means latest by date, not by arrival: an old value that
 * arrives late does not replace a younger one. Missing values are never known.
 *
 * @param sessions shape S, days since 1970-01-01, increasing
 */
export function asOfJoin(sessions: Int32Array, series: MarketSeries, rule: AsOfRule): AsOfColumn {
  const arrivals = newestArrivals(sessions, series, rule.lagSessions);
  const values = new Float64Array(sessions.length);
  const ages = new Int32Array(sessions.length);
  const rows = new Int32Array(sessions.length);
  let newest = -1;
  let knownSince = 0;
  for (let t = 0; t < sessions.length; t++) {
    if (arrivals[t]! > newest) {
      newest = arrivals[t]!;
      knownSince = t;
    }
    rows[t] = newest;
    ages[t] = newest < 0 ? 0 : t - knownSince;
    values[t] = newest >= 0 && ages[t]! <= rule.maxCarryDays ? series.values[newest]! : Number.NaN;
  }
  return { values, ages, rows };
}

/** Shape S: the row of the latest-dated value that becomes known on that very session, or -1. */
function newestArrivals(sessions: Int32Array, series: MarketSeries, lagSessions: number): Int32Array {
  const { days, knownOnDays } = seriesDays(series);
  const arrivals = new Int32Array(sessions.length).fill(-1);
  let t = 0; // the first session not before `target`
  for (let row = 0, previous = -Infinity; row < days.length; row++) {
    if (Number.isNaN(series.values[row]!)) continue;
    const explicit = knownOnDays !== undefined && knownOnDays[row] !== BY_LAG;
    const target = explicit ? knownOnDays[row]! : days[row]!;
    if (target < previous) t = 0;
    previous = target;
    while (t < sessions.length && sessions[t]! < target) t++;
    const known = explicit ? t : knownSession(sessions, t, target, lagSessions);
    if (known < sessions.length) arrivals[known] = row; // rows come in date order: the last one written is the newest
  }
  return arrivals;
}

/** The session on which a value dated `day` is known; `t` is the first session not before that day. */
function knownSession(sessions: Int32Array, t: number, day: number, lagSessions: number): number {
  if (lagSessions === 0) return t;
  const firstAfter = sessions[t] === day ? t + 1 : t;
  return firstAfter + lagSessions - 1;
}
