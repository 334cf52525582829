import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const script = fileURLToPath(new URL('../src/walk.ts', import.meta.url));
const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

const TITLES = [
  '1. Data',
  '2. Features',
  '3. Training',
  '4. Characteristics',
  '5. Transitions and long-run distribution',
  '6. Prediction',
  '7. Save',
  '8. Load and verify the same answer',
];

describe('the walk', () => {
  const temporary = mkdtempSync(join(tmpdir(), 'walk-test-'));
  let page = '';

  beforeAll(async () => {
    // A process of its own, as a newcomer would start it. It fails the test when it ends with another code than 0.
    const argv = ['--conditions=@regimekit/source', script];
    const env = { ...process.env, TMPDIR: temporary, TEMP: temporary, TMP: temporary };
    page = (await promisify(execFile)(process.execPath, argv, { env })).stdout;
  });
  afterAll(() => rmSync(temporary, { recursive: true, force: true }));

  it('prints its eight titles in order', () => {
    const lines = page.split('\n');
    expect(lines.filter((_, i) => /^-+$/.test(lines[i + 1] ?? ''))).toEqual(TITLES);
  });

  it('finds the loaded model to say the same as the one that was saved', () => {
    const [, last] = page.split(TITLES.at(-1)!);
    expect(last?.trim().split('\n').at(-1)).toBe('identical.');
  });

  it('converges, and names most days that it never saw as they truly were', () => {
    expect(page).toContain('Converged: yes.');
    const [, share] = /named the true regime on (\d+\.\d) %/.exec(page)!;
    expect(Number(share)).toBeGreaterThan(80);
  });

  it('leaves nothing behind', () => {
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('prints what the README shows', () => {
    const [, shown] = /```text\n([^]*?)```/.exec(readme)!;
    expect(page).toBe(shown);
  });
});
