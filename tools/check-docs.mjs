// Runs what the words promise: every ```ts and ```sh block of every Markdown file, and every @example of the sources. The
// blocks of one file run in order in one scratch folder. What a block prints must match the ```text block right below it,
// and a console.log line the comment behind it.
//   node tools/check-docs.mjs [FILE...]
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { root, workspaces } from './workspace.mjs';

// A project of its own that has every package installed.
const scratch = join(root, '.docs', String(process.pid));
const tracked = (...patterns) =>
  spawnSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', ...patterns], {
    cwd: root,
    encoding: 'utf8',
  })
    .stdout.split('\n')
    .filter(Boolean);

/** Commands that cannot run here, each with what is checked instead. */
const elsewhere = [
  [/^git clone /, () => true],
  [/^cd regimekit$/, () => true],
  [/^npm test$/, () => true], // it is what runs beside this
  [/^npm run (check|bench)\b/, () => true],
  [
    /^(?:npm|pnpm) (?:install|add) (?<names>@regimekit\/.+)$/,
    ({ names }) => names.split(' ').every((name) => packageNames.has(name)),
  ],
];
const packageNames = new Set(workspaces().map(({ manifest }) => manifest.name));

const asked = process.argv.slice(2);
const files =
  asked.length > 0
    ? asked
    : tracked('*.md', 'packages/*/src/**/*.ts').filter(
        (file) => !/CHANGELOG|\.changeset|\.test\.ts$|\/fixtures\//.test(file),
      );

mkdirSync(join(scratch, 'node_modules', '@regimekit'), { recursive: true });
for (const { folder, manifest } of workspaces()) {
  symlinkSync(join(root, folder), join(scratch, 'node_modules', manifest.name), 'junction');
}

let failed = 0;
let run = 0;
for (const file of files) {
  const blocks = file.endsWith('.md') ? markdownBlocks(file) : exampleBlocks(file);
  if (blocks.length === 0) continue;
  const folder = join(scratch, file.replaceAll('/', '__'));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, '.bin'), { recursive: true });
  const shim = join(folder, '.bin', 'regimekit');
  writeFileSync(shim, `#!/bin/sh\nexec "${process.execPath}" "${join(root, 'apps/cli/dist/main.js')}" "$@"\n`);
  chmodSync(shim, 0o755);
  for (const [i, block] of blocks.entries()) {
    const problem = block.language === 'ts' ? runScript(block, folder, i) : runShell(block, folder);
    run++;
    if (problem === undefined) continue;
    failed++;
    process.stdout.write(`FAILED ${file}:${block.line}\n${problem.replaceAll(/^/gm, '  ')}\n`);
  }
}
rmSync(scratch, { recursive: true, force: true });
process.stdout.write(`${run} blocks of ${files.length} files run, ${failed} failed\n`);
process.exit(failed === 0 && run > 0 ? 0 : 1);

function markdownBlocks(file) {
  const text = readFileSync(join(root, file), 'utf8');
  const fences = [...text.matchAll(/^```(\w*)[^\n]*\n([\s\S]*?)^```$/gm)].map((match) => ({
    language: match[1],
    code: match[2],
    line: text.slice(0, match.index).split('\n').length,
    end: match.index + match[0].length,
    start: match.index,
  }));
  return fences
    .map((fence, i) => {
      const next = fences[i + 1];
      const follows = next?.language === 'text' && text.slice(fence.end, next.start).trim() === '';
      return { ...fence, output: follows ? next.code : undefined };
    })
    .filter(({ language }) => language === 'ts' || language === 'sh');
}

function exampleBlocks(file) {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(/@example\s*\n\s*\* ```ts\n([\s\S]*?)\n\s*\* ```/g)].map((match) => ({
    language: 'ts',
    code: match[1].replaceAll(/^\s*\* ?/gm, ''),
    line: text.slice(0, match.index).split('\n').length,
  }));
}

function runScript({ code, output }, folder, index) {
  const script = join(folder, `block-${index}.ts`);
  writeFileSync(script, code);
  const result = spawnSync(process.execPath, [script], { cwd: folder, encoding: 'utf8', timeout: 120_000 });
  if (result.status !== 0) return result.stderr || String(result.error);
  const printed = result.stdout.split('\n').map((line) => line.trimEnd());
  let from = 0;
  for (const [, expected] of code.matchAll(/^ *console\.log\(.*\);? *\/\/ (.+)$/gm)) {
    const at = printed.indexOf(expected.trim(), from);
    if (at < 0) return `expected the line "${expected.trim()}", printed:\n${result.stdout}`;
    from = at + 1;
  }
  return mismatch(result.stdout, output);
}

function runShell({ code, output }, folder) {
  const lines = code
    .replaceAll(/\\\n\s*/g, ' ')
    .split('\n')
    .map((line) => line.replace(/\s+#\s.*$/, '').trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  const commands = [];
  for (const line of lines) {
    const [pattern, check] = elsewhere.find(([candidate]) => candidate.test(line)) ?? [];
    if (pattern === undefined)
      commands.push(line.replace('npm run -s regimekit --', 'regimekit').replace('npm run demo', 'regimekit demo'));
    else if (!check(pattern.exec(line).groups ?? {})) return `${line}: names a package that does not exist`;
  }
  const env = { ...process.env, PATH: [join(folder, '.bin'), process.env.PATH].join(delimiter), NO_COLOR: '1' };
  const script = `set -euo pipefail\n${commands.join('\n')}`;
  const result = spawnSync('bash', ['-c', script], { cwd: folder, env, encoding: 'utf8', timeout: 300_000 });
  if (result.status !== 0) return `${result.stdout}\n${result.stderr}`;
  return mismatch(result.stdout, output);
}

function mismatch(printed, expected) {
  if (expected === undefined) return undefined;
  const tidy = (text) =>
    text
      .split('\n')
      .map((line) => line.trimEnd())
      .join('\n')
      .trim();
  return tidy(printed) === tidy(expected) ? undefined : `expected:\n${tidy(expected)}\nprinted:\n${tidy(printed)}`;
}
