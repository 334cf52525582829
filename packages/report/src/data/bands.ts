import { ReportInputError } from '../errors.ts';
import { requireRecords, requireText, requireTexts } from './arguments.ts';
import { requireLength, requireNames } from './checks.ts';
import { datesToMillis, dayToMillis, rangeOfDays } from './dates.ts';

/** A spell of one regime: its first and its last day. */
export interface Band {
  readonly from: string;
  readonly to: string;
  readonly name: string;
}

/** A band as positions on the time axis. */
export interface PlacedBand {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Turns one name per day into spells.
 *
 * @throws ReportInputError for days that are none or not in order, and names that are no texts or not one for each day
 *
 * @example
 * ```ts
 * import { bandsFromLabels } from '@regimekit/report';
 *
 * bandsFromLabels(['2024-01-02', '2024-01-03', '2024-01-04'], ['risk_on', 'risk_on', 'risk_off']);
 * // [{ from: '2024-01-02', to: '2024-01-03', name: 'risk_on' }, { from: '2024-01-04', to: '2024-01-04', name: 'risk_off' }]
 * ```
 */
export function bandsFromLabels(dates: readonly string[], labels: readonly string[]): Band[] {
  datesToMillis(dates);
  requireTexts(labels, 'labels');
  requireLength(labels, dates.length, 'labels');
  const bands: { from: string; to: string; name: string }[] = [];
  for (const [index, name] of labels.entries()) {
    const date = dates[index]!;
    const last = bands.at(-1);
    if (last?.name === name) last.to = date;
    else bands.push({ from: date, to: date, name });
  }
  return bands;
}

/**
 * Places bands on the axis of the given days. A band reaches to the day after its last one, so that neighbours touch over
 * a weekend; what lies before the first or after the last day is cut off.
 */
export function placeBands(bands: readonly Band[], days: readonly number[]): PlacedBand[] {
  const range = rangeOfDays(days);
  const placed: PlacedBand[] = [];
  let previousEnd = Number.NEGATIVE_INFINITY;
  for (const [index, band] of bands.entries()) {
    const from = dayToMillis(band.from, `bands[${index}].from`);
    const to = dayToMillis(band.to, `bands[${index}].to`);
    if (to < from || from <= previousEnd) throw invalidBand(bands, index);
    previousEnd = to;
    const start = Math.max(from, range.from);
    const end = nextDay(days, to) ?? range.to;
    if (end > start) placed.push({ name: band.name, start, end });
  }
  return placed;
}

/** Throws unless they are bands; their days and names are looked at later. */
export function requireBands(bands: readonly Band[]): void {
  requireRecords(bands, 'bands', 'from, to and name');
  for (const [index, { name }] of bands.entries()) requireText(name, `bands[${index}].name`);
}

/** Throws on a band whose name was not announced. */
export function requireKnownNames(bands: readonly Band[], names: readonly string[]): void {
  if (names.length > 0) requireNames(names, 'regimes');
  for (const [index, { name }] of bands.entries()) {
    if (names.includes(name)) continue;
    throw new ReportInputError(
      'REPORT_UNKNOWN_NAME',
      `bands[${index}]: expected a name among ${names.join(', ')}, received ${JSON.stringify(name)}.`,
      'Correct the name, or add it to `regimes`.',
      { index, name, expected: names },
    );
  }
}

/** The first of the days after `millis` (days are increasing). */
function nextDay(days: readonly number[], millis: number): number | undefined {
  let [low, high] = [0, days.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (days[middle]! > millis) high = middle;
    else low = middle + 1;
  }
  return days[low];
}

function invalidBand(bands: readonly Band[], index: number): ReportInputError {
  const { from, to } = bands[index]!;
  const before = index > 0 ? `, after the one that ends on ${bands[index - 1]!.to}` : '';
  return new ReportInputError(
    'REPORT_INVALID_BAND',
    `bands[${index}]: expected a spell that ends after it begins${before}, received ${from} to ${to}.`,
    'Sort the bands by date; they may touch, but not overlap.',
    { index, from, to },
  );
}
