// docs/threat-model.md names a test for every line of defence; this keeps it from naming one that is gone.
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const ROOT = new URL('../../../', import.meta.url);
const page = readFileSync(new URL('docs/threat-model.md', ROOT), 'utf8');

interface Proof {
  readonly file: string;
  readonly title: string;
}

/** Proofs are list items: a test file (or one of a contract suite) in code, a colon, the title as it stands there. */
function proofsOf(markdown: string): Proof[] {
  return [...markdown.matchAll(/^ *- `(?<file>[^`]+\.ts)`: (?<title>.+)$/gmu)].map(({ groups }) => ({
    file: groups!['file']!,
    title: groups!['title']!,
  }));
}

/** Whether a source holds the title as a whole string, in any spelling of one. */
function hasTitle(source: string, title: string): boolean {
  const single = `'${title.replaceAll("'", String.raw`\'`)}'`;
  return [single, `"${title}"`, `\`${title}\``].some((literal) => source.includes(literal));
}

const read = (file: string) => {
  const path = new URL(file, ROOT);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
};

describe('docs/threat-model.md', () => {
  it('names tests that exist, each by its file and title', () => {
    const proofs = proofsOf(page);
    expect(proofs.length).toBeGreaterThan(40);
    const missing = proofs.filter(({ file, title }) => !hasTitle(read(file) ?? '', title));
    expect(missing).toEqual([]);
  });

  it('gives a proof for every threat that it says is defended against', () => {
    const [, defended = ''] = page.split(/^## What is defended against$/mu);
    const [section = ''] = defended.split(/^## /mu);
    const threats = section.split(/^### /mu).slice(1);
    expect(threats.length).toBeGreaterThan(9);
    const unproven = threats.filter((threat) => proofsOf(threat).length === 0);
    expect(unproven.map((threat) => threat.split('\n')[0])).toEqual([]);
  });

  it('is checked by something that notices a file or a title that is gone', () => {
    const line = '- `packages/registry/test/threat-model.test.ts`: names tests that exist, each by its file and title';
    const [proof] = proofsOf(line) as [Proof];
    expect(hasTitle(read(proof.file)!, proof.title)).toBe(true);
    expect(hasTitle(read(proof.file)!, proof.title.slice(1))).toBe(false);
    expect(read('packages/registry/test/no-such.test.ts')).toBeUndefined();
    expect(hasTitle("it('keeps what was Ada\\'s', () => {})", "keeps what was Ada's")).toBe(true);
  });
});
