// Numbers with their intervals, and sentences, as a page on the terminal has them.
import type { Estimate } from '@regimekit/evaluation';
import { dim } from '../frame/terminal.ts';
import { share } from './report/number-words.ts';

/** A number and, dimmed, its interval where there is one. */
export function ranged({ value, lower, upper }: Estimate, digits = 2): string {
  const range = lower === null || upper === null ? '' : dim(` ${lower.toFixed(digits)} to ${upper.toFixed(digits)}`);
  return `${value?.toFixed(digits) ?? '-'}${range}`;
}

/** The same of a share, in percent. */
export function rangedShare({ value, lower, upper }: Estimate): string {
  const range =
    lower === null || upper === null ? '' : dim(` ${(100 * lower).toFixed(1)} to ${(100 * upper).toFixed(1)}`);
  return `${share(value)}${range}`;
}

/** Lines of at most 100 columns; the next lines of a sentence are indented. */
export function wrap(text: string, width = 100): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = `  ${word}`;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
