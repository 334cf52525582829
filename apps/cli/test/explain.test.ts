// What a model believes and how far to trust it, on an invented market.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeMarketFiles } from './support/market-files.ts';
import { registerModel } from './support/models.ts';
import { runCli, runError, runJson, temporaryFolder } from './support/run-cli.ts';

interface ExplainDocument {
  readonly kind: string;
  readonly regimes: readonly {
    regime: string;
    rows: number | null;
    visits: number | null;
    expectedDuration: number;
    duration: { lower: number; upper: number } | null;
    features: Record<string, { mean: number }>;
  }[];
  readonly search: { reached: number; finished: number };
  readonly days: { rows: number; areTraining: boolean } | null;
  readonly withoutDays: string | null;
  readonly transitions: readonly { estimate: number; interval: { lower: number; upper: number } | null }[] | null;
  readonly tests: readonly { name: string; rejected: boolean }[] | null;
  readonly findings: readonly { severity: string; about: string; message: string }[];
}

/** That of the model in support/models.ts. */
const MARKET = { seed: 5, start: '2018-01-02', nDays: 900 };

describe('regimekit explain', () => {
  let home: string;
  let folder: string;

  beforeAll(async () => {
    folder = temporaryFolder();
    home = join(folder, 'home');
    await runJson('data', 'import', ...Object.values(writeMarketFiles(join(folder, 'files'), MARKET)), '--home', home);
    await registerModel(home, { promote: true });
  });

  it('explain production tells states, durations, intervals, rows, search, residuals and findings', async () => {
    const found = await runJson<ExplainDocument>('explain', 'production', '--home', home);
    expect(found.kind).toBe('hmm');
    expect(found.days).toMatchObject({ rows: 880, areTraining: true });
    expect(found.regimes.reduce((sum, { rows }) => sum + rows!, 0)).toBeCloseTo(880, 6);
    for (const { duration, expectedDuration, visits } of found.regimes) {
      expect(duration!.lower).toBeLessThan(expectedDuration);
      expect(duration!.upper).toBeGreaterThan(expectedDuration);
      expect(visits).toBeGreaterThan(0);
    }
    // In the units of the features.
    expect(found.regimes.at(-1)!.features['vix_level']!.mean).toBeGreaterThan(20);
    expect(found.search.finished).toBe(2);
    expect(found.tests).toHaveLength(8);
    const about = new Set(found.findings.map((finding) => finding.about));
    expect([...about]).toEqual(expect.arrayContaining(['sample', 'residuals']));
    // Regimes and features have names here.
    for (const { message } of found.findings) {
      expect(message).not.toMatch(/\b[Ss]tates? \d|[Ff]eatures? \d|transitionMatrix/);
    }
    // Memory is told once, for all features that have it.
    const memory = found.findings.filter(({ message }) => message.includes('inside the states: '));
    expect(memory).toHaveLength(1);
    expect(memory[0]!.message).toMatch(
      /^vix_level and realized_vol_20d remember their past inside the states: [\d.]+ to [\d.]+ /,
    );
  });

  it('explain prints a page and writes one HTML file that needs nothing else', async () => {
    const picture = join(folder, 'model.html');
    const { stdout, exitCode } = await runCli('explain', '1.0.0', '--home', home, '--picture', picture);
    expect(exitCode).toBe(0);
    for (const title of [
      'What it believes',
      'How long, and how surely',
      'From one day to the next',
      'How far to trust it',
    ]) {
      expect(stdout).toContain(title);
    }
    expect(stdout).toMatch(/^ +risk_off +\d/m);
    expect(stdout).toContain('Intervals hold if the model does');
    expect(stdout).toContain('days seen');
    const html = readFileSync(picture, 'utf8');
    expect(html).toContain('vix_level: quantiles');
    expect(html).toContain('Probabilities of the next day');
    expect(html).not.toMatch(/(?:src|href)="https?:/);
  });

  it('explain --bootstrap draws its intervals, the same for the same seed', async () => {
    const argv = ['explain', 'production', '--home', home, '--bootstrap', '10', '--seed', '3'];
    const found = await runJson<ExplainDocument>(...argv);
    expect(await runJson(...argv)).toEqual(found);
    const curved = await runJson<ExplainDocument>('explain', 'production', '--home', home);
    expect(found.regimes[0]!.duration).not.toEqual(curved.regimes[0]!.duration);
  });

  it('explain --no-data looks at the model alone, and says so', async () => {
    const found = await runJson<ExplainDocument>('explain', 'production', '--home', home, '--no-data');
    expect(found).toMatchObject({ days: null, tests: null, transitions: null });
    expect(found.withoutDays).toContain('without the days');
  });

  it('explain does without a warehouse, and notices days that are others', async () => {
    const bare = join(temporaryFolder(), 'home');
    await registerModel(bare);
    const found = await runJson<ExplainDocument>('explain', '1.0.0', '--home', bare);
    expect(found.days).toBeNull();
    expect(found.withoutDays).toContain('No day can be looked at');

    const other = Object.values(writeMarketFiles(join(temporaryFolder(), 'files'), { ...MARKET, seed: 6 }));
    await runJson('data', 'import', ...other, '--home', bare);
    const moved = await runJson<ExplainDocument>('explain', '1.0.0', '--home', bare);
    expect(moved.days?.areTraining).toBe(false);
    expect(moved.findings.some(({ message }) => message.includes('not, to the bit'))).toBe(true);
  });

  it('explain names what it cannot find or use', async () => {
    expect(await runError('explain', '9.9.9', '--home', home)).toMatchObject({ code: 'VERSION_NOT_FOUND' });
    expect(await runError('explain', 'production', '--home', home, '--bootstrap', '3')).toMatchObject({
      exitCode: 2,
      code: 'INVALID_OPTION',
    });
    const nowhere = join(folder, 'no', 'where.html');
    expect(await runError('explain', 'production', '--home', home, '--picture', nowhere)).toMatchObject({
      code: 'FILE_NOT_WRITABLE',
    });
  });

  it('explain of a jump model says what does not apply', async () => {
    const own = join(temporaryFolder(), 'home');
    await runJson(
      'data',
      'import',
      ...Object.values(writeMarketFiles(join(temporaryFolder(), 'files'), MARKET)),
      '--home',
      own,
    );
    await runJson('train', '--model', 'jump', '--register', '--home', own);
    const found = await runJson<ExplainDocument>('explain', '1.0.0', '--home', own);
    expect(found).toMatchObject({ kind: 'jump', days: null, transitions: null, tests: null });
    expect(found.withoutDays).toContain('no intervals and no residuals');
    const { stdout } = await runCli('explain', '1.0.0', '--home', own);
    expect(stdout).toContain('jump model');
    // Nothing is said of what a jump model has not.
    expect(stdout).not.toMatch(/Intervals hold|days seen|visits/);
  });
});
