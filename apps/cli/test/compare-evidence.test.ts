// The record of a look as evidence, in a folder and in PostgreSQL.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ModelRegistry } from '@regimekit/registry';
import { testPostgres } from '@regimekit/test-postgres';
import { describe, expect, it } from 'vitest';
import { at, homeWithMarket, logShadowDays, PLANNED, registerPair } from './support/comparison-home.ts';
import { runCli, runError, runJson } from './support/run-cli.ts';

const server = await testPostgres();
const write = async (home: string, ...more: string[]) =>
  at(PLANNED, () => runJson<{ digest: string }>('compare', 'plan', '--candidate', '1.1.0', ...more, '--home', home));

const policy = {
  stages: { production: { evidence: ['shadow', { kind: 'comparison-plan', passed: false }], approvals: { count: 1 } } },
};

describe('the record of a look as evidence', () => {
  it('lets the candidate into production where the policy asks for a shadow that passed, and a plan alone does not', async () => {
    const home = await homeWithMarket();
    await registerPair(join(home, 'models'));
    await write(home, '--clip', '4', '--block-days', '1', '--max-relabelled', '1');
    const file = join(home, 'policy.json');
    const run = async (...argv: string[]) =>
      at('2013-06-01T12:00:00Z', () => runJson<Record<string, never>>(...argv, '--home', home));
    const promote = ['registry', 'promote', '1.1.0'];
    writeFileSync(file, JSON.stringify({ stages: { production: { evidence: ['comparison-plan'] } } }));
    await run('registry', 'policy', 'set', file);
    expect(await runError(...promote, '--home', home)).toMatchObject({
      message: expect.stringContaining('did not pass'),
    });
    writeFileSync(file, JSON.stringify(policy));
    await run('registry', 'policy', 'set', file);
    await run('registry', 'approve', '1.1.0', '--actor', 'bea');

    await logShadowDays(join(home, 'operations.sqlite'), { days: 50, gain: 0.6 });
    const early = await run('compare', '--attach');
    expect(early).toMatchObject({
      verdict: 'extend',
      attached: { kind: 'shadow', passed: false, staleApprovals: ['bea'] },
    });
    expect((await runError(...promote, '--home', home)).message).toContain("evidence of kind 'shadow' that passed");

    await logShadowDays(join(home, 'operations.sqlite'), { from: '2012-03-20', days: 100, gain: 0.6, seed: 5 });
    const { stdout } = await at('2013-06-02T12:00:00Z', () =>
      runCli('compare', '--attach', '--reason', 'done', '--home', home),
    );
    expect(stdout).toContain('Attached to 1.1.0 as shadow (passed)');
    expect((await runError(...promote, '--home', home)).message).toMatch(/1 approval/u);
    await run('registry', 'approve', '1.1.0', '--actor', 'bea');
    expect(await run(...promote)).toMatchObject({
      version: { version: '1.1.0', stage: 'production' },
      replaced: '1.0.0',
    });
    expect(await run('compare')).toMatchObject({
      verdict: 'promote',
      notes: [
        expect.stringMatching(/^1\.1\.0 is in production: the comparison is over, and days without 1\.0\.0 only/u),
      ],
    });
    expect(await run('registry', 'verify')).toMatchObject({ documents: 3 });
  });

  it('is noticed when the plan in the record was changed', async () => {
    const home = await homeWithMarket();
    await registerPair(join(home, 'models'));
    const { digest } = await write(home, '--clip', '4');
    const database = new DatabaseSync(join(home, 'models', 'registry.sqlite'));
    const change = database.prepare(
      `update registry_evidence set document = replace(document, '"alpha":0.05', '"alpha":0.5')`,
    );
    expect(change.run().changes).toBe(1);
    database.close();
    const failed = await runError('compare', digest, '--home', home);
    expect(failed).toMatchObject({ code: 'DAMAGED_EVIDENCE', exitCode: 1 });
  });
});

describe.skipIf(server.missing)(`a comparison on ${server.title}`, () => {
  it('plans, looks and attaches as in a folder', async () => {
    const databaseUrl = await server.createDatabase();
    const home = await homeWithMarket();
    writeFileSync(join(home, 'config.json'), JSON.stringify({ registry: { databaseUrl } }));
    await registerPair({ databaseUrl });
    const { digest } = await write(home, '--clip', '4', '--block-days', '1', '--max-relabelled', '1');
    await logShadowDays({ databaseUrl }, { days: 120, gain: 0.6 });
    const found = await at('2013-06-01T12:00:00Z', () => runJson('compare', '--attach', '--home', home));
    expect(found).toMatchObject({ verdict: 'promote', plan: { digest }, attached: { kind: 'shadow', passed: true } });
    expect(existsSync(join(home, 'models'))).toBe(false);
    const registry = await ModelRegistry.open({ databaseUrl }, { actor: 'ada' });
    const { evidence } = await registry.get('regime-detector', '1.1.0');
    expect(evidence.map(({ kind }) => kind)).toEqual(['comparison-plan', 'shadow']);
    await registry.close();
  });
});
