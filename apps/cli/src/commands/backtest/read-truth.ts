import { RegimekitError } from '@regimekit/errors';
import type { RegimeTruth } from '@regimekit/evaluation';
import { readInputFile } from '../../workflows/read-input-file.ts';

/** A line a day for more than a thousand years. */
const MAX_BYTES = 16e6;

/** Lines of a day and its true regime below a header, as a simulation writes them. */
export async function readTruth(file: string): Promise<RegimeTruth> {
  const text = new TextDecoder().decode(await readInputFile(file, MAX_BYTES));
  const [header, ...lines] = text.trim().split(/\r?\n/u);
  const days = lines.map((line) => {
    const [date = '', regime = ''] = line.split(',').map((cell) => cell.trim());
    return { date, regime };
  });
  const wrong = days.findIndex(({ date, regime }) => !/^\d{4}-\d{2}-\d{2}$/u.test(date) || regime === '');
  if (header?.trim() === 'date,regime' && days.length > 0 && wrong < 0) return days;
  const found = wrong < 0 ? `a header "${header}" and ${days.length} lines` : `"${lines[wrong]}" in line ${wrong + 2}`;
  throw new RegimekitError(`--truth: ${file} must have lines of date,regime below that header, received ${found}.`, {
    code: 'INVALID_TRUTH',
    kind: 'input',
    hint: 'For example: date,regime, then 2024-01-02,risk_on.',
  });
}
