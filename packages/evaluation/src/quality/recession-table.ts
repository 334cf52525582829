// Against the dates of the NBER: a table, never a gate. They are published 4 to 21 months late and are not about markets.
import type { IsoDate } from '@regimekit/features';
import { checkSameLength, checkSeries, type Series } from '../check-series.ts';
import { InvalidSeriesError } from '../errors.ts';
import { checkDates } from './check-labels.ts';

/** One recession as far as the days reach. */
export interface RecessionRow {
  readonly from: IsoDate;
  readonly to: IsoDate;
  readonly days: number;
  /** Mean probability of stress over its days. */
  readonly meanProb: number;
  /** Share of its days with a probability above one half. */
  readonly calledShare: number;
  /** Its first day above one half; `undefined` when there is none. */
  readonly firstCalled: IsoDate | undefined;
  /** Sessions from its beginning to that day. */
  readonly delay: number | undefined;
}

/** Stress against recessions. */
export interface RecessionTable {
  readonly rows: readonly RecessionRow[];
  /** Over all days in recession; `undefined` without any. */
  readonly insideShare: number | undefined;
  /** Share of all other days above one half: stress without a recession, which need not be an error. */
  readonly outsideShare: number | undefined;
  /** What this table is not. */
  readonly note: string;
}

const NOTE =
  'Recessions are dated 4 to 21 months late and are not about markets: a table to look at, never a gate for a model.';

/**
 * Probabilities of stress, day by day, beside the recessions of those days.
 *
 * @param recession - 0 or 1 for each day, such as FRED's USRECD
 * @param stressProbs - filtered probability of the most stressed regime (or of several together)
 * @throws InvalidSeriesError, LengthMismatchError
 */
export function recessionTable(dates: readonly IsoDate[], recession: Series, stressProbs: Series): RecessionTable {
  checkDates('dates', dates);
  const y = checkSeries('recession', recession);
  const p = checkSeries('stressProbs', stressProbs);
  checkSameLength('recession', y.length, 'dates', dates.length);
  checkSameLength('stressProbs', p.length, 'dates', dates.length);
  const odd = y.findIndex((value) => value !== 0 && value !== 1);
  if (odd >= 0) throw new InvalidSeriesError('recession', '0 or 1 on every day', `${y[odd]} at index ${odd}`);
  const rows: RecessionRow[] = [];
  for (let t = 0; t < y.length; t++) {
    if (y[t] === 0) continue;
    let end = t;
    while (end + 1 < y.length && y[end + 1] === 1) end++;
    rows.push(rowOf(dates, p, t, end));
    t = end;
  }
  const shareWhere = (value: number) => {
    const days = p.filter((_, t) => y[t] === value);
    return days.length === 0 ? undefined : days.filter((prob) => prob > 0.5).length / days.length;
  };
  return { rows, insideShare: shareWhere(1), outsideShare: shareWhere(0), note: NOTE };
}

function rowOf(dates: readonly IsoDate[], p: Float64Array, start: number, end: number): RecessionRow {
  const probs = p.subarray(start, end + 1);
  const first = probs.findIndex((prob) => prob > 0.5);
  return {
    from: dates[start]!,
    to: dates[end]!,
    days: probs.length,
    meanProb: probs.reduce((sum, prob) => sum + prob, 0) / probs.length,
    calledShare: probs.filter((prob) => prob > 0.5).length / probs.length,
    firstCalled: first < 0 ? undefined : dates[start + first],
    delay: first < 0 ? undefined : first,
  };
}
