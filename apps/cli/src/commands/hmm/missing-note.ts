import type { MatrixView } from '@regimekit/numerics';
import { percent } from '../../frame/terminal.ts';
import { counted } from '../../frame/words.ts';

/** A sentence on what was missing, on a line of its own; nothing when nothing was. */
export function missingNote(values: MatrixView, nMissing: number): string {
  if (nMissing === 0) return '';
  const share = percent(nMissing / values.data.length);
  return `\n${counted(nMissing, 'value')} missing (${share} of all), integrated out: nothing was filled in.`;
}
