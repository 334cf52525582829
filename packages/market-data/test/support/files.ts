// Files for tests: invented ones from the fixtures, real ones beside the repository, and lines typed in the test.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import type { MarketFile } from '../../src/formats/market-file.ts';

const fixtures = new URL('../fixtures/', import.meta.url);

/** Real files, which exist on the developers' machines only. */
const sharedData = new URL('../../../../../shared/data/', import.meta.url);
export const hasSharedData = existsSync(sharedData);

export function fixture(name: string): MarketFile {
  return { name, content: readFileSync(new URL(encodeURIComponent(name), fixtures)) };
}

export function sharedFiles(folder: 'raw' | 'market'): MarketFile[] {
  const place = new URL(`${folder}/`, sharedData);
  const names = readdirSync(place).filter((name) => name.endsWith('.csv'));
  return names.map((name) => ({ name, content: readFileSync(new URL(name, place)) }));
}

/** A file of these lines. */
export function lines(name: string, ...rows: readonly string[]): MarketFile {
  return { name, content: new TextEncoder().encode(`${rows.join('\n')}\n`) };
}
