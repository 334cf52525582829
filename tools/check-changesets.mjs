// Every changeset names packages that exist, and says something to their users.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, workspaces } from './workspace.mjs';

const names = new Set(workspaces().map(({ manifest }) => manifest.name));
const folder = join(root, '.changeset');
const problems = [];
const files = readdirSync(folder).filter((file) => file.endsWith('.md') && file !== 'README.md');
for (const file of files) {
  const [, header, text] = /^---\n([\s\S]*?)---\n([\s\S]*)$/.exec(readFileSync(join(folder, file), 'utf8')) ?? [];
  if (header === undefined) {
    problems.push(`${file}: expected a header between two lines of ---`);
    continue;
  }
  for (const line of header.trim().split('\n')) {
    const [, name] = /^['"]?(@regimekit\/[\w-]+)['"]?: (?:major|minor|patch)$/.exec(line) ?? [];
    if (name === undefined) problems.push(`${file}: expected "'@regimekit/name': minor", found "${line}"`);
    else if (!names.has(name)) problems.push(`${file}: there is no package ${name}`);
  }
  if (text.trim().length === 0) problems.push(`${file}: says nothing to the user`);
}
for (const problem of problems) process.stderr.write(`${problem}\n`);
process.stdout.write(`${files.length} changesets read.\n`);
process.exit(problems.length === 0 ? 0 : 1);
