// Recessions as a user has them: a file of first and last days, or the indicator in the warehouse.
import { RegimekitError } from '@regimekit/errors';
import type { Recessions } from '@regimekit/evaluation';
import type { MarketSeries } from '@regimekit/features';
import { parseDate } from '../../frame/options.ts';
import { readInputFile } from '../../workflows/read-input-file.ts';

const MAX_BYTES = 1e6;
const HEADER = 'from,to';

/** Lines of the first and the last day of a recession below a header. @throws RegimekitError of kind `input` */
export async function readRecessions(file: string): Promise<Recessions> {
  const text = new TextDecoder().decode(await readInputFile(file, MAX_BYTES));
  const [header = '', ...lines] = text.trim().split(/\r?\n/u);
  if (header.replaceAll(' ', '') !== HEADER) throw wrong(file, `the header "${header}"`);
  const spans = lines.map((line, i) => {
    const [from = '', to = '', ...rest] = line.split(',').map((cell) => cell.trim());
    if (!isDay(from) || !isDay(to) || rest.length > 0) throw wrong(file, `"${line}" in line ${i + 2}`);
    if (to < from) throw wrong(file, `${from} to ${to} in line ${i + 2}, which ends before it begins`);
    return { from, to };
  });
  if (spans.length === 0) throw wrong(file, 'no recession');
  const sorted = spans.toSorted((a, b) => (a.from < b.from ? -1 : 1));
  const overlap = sorted.find(({ from }, i) => i > 0 && from <= sorted[i - 1]!.to);
  if (overlap !== undefined) throw wrong(file, `two that share ${overlap.from}`);
  return { spans: sorted };
}

/** The spans of a series that is 1 in a recession, daily or monthly (dated the first of the month), as far as it reaches. */
export function recessionsOf({ name, dates, values }: MarketSeries): Recessions {
  const odd = values.findIndex((value) => value !== 0 && value !== 1 && !Number.isNaN(value));
  if (odd >= 0) {
    throw new RegimekitError(`The series ${name} must be 0 or 1, received ${values[odd]} on ${dates[odd]}.`, {
      code: 'INVALID_RECESSIONS',
      kind: 'input',
      hint: 'Give the dates with --recessions FILE instead.',
    });
  }
  const known = dates.flatMap((date, i) => (Number.isNaN(values[i]!) ? [] : [{ date, inside: values[i] === 1 }]));
  const monthly = known.every(({ date }) => date.endsWith('-01'));
  const lastOf = (date: string): string => (monthly ? lastDayOfMonth(date) : date);
  const spans: { from: string; to: string }[] = [];
  for (const [i, { date, inside }] of known.entries()) {
    if (!inside) continue;
    if (i > 0 && known[i - 1]!.inside) spans.at(-1)!.to = lastOf(date);
    else spans.push({ from: date, to: lastOf(date) });
  }
  const last = known.at(-1);
  return { spans, knownTo: last === undefined ? '' : lastOf(last.date) };
}

function lastDayOfMonth(date: string): string {
  const [year, month] = date.split('-').map(Number) as [number, number];
  return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
}

function isDay(text: string): boolean {
  try {
    return parseDate('', text) === text;
  } catch {
    return false;
  }
}

function wrong(file: string, found: string): RegimekitError {
  return new RegimekitError(
    `--recessions: ${file} must have lines of ${HEADER} below that header, received ${found}.`,
    {
      code: 'INVALID_RECESSIONS',
      kind: 'input',
      hint: `For example: ${HEADER}, then 2007-12-01,2009-06-30. Leave the option out to use the series recession, if it was imported.`,
    },
  );
}
