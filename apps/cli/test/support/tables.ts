import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRandomStream } from '@regimekit/numerics';

/** Two well separated states in two columns, ret and vol, and a column of dates that is no number. */
export function writeTable(
  folder: string,
  cell: (text: string, row: number, column: number) => string = String,
): string {
  const random = createRandomStream(3);
  let state = 0;
  const lines = ['date,ret,vol'];
  for (let t = 0; t < 400; t++) {
    if (random.uniform() < 0.05) state = 1 - state;
    const values = [(state === 0 ? 1 : -1) + 0.3 * random.normal(), 2 + 3 * state + 0.3 * random.normal()];
    lines.push(`day ${t},${values.map((value, column) => cell(String(value), t, column)).join(',')}`);
  }
  return writeText(folder, 'table.csv', lines.join('\n'));
}

export function writeText(folder: string, name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}
