// JSON that a user hands over: a key that stands there twice is refused, not decided by which of both comes last.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { registerModel } from './support/models.ts';
import { runCli, runError, runJson, temporaryFolder } from './support/run-cli.ts';

let home: string;

beforeEach(() => {
  home = temporaryFolder();
});

function file(name: string, content: string): string {
  const path = join(home, name);
  writeFileSync(path, content);
  return path;
}

/** What each command reads; the second of both equal keys takes back what the first asks for. */
const cases: readonly [command: string, name: string, content: string, code: string, key: string][] = [
  [
    'registry policy check FILE',
    'rules.json',
    '{ "stages": { "production": { "approvals": { "count": 2 } } },\n  "stages": {} }',
    'INVALID_JSON',
    'stages',
  ],
  [
    'registry policy set FILE --keep-people',
    'rules.json',
    '{ "stages": {},\n  "stages": {} }',
    'INVALID_JSON',
    'stages',
  ],
  ['registry policy set FILE', 'people.json', '{ "people": {\n  "ada": 1, "ada": 2 } }', 'INVALID_JSON', 'ada'],
  [
    'registry retention plan --policy FILE',
    'keep.json',
    '{ "keepDays": 90,\n  "keepDays": 0 }',
    'INVALID_JSON',
    'keepDays',
  ],
  [
    'registry evidence attach 1.0.0 FILE --kind validation',
    'report.json',
    '{ "passed": false,\n  "passed": true }',
    'INVALID_JSON',
    'passed',
  ],
  [
    'registry list',
    'config.json',
    '{ "trust": { "requireSignature": "refuse",\n  "requireSignature": "off" } }',
    'INVALID_CONFIGURATION',
    'requireSignature',
  ],
  [
    'model import FILE --features vol2',
    'parameters.json',
    '{ "startprob_": [1],\n  "startprob_": [0.5, 0.5] }',
    'INVALID_MODEL_FILE',
    'startprob_',
  ],
  ['hmm sample FILE', 'model.json', '{ "columns": [],\n  "columns": ["a"] }', 'INVALID_MODEL_FILE', 'columns'],
];

describe('a JSON file with a key twice', () => {
  it.each(cases)('regimekit %s is refused (%s)', async (command, name, content, code, key) => {
    await registerModel(home);
    const path = file(name, content);
    const argv = command.split(' ').map((word) => (word === 'FILE' ? path : word));
    const error = await runError(...argv, '--home', home);
    expect(error).toMatchObject({ exitCode: 2, code });
    expect(error.message).toContain(path);
    expect(error.message).toContain(`the key '${key}' occurs twice in one object (line 2)`);
  });

  it('is refused with a key that reaches a prototype as well', async () => {
    const path = file('rules.json', '{ "models": { "__proto__": {} } }');
    const error = await runError('registry', 'policy', 'check', path, '--home', home);
    expect(error).toMatchObject({ exitCode: 2, code: 'INVALID_JSON' });
    expect(error.message).toContain("the key '__proto__' is not allowed (line 1)");
  });

  it('is read once the key stands there once, with the mark that editors on Windows put before it', async () => {
    const path = file('rules.json', '\uFEFF{ "stages": { "production": { "approvals": { "count": 2 } } } }');
    expect(await runJson('registry', 'policy', 'check', path, '--home', home)).toMatchObject({
      policy: { stages: { production: { approvals: { count: 2 } } } },
    });
    file('config.json', '\uFEFF{ "actor": "ada" }');
    expect((await runCli('data', 'status', '--home', home)).exitCode).toBeLessThan(2);
  });
});
