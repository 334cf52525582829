import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RegimeDetector, regimeModelSchema } from '@regimekit/detector';
import { loadModel } from '@regimekit/persistence';
import { describe, expect, it } from 'vitest';
import type { ModelDocument } from '../src/commands/model/model-document.ts';
import { runFailing } from './support/documents.ts';
import { hashTree } from './support/hash-tree.ts';
import { registerModel } from './support/models.ts';
import { runCli, runJson, temporaryFolder } from './support/run-cli.ts';

const bundleV1 = fileURLToPath(new URL('../../../packages/persistence/test/fixtures/bundle-v1', import.meta.url));

interface Exchange {
  readonly folder: string | null;
  readonly registered: { readonly version: string } | null;
  readonly stateOrder: readonly number[];
  readonly scaler: string;
}

/** A home with one model in production, and the same model in a folder. */
async function homeAndFolder(): Promise<{ home: string; folder: string }> {
  const home = temporaryFolder();
  await registerModel(home, { promote: true });
  const folder = join(temporaryFolder(), 'saved');
  await runJson('model', 'save', 'production', '--to', folder, '--home', home);
  return { home, folder };
}

function flipByte(folder: string): void {
  const file = join(folder, 'arrays.safetensors');
  const bytes = readFileSync(file);
  bytes[bytes.length - 3]! ^= 1;
  writeFileSync(file, bytes);
}

async function detectorIn(folder: string): Promise<RegimeDetector> {
  return RegimeDetector.fromModelData(await loadModel(folder, regimeModelSchema));
}

const rows = Array.from({ length: 200 }, (_, i) => [12 + 10 * Math.sin(i / 9) ** 2, 0.1 + 0.08 * Math.cos(i / 9)]);

describe('regimekit model save', () => {
  it('save writes what was registered, byte for byte, and never over anything', async () => {
    const { home, folder } = await homeAndFolder();
    expect(hashTree(folder)).toEqual(hashTree(join(home, 'models/regime-detector/versions/1.0.0')));
    expect(await runFailing('model', 'save', '1.0.0', '--to', folder, '--home', home)).toMatchObject({
      exitCode: 1,
      error: { code: 'MODEL_EXISTS' },
    });
    const { stdout } = await runCli('model', 'save', '1.0.0', '--to', `${folder}2`, '--home', home);
    expect(stdout).toContain('as registered');
    expect(stdout).toContain('sha256sum -c SHA256SUMS');
  });

  it('save refuses a damaged version, and one that is not there', async () => {
    const { home } = await homeAndFolder();
    flipByte(join(home, 'models/regime-detector/versions/1.0.0'));
    const to = join(temporaryFolder(), 'x');
    expect(await runFailing('model', 'save', '1.0.0', '--to', to, '--home', home)).toMatchObject({
      exitCode: 1,
      error: { code: 'DIGEST_MISMATCH' },
    });
    expect((await runFailing('model', 'save', '9.9.9', '--to', to, '--home', home)).exitCode).toBe(2);
    expect((await runFailing('model', 'save', '1.0.0', '--home', home)).error.code).toBe('USAGE');
    expect(existsSync(to)).toBe(false);
  });
});

describe('regimekit model show', () => {
  it('show says the same of a version and of its folder, but where it lies', async () => {
    const { home, folder } = await homeAndFolder();
    const version = await runJson<ModelDocument>('model', 'show', 'production', '--home', home);
    const saved = await runJson<ModelDocument>('model', 'show', folder, '--home', home);
    expect(version).toMatchObject({
      registered: { name: 'regime-detector', version: '1.0.0', stage: 'production' },
      kind: 'regime-detector',
      arrays: { transition_matrix: [3, 3], means: [3, 2] },
      metadata: { trainedBy: 'grace' },
      trust: { outcome: 'unsigned', signatures: [] },
    });
    expect({ ...saved, registered: null, folder: null }).toEqual({ ...version, registered: null, folder: null });

    const { stdout } = await runCli('model', 'show', 'production', '--home', home);
    for (const text of [
      'regime-detector 1.0.0',
      'risk_on, neutral, risk_off',
      'vol2 v1: vix_level',
      'by grace',
      'by nobody',
    ]) {
      expect(stdout).toContain(text);
    }
  });

  it('show --picture writes one page that loads nothing from elsewhere', async () => {
    const { home, folder } = await homeAndFolder();
    const picture = join(temporaryFolder(), 'model.html');
    await runJson('model', 'show', folder, '--picture', picture, '--home', home);
    const html = readFileSync(picture, 'utf8');
    expect(html).toContain('What the model learned');
    expect(html).not.toMatch(/(src|href)="https?:/);
    expect(
      await runFailing('model', 'show', folder, '--picture', join(folder, 'no/x.html'), '--home', home),
    ).toMatchObject({
      exitCode: 2,
      error: { code: 'FILE_NOT_WRITABLE' },
    });
  });

  it('show of what is not there says what there could be', async () => {
    const home = temporaryFolder();
    expect(await runFailing('model', 'show', 'no-such-folder', '--home', home)).toMatchObject({
      exitCode: 2,
      error: { code: 'MODEL_NOT_FOUND', hint: expect.stringContaining('registry list') },
    });
    expect((await runFailing('model', 'show', './no-such-folder', '--home', home)).error.code).toBe(
      'MODEL_FOLDER_NOT_FOUND',
    );
  });
});

describe('regimekit model verify', () => {
  it('verify lists what it has checked', async () => {
    const { home, folder } = await homeAndFolder();
    expect(await runJson('model', 'verify', 'production', '--home', home)).toMatchObject({
      sound: true,
      checked: ['3 files to the byte', 'as registered', 'every invariant of the numbers', 'the recorded answer'],
    });
    expect((await runCli('model', 'verify', folder, '--home', home)).stdout).toContain('is sound: 3 files to the byte');
  });

  it('verify fails at a changed byte, an added file and another answer', async () => {
    const { home, folder } = await homeAndFolder();
    const damaged = `${folder}-damaged`;
    cpSync(folder, damaged, { recursive: true });
    flipByte(damaged);
    expect(await runFailing('model', 'verify', damaged, '--home', home)).toMatchObject({
      exitCode: 1,
      error: { code: 'DIGEST_MISMATCH' },
    });
    const more = `${folder}-more`;
    cpSync(folder, more, { recursive: true });
    writeFileSync(join(more, 'run.js'), 'process.exit()');
    expect((await runFailing('model', 'verify', more, '--home', home)).error.code).toBe('MODEL_FILE_UNLISTED');

    const canary = { row: [15, 0.1], probabilities: { risk_on: 0.5, neutral: 0.25, risk_off: 0.25 } };
    const { version } = await registerModel(home, { metadata: { canary } });
    expect((await runFailing('model', 'verify', version, '--home', home)).error.code).toBe('CANARY_DIFFERS');
  });
});

describe('regimekit model load', () => {
  it('load says what it is; with --register it is a version that says where it came from', async () => {
    const { folder } = await homeAndFolder();
    const home = temporaryFolder();
    const looked = await runJson<ModelDocument>('model', 'load', folder, '--home', home);
    expect(looked).toMatchObject({ registered: null, kind: 'regime-detector' });
    expect(readdirSync(home)).toEqual([]);

    const argv = ['model', 'load', folder, '--register', '--reason', 'handed over', '--home', home];
    const loaded = await runJson<{ registered: { version: string; stage: string } }>(...argv);
    expect(loaded.registered).toMatchObject({ version: '1.0.0', stage: 'staging' });
    const { metadata, config } = await runJson<ModelDocument>('model', 'show', '1.0.0', '--home', home);
    expect(config).toEqual(looked.config);
    expect(metadata).toMatchObject({ ...looked.metadata, loadedFrom: { manifestDigest: looked.manifestDigest } });
    expect((await runJson<{ sound: boolean }>('model', 'verify', '1.0.0', '--home', home)).sound).toBe(true);
  });

  it('load --register does not hide who trained it: the own approval of that person counts no more', async () => {
    const { folder } = await homeAndFolder();
    const home = temporaryFolder();
    await runJson('model', 'load', folder, '--register', '--actor', 'bea', '--home', home);
    const rules = join(home, 'rules.json');
    writeFileSync(rules, JSON.stringify({ stages: { production: { approvals: { count: 1, trainerCounts: false } } } }));
    const registry = (...argv: string[]) => runJson('registry', ...argv, '--home', home);
    await registry('policy', 'set', rules, '--actor', 'bea');
    await registry('approve', '1.0.0', '--actor', 'grace');
    const { stdout } = await runCli('registry', 'explain', '1.0.0', '--home', home);
    expect(stdout).toContain('1 approval by others than bea, who registered it, and grace, who trained it');
    expect(stdout).toContain('none that counts; grace does not count (trained it)');
    expect((await runFailing('registry', 'promote', '1.0.0', '--home', home)).error.code).toBe('PROMOTION_REJECTED');
    await registry('approve', '1.0.0', '--actor', 'cal');
    await registry('promote', '1.0.0');
  });

  it('load --register --key signs the new version, so that it can be used where a signature is asked for', async () => {
    const { folder } = await homeAndFolder();
    const home = temporaryFolder();
    const { keyId, publicKeyFile } = await runJson<Record<'keyId' | 'publicKeyFile', string>>(
      'keys',
      'create',
      'ada',
      '--home',
      home,
    );
    const argv = ['model', 'load', folder, '--home', home];
    expect(await runFailing(...argv, '--key', 'ada')).toMatchObject({
      exitCode: 2,
      error: { code: 'KEY_WITHOUT_REGISTER' },
    });
    expect((await runFailing(...argv, '--register', '--key', 'adda')).error.code).toBe('KEY_NOT_FOUND');
    expect(existsSync(join(home, 'models'))).toBe(false);
    expect((await runCli(...argv, '--register', '--key', 'ada')).stdout).toContain(
      'Registered as regime-detector 1.0.0, in staging, signed with the key ada.',
    );
    const { signatures } = await runJson<{ signatures: object[] }>('registry', 'show', '1.0.0', '--home', home);
    expect(signatures).toMatchObject([{ keyId }]);
    await runJson('keys', 'trust', publicKeyFile, '--owner', 'Ada', '--home', home);
    writeFileSync(join(home, 'config.json'), '{ "trust": { "requireSignature": "refuse" } }');
    await runJson('registry', 'promote', '1.0.0', '--home', home);
    expect((await runJson<{ sound: boolean }>('model', 'verify', 'production', '--home', home)).sound).toBe(true);
  });

  it('load refuses what is damaged, and a reason without a registration', async () => {
    const { home, folder } = await homeAndFolder();
    expect((await runFailing('model', 'load', folder, '--reason', 'x', '--home', home)).exitCode).toBe(2);
    flipByte(folder);
    expect(await runFailing('model', 'load', folder, '--register', '--home', home)).toMatchObject({
      exitCode: 1,
      error: { code: 'DIGEST_MISMATCH' },
    });
  });
});

describe('regimekit model migrate', () => {
  it('migrate writes the newest format into a new folder and leaves the old one alone', async () => {
    const home = temporaryFolder();
    const [old, to] = [join(home, 'old'), join(home, 'new')];
    cpSync(bundleV1, old, { recursive: true });
    const before = hashTree(old);
    expect(await runJson('model', 'migrate', old, '--to', to)).toMatchObject({ formatVersion: 2 });
    expect(hashTree(old)).toEqual(before);
    expect((await runJson<{ sound: boolean }>('model', 'verify', to, '--home', home)).sound).toBe(true);
    expect(hashTree(to)['arrays.safetensors']).toBe(before['arrays.safetensors']);
    expect((await runFailing('model', 'migrate', to, '--to', `${to}2`)).exitCode).not.toBe(0);
    expect((await runFailing('model', 'migrate', old, '--to', to)).error.code).toBe('MODEL_EXISTS');
  });
});

describe('regimekit model export and import', () => {
  it.each([
    ['hmmlearn-json', [], 'given'],
    ['hmmlearn-npz', [], 'given'],
    ['hmmlearn-npz', ['--fold'], 'derived'],
    ['json', [], 'derived'],
  ] as const)('export --format %s %o comes back with the same predictions', async (format, fold, scaler) => {
    const { home, folder } = await homeAndFolder();
    const file = join(temporaryFolder(), format === 'hmmlearn-npz' ? 'model.npz' : 'model.json');
    await runJson('model', 'export', folder, '--format', format, ...fold, '--to', file, '--home', home);
    const to = join(temporaryFolder(), 'again');
    const document = await runJson<Exchange>('model', 'import', file, '--features', 'vol2', '--to', to, '--home', home);
    expect(document).toMatchObject({ stateOrder: [0, 1, 2], scaler, registered: null, folder: to });

    const [there, here] = [await detectorIn(to), await detectorIn(folder)];
    const [a, b] = [there, here].map((detector) => detector.predictRegimes(rows));
    expect(a!.map(({ regime }) => regime)).toEqual(b!.map(({ regime }) => regime));
    for (const [i, { probabilities }] of a!.entries()) {
      for (const regime of here.regimes) expect(probabilities[regime]).toBeCloseTo(b![i]!.probabilities[regime]!, 10);
    }
    // With the scaler beside nothing is recomputed on the way.
    expect(JSON.stringify(a) === JSON.stringify(b)).toBe(scaler === 'given');
    expect((await runJson<{ sound: boolean }>('model', 'verify', to, '--home', home)).sound).toBe(true);
  });

  it('export never overwrites, and json is what regimekit hmm reads', async () => {
    const { home, folder } = await homeAndFolder();
    const file = join(temporaryFolder(), 'model.json');
    const argv = ['model', 'export', folder, '--format', 'json', '--to', file, '--home', home];
    expect((await runCli(...argv)).stdout).toContain("in the features' own units");
    expect(await runFailing(...argv)).toMatchObject({ exitCode: 2, error: { code: 'FILE_EXISTS' } });
    const table = join(temporaryFolder(), 'table.csv');
    const lines = rows.map((row) => row.join(','));
    writeFileSync(table, ['vix_level,realized_vol_20d', ...lines].join('\n'));
    expect((await runJson<{ logLikelihood: number }>('hmm', 'score', file, table)).logLikelihood).toEqual(
      expect.any(Number),
    );
  });

  it('import --register makes a version that predict and promote accept, and that says it was imported', async () => {
    const { home, folder } = await homeAndFolder();
    const file = join(temporaryFolder(), 'model.npz');
    await runJson('model', 'export', folder, '--format', 'hmmlearn-npz', '--to', file, '--home', home);
    const argv = ['model', 'import', file, '--features', 'vol2', '--source', 'hmmlearn, by ada', '--register'];
    const { registered } = await runJson<Exchange>(...argv, '--home', home);
    const version = registered!.version;
    const promoted = await runJson<{ checks: string[] }>('registry', 'promote', version, '--home', home);
    expect(promoted.checks).toContain('load and predict the recorded row');
    const { stdout } = await runCli('model', 'show', 'production', '--home', home);
    expect(stdout).toContain('from hmmlearn, by ada; how it was fitted is not known here');
    const picture = join(temporaryFolder(), 'page.html');
    await runJson('model', 'show', 'production', '--picture', picture, '--home', home);
    expect(readFileSync(picture, 'utf8')).toContain('was not fitted here');
    expect(await runFailing('model', 'rebuild', version, '--home', home)).toMatchObject({
      exitCode: 1,
      error: { code: 'NOT_REPEATABLE', message: expect.stringContaining('imported (hmmlearn, by ada)') },
    });
  });

  it('import names the states by stress, whatever their order in the file', async () => {
    const home = temporaryFolder();
    const file = join(home, 'm.json');
    const parameters = {
      startprob_: [1, 0],
      transmat_: [
        [0.9, 0.1],
        [0.02, 0.98],
      ],
      means_: [
        [35, 0.4],
        [14, 0.1],
      ],
      covars_: [
        [90, 0.01],
        [9, 0.002],
      ],
      covariance_type: 'diag',
    };
    writeFileSync(file, JSON.stringify(parameters));
    expect(await runJson('model', 'import', file, '--features', 'vol2', '--home', home)).toMatchObject({
      stateOrder: [1, 0],
      scaler: 'derived',
      labelRule: { kind: 'stress' },
    });
    const { stdout } = await runCli('model', 'import', file, '--features', 'vol2', '--home', home);
    expect(stdout).toContain('Nothing was written.');

    const { covariance_type: _, ...untyped } = parameters;
    writeFileSync(file, JSON.stringify(untyped));
    // Two states and two features: K x D is as possible as D x D, were it symmetric.
    expect(await runJson('model', 'import', file, '--features', 'vol2', '--home', home)).toMatchObject({
      stateOrder: [1, 0],
    });
  });

  it('import refuses what is no model, in a sentence', async () => {
    const home = temporaryFolder();
    const file = join(home, 'wrong.json');
    const pickles = fileURLToPath(
      new URL('../../../packages/persistence/test/fixtures/numpy/objects.npz', import.meta.url),
    );
    const cases: [content: string, code: string][] = [
      ['not json', 'INVALID_MODEL_FILE'],
      ['{"startprob_": [1]}', 'INVALID_MODEL_FILE'],
      ['{"startprob_": [1], "transmat_": [[1]], "means_": [["a"]], "covars_": [[1]]}', 'INVALID_MODEL_FILE'],
      [
        '{"startprob_": [0.9], "transmat_": [[1]], "means_": [[1, 2]], "covars_": [[1, 1]]}',
        'PROBABILITIES_DO_NOT_SUM',
      ],
      [
        '{"startprob_": [1], "transmat_": [[1]], "means_": [[1]], "covars_": [[1]], "feature_names": ["x"]}',
        'OTHER_FEATURES',
      ],
      ['{"startprob_": [1], "transmat_": [[1]], "means_": [[1]], "covars_": [[1]]}', 'INVALID_OPTIONS'],
      [
        '{"startprob_": [1], "transmat_": [[1]], "means_": [[1, 2]], "covars_": [[1, 1]], "scaler_mean_": [0, 0]}',
        'INVALID_MODEL_FILE',
      ],
    ];
    for (const [content, code] of cases) {
      writeFileSync(file, content);
      const { exitCode, error } = await runFailing('model', 'import', file, '--features', 'vol2', '--home', home);
      expect({ content, exitCode, code: error.code }).toEqual({ content, exitCode: 2, code });
    }
    const failing = async (...argv: string[]) =>
      (await runFailing('model', 'import', ...argv, '--home', home)).error.code;
    expect(await failing(pickles, '--features', 'vol2')).toBe('INVALID_NPZ');
    expect(await failing(join(home, 'none.npz'), '--features', 'vol2')).toBe('UNREADABLE_FILE');
    expect(await failing(file, '--features', 'vol3')).toBe('UNKNOWN_FEATURE_SET');
    expect(await failing(file)).toBe('USAGE');
  });
});
