import { styleText } from 'node:util';
import { bold, dim, table } from '../../frame/terminal.ts';
import type { BuildComparison } from './compare-builds.ts';

export interface RebuildDocument extends BuildComparison {
  readonly model: string;
  /** State of the warehouse that was used; null for the newest. */
  readonly asOf: string | null;
  readonly durationMs: number;
}

export function rebuildPage(document: RebuildDocument): string {
  const { model, asOf, agrees, data, arrays, reasons, durationMs } = document;
  const verdict = agrees
    ? styleText('green', 'The same came out, to the byte.')
    : styleText('red', 'Something else came out.');
  const row = (what: string, { agrees: same, recorded, rebuilt }: typeof data | typeof arrays): string[] => [
    what,
    same ? 'agrees' : 'differs',
    `${recorded.slice(0, 16)}…`,
    same ? '' : `${rebuilt.slice(0, 16)}…`,
  ];
  return [
    bold(`${model}, trained again in ${(durationMs / 1000).toFixed(1)} s`),
    dim(asOf === null ? 'on what the warehouse knows now' : `on what the warehouse knew on ${asOf}`),
    '',
    table(['', '', 'recorded', 'now'], [row('data', data), row('arrays', arrays)]),
    '',
    verdict,
    ...reasons,
    ...(arrays.differing.length === 0 ? [] : [dim(`Arrays that differ, and by how much at most: ${largest(arrays)}`)]),
  ].join('\n');
}

function largest({ differing }: BuildComparison['arrays']): string {
  return differing
    .map(({ name, largest }) => `${name} ${largest === null ? 'shape' : largest.toExponential(1)}`)
    .join(', ');
}
