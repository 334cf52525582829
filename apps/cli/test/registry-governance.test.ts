import { readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ModelVersion, RegistryPolicy } from '@regimekit/registry';
import { registerModel } from './support/models.ts';
import { runCli, runError, runJson, temporaryFolder, withEnvironment } from './support/run-cli.ts';

let home: string;

beforeEach(async () => {
  home = temporaryFolder();
  await registerModel(home);
});

const registry = async <Document = Record<string, unknown>>(...argv: string[]): Promise<Document> =>
  runJson<Document>('registry', ...argv, '--home', home);
const refused = async (...argv: string[]) => runError('registry', ...argv, '--home', home);
const page = async (...argv: string[]) => (await runCli('registry', ...argv, '--home', home)).stdout;

function file(name: string, content: unknown): string {
  const path = join(home, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const attach = async (kind: string, ...more: string[]) =>
  registry('evidence', 'attach', '1.0.0', file(`${kind}.json`, { kind, days: 252 }), '--kind', kind, ...more);

const setRules = async (policy: RegistryPolicy) => registry('policy', 'set', file('rules.json', policy));

describe('regimekit registry evidence', () => {
  it('attach keeps a document by its digest; list and show find it again', async () => {
    const { digest } = await attach('backtest', '--passed', '--summary', 'Sharpe 1.2', '--actor', 'bea');
    expect(await registry('evidence', 'list', '1.0.0')).toMatchObject({
      version: '1.0.0',
      evidence: [{ digest, kind: 'backtest', passed: true, summary: 'Sharpe 1.2', attachedBy: 'bea' }],
    });
    const document = { kind: 'backtest', days: 252 };
    expect(await registry('evidence', 'show', String(digest))).toEqual({ digest, document });
    expect(await registry('evidence', 'show', String(digest).slice(0, 8))).toEqual({ digest, document });
    expect(await page('evidence', 'list', 'staging')).toMatch(/^backtest +passed .* bea +[0-9a-f]{12} +Sharpe 1\.2$/m);
    expect(await page('history')).toMatch(/evidence attached +staging +bea +backtest passed, Sharpe 1\.2/);
  });

  it('attach takes the verdict of the document where none is given, and says which approvals are stale', async () => {
    await registry('approve', '1.0.0', '--actor', 'bea');
    const report = file('report.json', { passed: false });
    expect(await registry('evidence', 'attach', '1.0.0', report, '--kind', 'validation')).toMatchObject({
      passed: false,
      staleApprovals: ['bea'],
    });
  });

  it('attach of what was overtaken says that it was there already, and what counts', async () => {
    const [good, bad] = [file('good.json', { a: 1 }), file('bad.json', { a: 2 })];
    const about = ['--kind', 'validation', '--actor', 'bea'];
    await registry('evidence', 'attach', '1.0.0', good, '--passed', ...about);
    const { digest } = await registry('evidence', 'attach', '1.0.0', bad, '--failed', ...about);
    const again = ['evidence', 'attach', '1.0.0', good, '--passed', ...about];
    expect(await registry(...again)).toMatchObject({
      passed: true,
      alreadyThere: true,
      counts: { digest, passed: false },
    });
    expect(await page(...again)).toMatch(
      /^validation \(passed\) was attached to regime-detector 1\.0\.0 on .+ UTC already, by bea\. Nothing has changed\.\nWhat counts is the newest validation: [0-9a-f]{12} of .+ UTC, not passed\. A new judgement needs a new document\.$/m,
    );
  });

  it('refuses what is no document, no verdict and no digest', async () => {
    const cases: [string[], string][] = [
      [['attach', '1.0.0', file('a.json', { days: 1 }), '--kind', 'backtest'], 'NO_VERDICT'],
      [['attach', '1.0.0', file('b.json', {}), '--kind', 'backtest', '--passed', '--failed'], 'NO_VERDICT'],
      [['attach', '1.0.0', file('c.json', '{ "a": '), '--kind', 'backtest', '--passed'], 'INVALID_JSON'],
      [['attach', '1.0.0', file('d.json', [1]), '--kind', 'backtest', '--passed'], 'INVALID_OPTION'],
      [['attach', '1.0.0', file('e.json', {}), '--kind', 'Back Test', '--passed'], 'INVALID_OPTION'],
      [['attach', '1.0.0', join(home, 'none.json'), '--kind', 'backtest', '--passed'], 'UNREADABLE_FILE'],
      [['attach', '9.9.9', file('f.json', {}), '--kind', 'backtest', '--passed'], 'VERSION_NOT_FOUND'],
      [['attach', '1.0.0', file('g.json', {})], 'USAGE'],
      [['show', 'abcdef'], 'EVIDENCE_NOT_FOUND'],
      [['show', 'a'.repeat(64)], 'EVIDENCE_NOT_FOUND'],
      [['show', 'report'], 'INVALID_OPTION'],
      [['list', '9.9.9'], 'VERSION_NOT_FOUND'],
    ];
    for (const [argv, code] of cases)
      expect({ argv, ...(await refused('evidence', ...argv)) }).toMatchObject({ argv, exitCode: 2, code });
  });
});

describe('regimekit registry approve, withdraw, approvals', () => {
  it('approve is bound to the evidence there is; withdraw takes it back', async () => {
    expect(await registry('approve', '1.0.0', '--actor', 'bea', '--reason', 'looks sound')).toMatchObject({
      version: '1.0.0',
      approval: { approver: 'bea', signed: false, stale: false, reason: 'looks sound' },
    });
    await attach('backtest', '--passed');
    expect(await registry('approvals', '1.0.0')).toMatchObject({ approvals: [{ approver: 'bea', stale: true }] });
    expect(await page('approvals', '1.0.0')).toMatch(/^bea +\S+ \S+ +no +yes +looks sound$/m);
    expect(await registry('withdraw', '1.0.0', '--actor', 'bea')).toMatchObject({ approver: 'bea', approvals: [] });
    expect(await page('approvals', '1.0.0')).toContain('Nobody stands for it.');
  });

  it('withdraw of what nobody gave fails and says who did', async () => {
    await registry('approve', '1.0.0', '--actor', 'bea');
    expect(await refused('withdraw', '1.0.0', '--approver', 'cal')).toMatchObject({
      exitCode: 1,
      code: 'APPROVAL_NOT_FOUND',
      message: expect.stringContaining('bea did'),
    });
    expect(await refused('approve', '9.9.9')).toMatchObject({ exitCode: 2, code: 'VERSION_NOT_FOUND' });
  });

  it('approve --key signs, and a person with a key is believed only with it', async () => {
    await runJson('keys', 'create', 'bea', '--home', home);
    await runJson('keys', 'create', 'mallory', '--home', home);
    await registry('people', 'set', 'ada', '--roles', 'trainer,operator');
    await registry(
      'people',
      'set',
      'bea',
      '--roles',
      'approver',
      '--public-key',
      join(home, 'keys', 'bea.pub'),
      '--actor',
      'ada',
    );
    expect(await refused('approve', '1.0.0', '--actor', 'bea')).toMatchObject({
      exitCode: 1,
      code: 'APPROVAL_KEY',
      hint: expect.stringMatching(/^Name it with --key/),
    });
    expect((await refused('approve', '1.0.0', '--actor', 'bea', '--key', 'mallory')).code).toBe('APPROVAL_KEY');
    expect(await refused('approve', '1.0.0', '--actor', 'bea', '--key', 'none')).toMatchObject({
      exitCode: 1,
      code: expect.stringContaining('KEY'),
    });
    const { approval } = await registry('approve', '1.0.0', '--actor', 'bea', '--key', 'bea');
    expect(approval).toMatchObject({ approver: 'bea', signed: true });
    expect(await registry('verify', '--actor', 'ada')).toMatchObject({ signatures: 1 });
    expect(await refused('withdraw', '1.0.0', '--actor', 'bea')).toMatchObject({
      exitCode: 1,
      code: 'PERMISSION_DENIED',
      hint: expect.stringMatching(/^Name your key with --key/),
    });
    await registry('withdraw', '1.0.0', '--actor', 'bea', '--key', 'bea');
  });
});

describe('regimekit registry explain, promote', () => {
  const rules: RegistryPolicy = {
    stages: {
      production: {
        evidence: ['validation'],
        approvals: { count: 1, trainerCounts: false },
        shadowDays: 20,
        signature: true,
      },
    },
  };

  it('explain names every requirement, and what to type about it', async () => {
    await setRules(rules);
    await registry('approve', '1.0.0', '--actor', 'ada');
    const { allowed, requirements } = await registry<{
      allowed: boolean;
      requirements: { rule: string; met: boolean; remedy: string | null }[];
    }>('explain', '1.0.0');
    expect(allowed).toBe(false);
    expect(requirements.map(({ rule, met, remedy }) => [rule, met, remedy])).toEqual([
      ['movement', true, null],
      ['evidence', false, 'Attach it: regimekit registry evidence attach 1.0.0 FILE --kind validation'],
      ['approvals', false, 'Ask somebody for 1 more: regimekit registry approve 1.0.0'],
      ['shadow_days', false, 'Put it there first: regimekit registry promote 1.0.0 --to shadow'],
      ['signature', false, 'Have it signed: regimekit model sign 1.0.0 --key NAME'],
    ]);
    expect(await page('explain', '1.0.0')).toContain('ada does not count (registered it)');
    expect(await registry('explain', '1.0.0', '--to', 'shadow')).toMatchObject({ allowed: true });
    expect(await refused('explain', '1.0.0', '--to', 'staging')).toMatchObject({ exitCode: 2, code: 'USAGE' });
    expect(await refused('explain', '9.9.9')).toMatchObject({ exitCode: 2, code: 'VERSION_NOT_FOUND' });
  });

  it('promote is refused with every reason and a command for each, and goes when they are met', async () => {
    await setRules({ stages: { production: { ...rules.stages?.production, shadowDays: 0 } } });
    const error = await refused('promote', '1.0.0');
    expect(error).toMatchObject({ exitCode: 1, code: 'PROMOTION_REJECTED' });
    expect(error.message).toContain("It needs evidence of kind 'validation' that passed: none is attached.");
    expect(error.hint).toContain('regimekit registry evidence attach 1.0.0 FILE --kind validation');
    await attach('validation', '--passed');
    await registry('approve', '1.0.0', '--actor', 'bea');
    await runJson('keys', 'create', 'ada', '--home', home);
    await runJson('keys', 'trust', join(home, 'keys', 'ada.pub'), '--owner', 'Ada', '--home', home);
    await runJson('model', 'sign', '1.0.0', '--key', 'ada', '--home', home);
    expect(await registry('explain', '1.0.0')).toMatchObject({ allowed: true });
    expect(await registry('promote', '1.0.0')).toMatchObject({ version: { stage: 'production' } });
    expect(await page('show', 'production')).toMatch(
      /evidence +validation\napproved by +bea\nsigned by +key [0-9a-f]{12}/,
    );
  });

  it('the hints name the model where it is not the configured one', async () => {
    await registerModel(home, { name: 'rival' });
    await setRules({ stages: { production: { approvals: { count: 1 } } } });
    expect((await refused('promote', '1.0.0', '--model', 'rival')).hint).toContain(
      'regimekit registry approve 1.0.0 --model rival',
    );
  });
});

describe('regimekit registry probation', () => {
  it('review says that it runs, that it is over, and what came back when a check fails', async () => {
    await registry('promote', '1.0.0');
    await setRules({ stages: { production: { probationDays: 5 } } });
    await registerModel(home);
    await registry('promote', '1.0.1');
    expect(await registry('probation', 'show')).toMatchObject({ version: '1.0.1', probation: { status: 'running' } });
    expect(await registry('probation', 'review')).toMatchObject({ status: 'running', failure: null });
    expect(await page('probation', 'review')).toMatch(/1\.0\.1 holds so far; its probation ends on \S+ \S+ UTC\./);

    const { folder } = await registry<ModelVersion>('show', 'production');
    const arrays = join(folder!, 'arrays.safetensors');
    const bytes = readFileSync(arrays);
    bytes[bytes.length - 3]! ^= 1;
    writeFileSync(arrays, bytes);
    const { exitCode, stdout } = await runCli('registry', 'probation', 'review', '--home', home);
    expect(exitCode).toBe(1);
    expect(stdout).toContain("has failed its probation: check 'bundle as registered' failed: arrays.safetensors");
    expect(stdout).toContain('1.0.0 is in production again.');
    expect(await refused('probation', 'review')).toMatchObject({ exitCode: 1, code: 'NO_PROBATION' });
  });

  it('show and review of a version without one say so', async () => {
    expect(await refused('probation', 'show')).toMatchObject({ exitCode: 1, code: 'NO_PRODUCTION_MODEL' });
    await registry('promote', '1.0.0');
    expect(await registry('probation', 'show')).toMatchObject({ probation: null });
    expect(await refused('probation', 'review')).toMatchObject({ exitCode: 1, code: 'NO_PROBATION' });
  });
});

describe('regimekit registry alias', () => {
  it('set, list and remove move a name, which stands where a version does', async () => {
    await registerModel(home);
    expect(await registry('alias', 'set', 'champion', '1.0.0')).toMatchObject({ alias: 'champion', version: '1.0.0' });
    expect(await registry('alias', 'set', 'champion', '1.0.1')).toMatchObject({ version: '1.0.1' });
    expect(await registry('show', 'champion')).toMatchObject({ version: '1.0.1', aliases: ['champion'] });
    expect(await registry('alias', 'list')).toEqual({
      model: 'regime-detector',
      aliases: [{ alias: 'champion', version: '1.0.1', stage: 'staging' }],
    });
    expect(await page('alias', 'remove', 'champion')).toContain(
      'champion points nowhere now; it was regime-detector 1.0.1.',
    );
    expect(await page('alias', 'list')).toContain('No aliases.');
  });

  it('refuses names that mean something else, and one that is not there', async () => {
    for (const name of ['production', 'v1.0.0', 'Champion']) {
      expect(await refused('alias', 'set', name, '1.0.0')).toMatchObject({ exitCode: 2, code: 'INVALID_ALIAS' });
    }
    expect(await refused('alias', 'remove', 'none')).toMatchObject({ exitCode: 2, code: 'ALIAS_NOT_FOUND' });
    expect(await refused('alias', 'list', '--model', 'rival')).toMatchObject({ exitCode: 2, code: 'MODEL_NOT_FOUND' });
  });
});

describe('regimekit registry policy', () => {
  const rules = {
    stages: { shadow: { evidence: ['validation'] }, production: { approvals: { count: 2 }, probationDays: 10 } },
    models: { 'test-*': { production: { approvals: { count: 0 } } } },
  };

  it('set records who changed the rules; show gives them back as a page, a document and a file', async () => {
    await registry('policy', 'set', file('rules.json', rules), '--actor', 'ada', '--reason', 'four eyes');
    const { policy, set } = await registry('policy', 'show');
    expect({ policy, set }).toMatchObject({ policy: rules, set: { by: 'ada', reason: 'four eyes' } });
    const text = await page('policy', 'show');
    expect(text).toContain('shadow      a validation that passed\n');
    expect(text).toContain('production  2 approvals; then a probation of 10 days\n');
    expect(text).toContain('test-*: production  0 approvals\n');
    expect(text).toContain('Everybody may do everything');
    const copy = join(home, 'copy.json');
    await registry('policy', 'show', '--to', copy);
    expect(JSON.parse(readFileSync(copy, 'utf8'))).toEqual(rules);
    expect(await refused('policy', 'show', '--to', copy)).toMatchObject({ exitCode: 2, code: 'FILE_EXISTS' });
  });

  it('check needs no registry and names every mistake; set changes nothing then', async () => {
    const wrong = file('wrong.json', { stages: { production: { shadowDays: -1, signature: 'yes' } }, peple: {} });
    const elsewhere = temporaryFolder();
    const error = await runError('registry', 'policy', 'check', wrong, '--home', elsewhere);
    expect(error).toMatchObject({
      exitCode: 2,
      code: 'INVALID_POLICY',
      hint: expect.stringContaining('docs/registry.md'),
    });
    for (const mistake of ['shadowDays', 'signature', 'peple']) expect(error.message).toContain(mistake);
    expect(await refused('policy', 'set', wrong)).toMatchObject({ exitCode: 2, code: 'INVALID_POLICY' });
    expect(await refused('policy', 'check', file('none.txt', 'no JSON'))).toMatchObject({
      exitCode: 2,
      code: 'INVALID_JSON',
    });
    expect(await refused('policy', 'check', file('list.json', []))).toMatchObject({
      exitCode: 2,
      code: 'INVALID_POLICY',
    });
    expect(await runJson('registry', 'policy', 'check', file('right.json', rules), '--home', elsewhere)).toMatchObject({
      policy: rules,
    });
    expect(await registry('policy', 'show')).toEqual({ policy: {}, set: null, file: null });
  });

  it('set works before there is a model, and --keep-people keeps the people', async () => {
    const fresh = join(temporaryFolder(), 'fresh');
    await runJson('registry', 'people', 'set', 'ada', '--roles', 'operator', '--home', fresh);
    const argv = [
      'registry',
      'policy',
      'set',
      file('rules.json', { stages: { shadow: {} } }),
      '--actor',
      'ada',
      '--home',
      fresh,
    ];
    expect(await runJson(...argv, '--keep-people')).toMatchObject({
      policy: { people: { ada: { roles: ['operator'] } } },
    });
    expect(await runJson(...argv)).toMatchObject({ policy: { stages: { shadow: {} } } });
    expect(await runJson('registry', 'people', 'list', '--home', fresh)).toEqual({ people: {} });
  });
});

describe('regimekit registry people', () => {
  it('set, list and remove: who is named may do what the roles say, everybody else nothing', async () => {
    await registry('people', 'set', 'ada', '--roles', 'trainer,operator');
    await registry('people', 'set', 'bea', '--roles', 'approver', '--actor', 'ada');
    expect(await page('people', 'list', '--actor', 'bea')).toMatch(/^bea +no +no +yes +no +- +-$/m);
    const denied = await refused('promote', '1.0.0', '--actor', 'bea');
    expect(denied).toMatchObject({ exitCode: 1, code: 'PERMISSION_DENIED', hint: 'Ask ada.' });
    expect(denied.message).toContain("'bea' may not promote: it needs the role operator");
    expect(await refused('list', '--actor', 'eve')).toMatchObject({
      exitCode: 1,
      code: 'PERMISSION_DENIED',
      hint: 'Say with --actor or REGIMEKIT_ACTOR which of these you are: ada, bea.',
    });
    await registry('people', 'remove', 'bea', '--actor', 'ada');
    expect((await refused('list', '--actor', 'bea')).code).toBe('PERMISSION_DENIED');
    expect(await registry('people', 'remove', 'ada', '--actor', 'ada')).toMatchObject({ people: {} });
  });

  it('refuses roles that do not exist, people without any, and rules that would lock everybody out', async () => {
    const cases: [string[], string][] = [
      [['set', 'ada', '--roles', 'admin'], 'INVALID_OPTION'],
      [['set', 'ada'], 'ROLES_MISSING'],
      [['set', 'ada', '--roles', 'viewer'], 'INVALID_POLICY'],
      [['set', 'ada', '--roles', 'operator', '--public-key', join(home, 'none.pub')], 'UNREADABLE_FILE'],
      [['remove', 'ada'], 'PERSON_NOT_FOUND'],
      [['token', 'ada'], 'PERSON_NOT_FOUND'],
    ];
    for (const [argv, code] of cases)
      expect({ argv, ...(await refused('people', ...argv)) }).toMatchObject({ argv, exitCode: 2, code });
  });

  it('token is shown once, and from then on must be shown; it says who acts where nobody is named', async () => {
    await registry('people', 'set', 'ada', '--roles', 'trainer,operator');
    const { token, tokenHash } = await registry<{ token: string; tokenHash: string }>(
      'people',
      'token',
      'ada',
      '--actor',
      'ada',
    );
    expect(token).toMatch(/^rk_/);
    expect(await refused('alias', 'set', 'champion', '1.0.0', '--actor', 'ada')).toMatchObject({
      exitCode: 1,
      code: 'PERMISSION_DENIED',
      hint: expect.stringContaining('REGIMEKIT_TOKEN'),
    });
    await withEnvironment({ REGIMEKIT_TOKEN: token, REGIMEKIT_ACTOR: undefined }, async () => {
      await registry('alias', 'set', 'champion', '1.0.0');
      const { events } = await registry<{ events: { actor: string }[] }>('history', '--type', 'alias_set');
      expect(events.map(({ actor }) => actor)).toEqual(['ada']);
      expect(JSON.stringify(await registry('people', 'list'))).toContain(tokenHash);
      expect(JSON.stringify(await registry('history', '--all'))).not.toContain(token);
    });
    for (const wrong of [`rk_${'x'.repeat(43)}`, 'short']) {
      await withEnvironment({ REGIMEKIT_TOKEN: wrong, REGIMEKIT_ACTOR: undefined }, async () => {
        const { stdout, stderr, exitCode } = await runCli('registry', 'list', '--home', home, '--debug');
        expect(exitCode).not.toBe(0);
        expect(stdout + stderr).not.toContain(wrong === 'short' ? '"short"' : wrong);
      });
    }
  });
});

describe('who acts', () => {
  it('--actor goes before REGIMEKIT_ACTOR, that before the configuration, and that before the account', async () => {
    let attached = 0;
    const named = async (environment: string | undefined, ...argv: string[]) =>
      withEnvironment({ REGIMEKIT_ACTOR: environment }, async () => {
        const name = `kind-${(attached += 1)}`;
        const { attachedBy } = await registry(
          'evidence',
          'attach',
          '1.0.0',
          file('e.json', { name }),
          '--kind',
          name,
          '--passed',
          ...argv,
        );
        return attachedBy;
      });
    const account = await named(undefined);
    expect(account).toBe(userInfo().username);
    expect(await named('')).toBe(account);
    writeFileSync(join(home, 'config.json'), '{ "actor": "from the file" }');
    expect(await named(undefined)).toBe('from the file');
    expect(await named('from the environment')).toBe('from the environment');
    expect(await named('from the environment', '--actor', 'from the option')).toBe('from the option');
    expect(await refused('approve', '1.0.0', '--actor', ' ')).toMatchObject({ exitCode: 2, code: 'INVALID_ACTOR' });
  });
});
