// Runs what the words promise: every ```ts and ```sh block of every Markdown file, and every @example of the sources. The
// blocks of one file run in order in one scratch folder. What a block prints must match the ```text block right below it,
// and a console.log line the comment behind it. What differs from run to run (instants, digests, secrets) only has to look
// the same. A command with "# exit code 1" behind it must end so, and what it says on stderr belongs to what is printed.
// $TEAM_DATABASE is the address of an empty PostgreSQL; where none can be started, the rest of such a page is left out.
//   node tools/check-docs.mjs [--write] [FILE...]    --write puts what is printed into the ```text blocks
import { execFile, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { delimiter, join } from 'node:path';
import { testPostgres } from './test-postgres/src/index.ts';
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
/** What is another in every run, each put in the place of its kind. */
const varying = [
  [/\b\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<instant>'],
  [/\b20\d\d-\d\d-\d\d \d\d:\d\d\b/g, '<minute>'],
  [/\b(?:rk_[\w-]{43}|whsec_[\w+/=]+)/g, '<secret>'],
  [/\b[0-9a-f]{12,64}\b/g, '<digest>'],
  [/\b\d+\.\d s\b/g, '<seconds>'],
  [/\b\d+\.\d kB/g, '<size>'],
  [/\btest_\d+_\d+ on \S+/g, '<database>'],
];

const packageNames = new Set(workspaces().map(({ manifest }) => manifest.name));

const write = process.argv.includes('--write');
const asked = process.argv.slice(2).filter((word) => !word.startsWith('--'));
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
let left = 0;
const pages = files
  .map((file) => ({ file, blocks: file.endsWith('.md') ? markdownBlocks(file) : exampleBlocks(file) }))
  .filter(({ blocks }) => blocks.length > 0)
  // The long ones first, so that nobody waits for one of them alone at the end.
  .toSorted((a, b) => commandsOf(b) - commandsOf(a));
let next = 0;
// The blocks of a page follow each other; pages know nothing of each other, so as many run at once as there are cores.
await Promise.all(
  Array.from({ length: availableParallelism() }, async () => {
    while (next < pages.length) await runPage(pages[next++]);
  }),
);
rmSync(scratch, { recursive: true, force: true });
const skipped = left === 0 ? '' : `, ${left} left out for want of PostgreSQL`;
process.stdout.write(`${run} blocks of ${files.length} files run, ${failed} failed${skipped}\n`);
process.exit(failed === 0 && run > 0 ? 0 : 1);

function commandsOf({ blocks }) {
  return blocks.reduce((sum, { language, code }) => sum + (language === 'sh' ? code.split('\n').length : 0), 0);
}

async function runPage({ file, blocks }) {
  const folder = join(scratch, file.replaceAll('/', '__'));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, '.bin'), { recursive: true });
  const shim = join(folder, '.bin', 'regimekit');
  writeFileSync(shim, `#!/bin/sh\nexec "${process.execPath}" "${join(root, 'apps/cli/dist/main.js')}" "$@"\n`);
  chmodSync(shim, 0o755);
  const environment = await provideDatabase(blocks);
  for (const [i, block] of blocks.entries()) {
    if (environment === undefined && blocks.slice(0, i + 1).some(needsDatabase)) {
      left++;
      continue;
    }
    const problem = await (block.language === 'ts'
      ? runScript(block, folder, i)
      : runShell(block, folder, environment));
    run++;
    if (problem === undefined) continue;
    failed++;
    process.stdout.write(`FAILED ${file}:${block.line}\n${problem.replaceAll(/^/gm, '  ')}\n`);
  }
  if (write && file.endsWith('.md')) writeOutputs(file, blocks);
}

/** Ends with status, stdout and stderr, whatever the status is; null where it was ended for taking too long. */
function execute(command, parameters, options) {
  return new Promise((resolve) => {
    const child = execFile(
      command,
      parameters,
      { encoding: 'utf8', maxBuffer: 64e6, ...options },
      (error, stdout, stderr) => resolve({ status: error === null ? 0 : child.exitCode, stdout, stderr, error }),
    );
    // Nobody types here: what asks finds the end.
    child.stdin.end();
  });
}

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
      return { ...fence, output: follows ? next.code : undefined, outputAt: follows ? next : undefined };
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

async function runScript({ code, output }, folder, index) {
  const script = join(folder, `block-${index}.ts`);
  writeFileSync(script, code);
  const result = await execute(process.execPath, [script], { cwd: folder, timeout: 240_000 });
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

async function runShell(block, folder, environment = {}) {
  const { code, output } = block;
  const status = Number(/# exit code (\d+)/.exec(code)?.[1] ?? 0);
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
  const env = {
    ...process.env,
    ...environment,
    PATH: [join(folder, '.bin'), process.env.PATH].join(delimiter),
    NO_COLOR: '1',
  };
  const script = `set -euo pipefail\n${commands.join('\n')}`;
  const result = await execute('bash', ['-c', script], { cwd: folder, env, timeout: 600_000 });
  if (result.status !== status) return `ended with ${result.status}\n${result.stdout}\n${result.stderr}`;
  block.printed = status === 0 ? result.stdout : result.stdout + result.stderr;
  return mismatch(block.printed, output);
}

function needsDatabase({ language, code }) {
  return language === 'sh' && code.includes('TEAM_DATABASE');
}

/** What the blocks of a page are given; undefined where they ask for a database and there is none. */
async function provideDatabase(blocks) {
  if (!blocks.some(needsDatabase)) return {};
  const server = await testPostgres();
  return server.missing ? undefined : { TEAM_DATABASE: await server.createDatabase() };
}

/** From the end, so that places before stay where they are. */
function writeOutputs(file, blocks) {
  let text = readFileSync(join(root, file), 'utf8');
  for (const { printed, output, outputAt } of blocks.toReversed()) {
    if (outputAt === undefined || printed === undefined || mismatch(printed, output) === undefined) continue;
    const tidy = printed.replaceAll(/[ \t]+$/gm, '').trim();
    text = `${text.slice(0, outputAt.start)}\`\`\`text\n${tidy}\n\`\`\`${text.slice(outputAt.end)}`;
  }
  writeFileSync(join(root, file), text);
}

function mismatch(printed, expected) {
  if (expected === undefined) return undefined;
  const tidy = (text) =>
    varying
      .reduce((told, [pattern, kind]) => told.replaceAll(pattern, kind), text)
      .split('\n')
      .map((line) => line.trimEnd())
      .join('\n')
      .trim();
  return tidy(printed) === tidy(expected) ? undefined : `expected:\n${tidy(expected)}\nprinted:\n${tidy(printed)}`;
}
