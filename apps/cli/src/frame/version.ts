import { readFileSync } from 'node:fs';

/** The version of this package, from the package.json beside `dist` or `src`. */
export function version(): string {
  const upward = import.meta.url.endsWith('.ts') ? '../../package.json' : '../package.json';
  const manifest = JSON.parse(readFileSync(new URL(upward, import.meta.url), 'utf8')) as { version: string };
  return manifest.version;
}
