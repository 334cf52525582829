import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { testPostgres } from './index.ts';

const server = await testPostgres();

/** Runs a script of its own that starts a server; `then` is what it does afterwards. */
function startScript(then: string, environment: Record<string, string>) {
  const script = `
    const { testPostgres } = await import(${JSON.stringify(new URL('./index.ts', import.meta.url).href)});
    const server = await testPostgres();
    ${then}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, CI: '', REGIMEKIT_REQUIRE_POSTGRES: '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  return { child, ended, output: () => output };
}

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 600 && !holds(); tries++) await sleep(50);
  expect(holds()).toBe(true);
}

describe.skipIf(server.missing)(`testPostgres() on ${server.title}`, () => {
  it('createDatabase() gives an empty database each time', async () => {
    const urls = [await server.createDatabase(), await server.createDatabase()];
    expect(new Set(urls).size).toBe(2);
    expect(urls.every((url) => url.startsWith('postgres://'))).toBe(true);
  });

  it('testPostgres() of one process is one server', async () => {
    expect(await testPostgres()).toBe(server);
  });

  it('testPostgres() stops and leaves nothing when its process is killed', async () => {
    const show =
      "console.log((await server.query('show data_directory'))[0].data_directory); setInterval(() => {}, 1e6);";
    const script = startScript(show, {});
    await until(() => script.output().includes('\n'));
    const folder = script.output().trim();
    expect(existsSync(folder)).toBe(true);
    script.child.kill('SIGKILL');
    await until(() => !existsSync(folder));
  });

  it('testPostgres() keeps no process alive', async () => {
    expect(await startScript('', {}).ended).toBe(0);
  });
});

describe('testPostgres() without any PostgreSQL', () => {
  const none = { REGIMEKIT_TEST_POSTGRES: 'none' };

  it('says in the title that tests are skipped, and why', async () => {
    const script = startScript('console.log(server.missing, server.title);', none);
    expect(await script.ended).toBe(0);
    expect(script.output()).toBe(
      'true PostgreSQL (skipped: neither the system nor npm has its programs for this machine.)\n',
    );
  });

  it.each<Record<string, string>>([{ CI: 'true' }, { REGIMEKIT_REQUIRE_POSTGRES: '1' }])(
    'fails instead with %o',
    async (environment) => {
      const script = startScript('', { ...none, ...environment });
      expect(await script.ended).toBe(1);
      expect(script.output()).toContain('PostgreSQL is required here and could not be started');
    },
  );
});
