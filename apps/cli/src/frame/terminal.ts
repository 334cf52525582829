// Small pieces that pages on the terminal are made of.
import { stripVTControlCharacters, styleText } from 'node:util';

/** Colours of the regimes, the same on every page. Plain text when stdout is no terminal or NO_COLOR is set. */
export function paintRegime(regime: string, text: string = regime): string {
  if (regime === 'risk_on') return styleText('green', text);
  if (regime === 'risk_off') return styleText('red', text);
  return styleText('yellow', text);
}

export function bold(text: string): string {
  return styleText('bold', text);
}

export function dim(text: string): string {
  return styleText('dim', text);
}

/**
 * A text as a terminal may have it. What somebody wrote into the record must not move the cursor or rename the window of
 * who reads it: of the characters that control a terminal only colours, tabs and line feeds stay.
 */
export function withoutControls(text: string): string {
  const clean = (part: string) => part.replaceAll(/[^\P{Cc}\n\t]|[\u202A-\u202E\u2066-\u2069]/gu, '\uFFFD');
  const [head = '', ...escaped] = text.split('\u001B');
  return clean(head) + escaped.map((part) => (/^\[[0-9;]*m/u.test(part) ? '\u001B' : '\uFFFD') + clean(part)).join('');
}

/** 0.913 as "91.3 %". What is neither never nor always is not rounded to it: 0.9999 is ">99.9 %". */
export function percent(share: number, digits = 1): string {
  const step = 10 ** -digits;
  if (share > 0 && share * 100 < step / 2) return `<${step.toFixed(digits)} %`;
  if (share < 1 && share * 100 > 100 - step / 2) return `>${(100 - step).toFixed(digits)} %`;
  return `${(share * 100).toFixed(digits)} %`;
}

/** A horizontal bar of `width` cells for a share of 0 to 1, in eighths of a cell. */
export function shareBar(share: number, width = 24): string {
  const eighths = Math.round(Math.min(1, Math.max(0, share)) * width * 8);
  const full = Math.floor(eighths / 8);
  const rest = eighths % 8;
  const partial = rest === 0 ? '' : ' ▏▎▍▌▋▊▉'[rest]!;
  return ('█'.repeat(full) + partial).padEnd(width, '·');
}

/** Columns side by side: text to the left, numbers (cells that look like one) to the right. */
export function table(header: readonly string[], given: readonly (readonly string[])[]): string {
  // A row is one line, whatever somebody wrote.
  const rows = given.map((row) => row.map((cell) => cell.replaceAll(/\s*[\n\r\t]\s*/gu, ' ')));
  const widths = header.map((name, j) => Math.max(visible(name), ...rows.map((row) => visible(row[j] ?? ''))));
  const numeric = header.map((_, j) => rows.length > 0 && rows.every((row) => isNumeric(row[j] ?? '')));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, j) =>
        numeric[j]! ? ' '.repeat(widths[j]! - visible(cell)) + cell : cell + ' '.repeat(widths[j]! - visible(cell)),
      )
      .join('  ')
      .trimEnd();
  return [dim(line(header)), ...rows.map(line)].join('\n');
}

/** Whether a cell reads as a number, a percentage or a dash for none. */
function isNumeric(cell: string): boolean {
  return (
    cell === '' ||
    cell === '-' ||
    Number.isFinite(Number(cell.replace(/ ?%$/, '').replace(/^[<>]/, '').replaceAll(',', '')))
  );
}

/** Length of a text as it is seen, colour codes left out. */
function visible(text: string): number {
  return stripVTControlCharacters(text).length;
}
