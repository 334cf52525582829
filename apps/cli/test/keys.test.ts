import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ModelDocument } from '../src/commands/model/model-document.ts';
import { runFailing } from './support/documents.ts';
import { registerModel } from './support/models.ts';
import { runCli, runJson, temporaryFolder } from './support/run-cli.ts';

interface CreatedKey {
  readonly keyId: string;
  readonly publicKeyFile: string;
}

function require(home: string, requireSignature: 'refuse' | 'warn' | 'off'): void {
  writeFileSync(join(home, 'config.json'), JSON.stringify({ trust: { requireSignature } }));
}

describe('regimekit keys', () => {
  it('create makes a key that only its owner can read, and prints its public half alone', async () => {
    const home = temporaryFolder();
    const { stdout } = await runCli('keys', 'create', 'ada', '--home', home, '--json');
    expect(stdout).not.toContain('PRIVATE');
    const { keyId, publicKeyFile } = JSON.parse(stdout) as CreatedKey;
    expect(statSync(join(home, 'keys/ada.key')).mode & 0o777).toBe(0o600);
    expect(statSync(join(home, 'keys')).mode & 0o777).toBe(0o700);
    expect(readFileSync(publicKeyFile, 'utf8')).toContain('BEGIN PUBLIC KEY');
    const edwards = await runJson<CreatedKey>('keys', 'create', 'eve', '--algorithm', 'ed25519', '--home', home);
    expect(await runJson('keys', 'list', '--home', home)).toMatchObject({
      own: [
        { name: 'ada', algorithm: 'ecdsa-p256', keyId },
        { name: 'eve', algorithm: 'ed25519', keyId: edwards.keyId },
      ],
      trusted: [],
    });
    const page = (await runCli('keys', 'list', '--home', home)).stdout;
    expect(page).toContain(keyId);
    expect(page).toContain('Nobody.');
  });

  it('a folder that is open to others is warned of, with what mends it', async () => {
    const home = temporaryFolder();
    await runJson('keys', 'create', 'ada', '--home', home);
    const folder = join(home, 'keys');
    chmodSync(folder, 0o755);
    const { exitCode, stderr } = await runCli('keys', 'list', '--home', home);
    expect(exitCode).toBe(0);
    expect(stderr).toBe(
      `Warning: The folder of your keys is open to others: '${folder}' has mode 755, expected 700.\n  Run: chmod 700 '${folder}'\n`,
    );
    chmodSync(folder, 0o700);
    expect((await runCli('keys', 'list', '--home', home)).stderr).toBe('');
  });

  it('trust and revoke keep on record who is believed, for what and until when', async () => {
    const home = temporaryFolder();
    const { keyId, publicKeyFile } = await runJson<CreatedKey>('keys', 'create', 'ada', '--home', home);
    const argv = [
      'keys',
      'trust',
      publicKeyFile,
      '--owner',
      'Ada',
      '--models',
      'spx-*, regime-*',
      '--not-after',
      '2030-01-31',
    ];
    expect(await runJson(...argv, '--home', home)).toMatchObject({
      keyId,
      owner: 'Ada',
      models: ['spx-*', 'regime-*'],
      notAfter: '2030-01-31T23:59:59.999Z',
    });
    expect((await runCli('keys', 'list', '--home', home)).stdout).toMatch(/Ada +spx-\*, regime-\* +all +2030-01-31/);
    expect(await runFailing(...argv, '--home', home)).toMatchObject({ exitCode: 1, error: { code: 'KEY_EXISTS' } });
    await runJson('keys', 'revoke', keyId.slice(0, 12), '--home', home);
    expect((await runCli('keys', 'list', '--home', home)).stdout).toMatch(/Ada .* revoked 20/);
  });

  it('refuses names, files and ids that cannot be meant', async () => {
    const home = temporaryFolder();
    const notes = join(home, 'notes.txt');
    writeFileSync(notes, 'no key');
    await runJson('keys', 'create', 'ada', '--home', home);
    const cases: [string[], number, string][] = [
      [['create', '../ada'], 2, 'INVALID_KEY_NAME'],
      [['create', 'ada'], 1, 'KEY_EXISTS'],
      [['create', 'bea', '--algorithm', 'rsa'], 2, 'USAGE'],
      [['trust', notes, '--owner', 'x'], 2, 'INVALID_KEY'],
      [['trust', join(home, 'keys/ada.key'), '--owner', 'x'], 2, 'INVALID_KEY'],
      [['trust', join(home, 'none.pub'), '--owner', 'x'], 2, 'UNREADABLE_FILE'],
      [['trust', notes], 2, 'USAGE'],
      [['trust', join(home, 'keys/ada.pub'), '--owner', 'x', '--not-after', 'soon'], 2, 'INVALID_OPTION'],
      [['revoke', 'abc'], 2, 'KEY_NOT_FOUND'],
    ];
    for (const [argv, exitCode, code] of cases) {
      const failed = await runFailing('keys', ...argv, '--home', home);
      expect({ argv, exitCode: failed.exitCode, code: failed.error.code }).toEqual({ argv, exitCode, code });
    }
  });
});

describe('regimekit model sign, and what trust asks for', () => {
  it('signs a version and a folder; show and verify say by whom', async () => {
    const home = temporaryFolder();
    await registerModel(home, { promote: true });
    const folder = join(temporaryFolder(), 'saved');
    const { publicKeyFile, keyId } = await runJson<CreatedKey>('keys', 'create', 'ada', '--home', home);
    await runJson('model', 'save', '1.0.0', '--to', folder, '--home', home);
    for (const place of ['1.0.0', folder]) {
      const signed = await runJson<{ file: string }>('model', 'sign', place, '--key', 'ada', '--home', home);
      expect(signed.file).toBe(`signatures/${keyId.slice(0, 16)}.sigstore.json`);
      const before = await runJson<ModelDocument>('model', 'show', place, '--home', home);
      expect(before.trust).toMatchObject({ outcome: 'untrusted', signatures: [{ keyId: null }] });
      expect(await runFailing('model', 'sign', place, '--key', 'ada', '--home', home)).toMatchObject({ exitCode: 1 });
    }
    await runJson('keys', 'trust', publicKeyFile, '--owner', 'Ada', '--home', home);
    for (const place of ['production', folder]) {
      expect((await runJson<ModelDocument>('model', 'verify', place, '--home', home)).trust).toMatchObject({
        outcome: 'trusted',
        signatures: [{ owner: 'Ada', keyId, problem: null }],
      });
    }
    expect((await runCli('model', 'show', 'production', '--home', home)).stdout).toMatch(/signed +by Ada/);
    const { events } = await runJson<{ events: { type: string }[] }>('registry', 'history', '--home', home);
    expect(events.map(({ type }) => type)).toContain('signed');
    // Signatures travel with the bundle.
    await runJson('model', 'save', '1.0.0', '--to', `${folder}2`, '--home', home);
    expect((await runJson<ModelDocument>('model', 'show', `${folder}2`, '--home', home)).trust.outcome).toBe('trusted');
  });

  it('with requireSignature refuse nothing unsigned is loaded, verified, promoted or predicted with', async () => {
    const home = temporaryFolder();
    await registerModel(home, { promote: true });
    await registerModel(home);
    const folder = join(temporaryFolder(), 'saved');
    await runJson('model', 'save', '1.0.0', '--to', folder, '--home', home);
    require(home, 'refuse');
    const commands = [
      ['model', 'verify', '1.0.0'],
      ['model', 'verify', folder],
      ['model', 'load', folder],
      ['predict'],
      ['train', '--follow', 'production'],
    ];
    for (const argv of commands) {
      const { exitCode, error } = await runFailing(...argv, '--home', home);
      expect({ argv, exitCode, code: error.code }).toEqual({ argv, exitCode: 1, code: 'UNSIGNED_MODEL' });
    }
    const rejected = await runFailing('registry', 'promote', '1.0.1', '--home', home);
    expect(rejected).toMatchObject({ exitCode: 1, error: { code: 'PROMOTION_REJECTED' } });
    // Looking at it, copying it and signing it stay possible.
    expect((await runJson<ModelDocument>('model', 'show', '1.0.1', '--home', home)).trust.outcome).toBe('unsigned');

    const { publicKeyFile } = await runJson<CreatedKey>('keys', 'create', 'ada', '--home', home);
    await runJson('model', 'sign', '1.0.1', '--key', 'ada', '--home', home);
    expect((await runFailing('model', 'verify', '1.0.1', '--home', home)).error.code).toBe('UNKNOWN_SIGNER');
    await runJson('keys', 'trust', publicKeyFile, '--owner', 'Ada', '--stages', 'shadow,production', '--home', home);
    expect((await runFailing('model', 'verify', '1.0.1', '--home', home)).error.code).toBe('SIGNER_NOT_ALLOWED');
    await runJson('registry', 'promote', '1.0.1', '--home', home);
    expect((await runJson<{ sound: boolean }>('model', 'verify', 'production', '--home', home)).sound).toBe(true);
  });

  it('a key that is trusted for one model says nothing of a folder that is loaded as another', async () => {
    const { home, folder } = { home: temporaryFolder(), folder: join(temporaryFolder(), 'saved') };
    await registerModel(home);
    await runJson('model', 'save', '1.0.0', '--to', folder, '--home', home);
    const { publicKeyFile } = await runJson<CreatedKey>('keys', 'create', 'ada', '--home', home);
    await runJson('model', 'sign', folder, '--key', 'ada', '--home', home);
    await runJson('keys', 'trust', publicKeyFile, '--owner', 'Ada', '--models', 'spx-*', '--home', home);
    require(home, 'refuse');
    const load = ['model', 'load', folder, '--home', home];
    expect((await runFailing(...load)).error.code).toBe('SIGNER_NOT_ALLOWED');
    expect(await runJson(...load, '--model', 'spx-regimes', '--register')).toMatchObject({
      registered: { name: 'spx-regimes', version: '1.0.0' },
    });
  });

  it('with requireSignature warn it says so on stderr and goes on', async () => {
    const home = temporaryFolder();
    await registerModel(home, { promote: true });
    require(home, 'warn');
    const { exitCode, stdout, stderr } = await runCli('model', 'verify', '1.0.0', '--home', home, '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ sound: true });
    expect(stderr).toContain('Warning: regime-detector is not trusted');
  });

  it('sign refuses a key that others can read, and one that is not there', async () => {
    const home = temporaryFolder();
    await registerModel(home);
    await runJson('keys', 'create', 'ada', '--home', home);
    chmodSync(join(home, 'keys/ada.key'), 0o644);
    expect(await runFailing('model', 'sign', '1.0.0', '--key', 'ada', '--home', home)).toMatchObject({
      exitCode: 1,
      error: { code: 'KEY_PERMISSION', hint: expect.stringContaining('chmod 600') },
    });
    expect((await runFailing('model', 'sign', '1.0.0', '--key', 'bea', '--home', home)).error.code).toBe(
      'KEY_NOT_FOUND',
    );
  });

  it('refuses a configuration that asks for something else', async () => {
    const home = temporaryFolder();
    writeFileSync(join(home, 'config.json'), JSON.stringify({ trust: { requireSignature: 'maybe' } }));
    expect(await runFailing('model', 'show', '1.0.0', '--home', home)).toMatchObject({
      exitCode: 2,
      error: { code: 'INVALID_CONFIGURATION', message: expect.stringContaining('requireSignature') },
    });
  });
});
