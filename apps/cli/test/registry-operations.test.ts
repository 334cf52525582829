import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Delivery, DeliveryReport, RegistryEvent, RetentionReport, Webhook } from '@regimekit/registry';
import { registerModel } from './support/models.ts';
import { runCli, runError, runJson, temporaryFolder, withEnvironment } from './support/run-cli.ts';

let home: string;

beforeEach(async () => {
  home = temporaryFolder();
  await registerModel(home, { promote: true });
});

const registry = async <Document = Record<string, unknown>>(...argv: string[]): Promise<Document> =>
  runJson<Document>('registry', ...argv, '--home', home);
const refused = async (...argv: string[]) => runError('registry', ...argv, '--home', home);
const page = async (...argv: string[]) => (await runCli('registry', ...argv, '--home', home)).stdout;

describe('regimekit registry history', () => {
  const typesOf = async (...argv: string[]): Promise<string[]> =>
    (await registry<{ events: RegistryEvent[] }>('history', ...argv)).events.map(({ type }) => type);

  it('history takes a version, types, a person, a span and a number', async () => {
    await registerModel(home);
    await registry('promote', '1.0.1', '--actor', 'bea');
    expect(await typesOf()).toEqual(['registered', 'promoted', 'registered', 'replaced', 'promoted']);
    expect(await typesOf('1.0.1')).toEqual(['registered', 'promoted']);
    expect(await typesOf('production')).toEqual(['registered', 'promoted']);
    expect(await typesOf('--type', 'registered, replaced')).toEqual(['registered', 'registered', 'replaced']);
    expect(await typesOf('--by', 'bea')).toEqual(['replaced', 'promoted']);
    expect(await typesOf('--limit', '1')).toEqual(['promoted']);
    expect(await typesOf('--to', '2020-01-31')).toEqual([]);
    expect(await typesOf('--from', '2020-01-31', '--to', '2999-01-01T00:00:00Z', '--by', 'ada')).toHaveLength(3);
    expect(await page('history', '--by', 'nobody')).toContain('Nothing of what was asked for.');
  });

  it('history --all is of every model, and of the rules', async () => {
    await registerModel(home, { name: 'rival' });
    await registry('people', 'set', 'ada', '--roles', 'operator');
    expect(await typesOf('--all', '--actor', 'ada')).toEqual(['registered', 'promoted', 'registered', 'policy_set']);
    expect(await page('history', '--all', '--actor', 'ada')).toMatch(/ rival +1\.0\.0 +registered /);
  });

  it('history refuses filters that cannot be meant', async () => {
    const cases: [string[], string][] = [
      [['--type', 'promotet'], 'INVALID_OPTION'],
      [['--from', '2020-02-30'], 'INVALID_OPTION'],
      [['--from', '2020-02-20T10:00'], 'INVALID_INSTANT'],
      [['--limit', '0'], 'INVALID_OPTION'],
      [['9.9.9'], 'VERSION_NOT_FOUND'],
      [['1.0.0', '--all'], 'ALL_AND_ONE'],
    ];
    for (const [argv, code] of cases)
      expect({ argv, ...(await refused('history', ...argv)) }).toMatchObject({ argv, exitCode: 2, code });
  });
});

describe('regimekit registry as-of', () => {
  it('as-of says which version served then, since when and until when, or that none did', async () => {
    const { events } = await registry<{ events: RegistryEvent[] }>('history');
    const promoted = events[1]!;
    await registerModel(home);
    await registry('promote', '1.0.1');
    expect(await registry('as-of', promoted.at)).toMatchObject({
      serving: true,
      version: '1.0.0',
      since: promoted.at,
      event: { sequence: promoted.sequence },
      endedBy: { type: 'replaced' },
    });
    const now = new Date().toISOString();
    expect(await registry('as-of', now)).toMatchObject({ version: '1.0.1', until: null });
    expect(await refused('as-of', '2999-01-01T00:00:00Z')).toMatchObject({
      exitCode: 2,
      code: 'FUTURE_INSTANT',
      message: expect.stringMatching(/not after now \(.+Z\), received 2999-01-01T00:00:00\.000Z\./),
    });
    expect(await registry('as-of', '2009-03-09T14:00:00Z')).toMatchObject({ serving: false, why: 'not_registered' });
    expect(await page('as-of', promoted.at)).toContain('regime-detector 1.0.0 served at ');
    expect(await refused('as-of', 'yesterday')).toMatchObject({ exitCode: 2, code: 'INVALID_INSTANT' });
  });
});

describe('regimekit registry retention', () => {
  const policy = ['--keep-last', '1', '--policy'];
  const everything = { keepLast: 1, keepDays: 0, stages: { staging: { keepDays: 0 } } };
  const file = (content: unknown): string => {
    const path = join(home, 'retention.json');
    writeFileSync(path, JSON.stringify(content));
    return path;
  };

  it('plan and apply without --yes only say what would go; with it, the bundle goes and the record stays', async () => {
    await registerModel(home);
    await registerModel(home);
    const actions = ({ decisions }: RetentionReport) => decisions.map(({ version, action }) => [version, action]);
    const planned = await registry<RetentionReport>('retention', 'plan', '--policy', file(everything));
    expect(actions(planned)).toEqual([
      ['1.0.0', 'keep'],
      ['1.0.1', 'collect'],
      ['1.0.2', 'keep'],
    ]);
    expect(await registry('retention', 'apply', '--policy', file(everything))).toEqual(planned);
    expect(await page('retention', 'apply', '--policy', file(everything))).toContain('Add --yes to remove them.');
    expect(await registry('show', '1.0.1')).toMatchObject({ bundle: { sound: true } });

    const applied = await registry('retention', 'apply', '--policy', file(everything), '--yes', '--reason', 'tidy up');
    expect(applied).toMatchObject({ dryRun: false, collected: [{ version: '1.0.1' }] });
    expect(await registry('show', '1.0.1')).toMatchObject({ bundle: { sound: false } });
    expect(await registry('verify')).toMatchObject({ versions: 2 });
    expect(await page('retention', 'plan', '--policy', file(everything))).toMatch(/1\.0\.1 +archive +is gone/);
  });

  it('what is young stays by default, and what cannot be meant is refused', async () => {
    await registerModel(home);
    expect(await registry('retention', 'plan')).toMatchObject({ collected: [] });
    expect(await refused('retention', 'plan', ...policy, file(everything))).toMatchObject({
      exitCode: 2,
      code: 'POLICY_AND_OPTIONS',
    });
    expect(await refused('retention', 'plan', '--keep-last', '-1')).toMatchObject({
      exitCode: 2,
      code: 'INVALID_OPTION',
    });
    expect(await refused('retention', 'plan', '--policy', file({ keepLasst: 1 }))).toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('keepLasst'),
    });
    await registry('people', 'set', 'olga', '--roles', 'operator');
    await registry('people', 'set', 'vera', '--roles', 'viewer', '--actor', 'olga');
    expect(await refused('retention', 'apply', '--yes', '--actor', 'vera')).toMatchObject({
      exitCode: 1,
      code: 'PERMISSION_DENIED',
    });
  });
});

describe('regimekit registry projections', () => {
  it('projections writes registry.json and events.jsonl again, or elsewhere', async () => {
    const own = join(home, 'models', 'registry.json');
    const before = readFileSync(own, 'utf8');
    rmSync(own);
    await registry('projections');
    expect(readFileSync(own, 'utf8')).toBe(before);
    const folder = join(home, 'elsewhere');
    expect(await registry('projections', '--to', folder)).toMatchObject({ folder });
    expect(readFileSync(join(folder, 'registry.json'), 'utf8')).toBe(before);
    expect(readFileSync(join(folder, 'events.jsonl'), 'utf8').trimEnd().split('\n')).toHaveLength(2);
    expect(await refused('projections', '--to', folder)).toMatchObject({ exitCode: 2, code: 'FILE_EXISTS' });
  });
});

describe('regimekit registry webhooks', () => {
  const local = ['--allow-http', '--allow-private'];
  let server: Server;
  let answer: number;
  let bodies: string[];
  let signatures: string[];

  beforeEach(async () => {
    answer = 204;
    bodies = [];
    signatures = [];
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (part: Buffer) => (body += part.toString()));
      request.on('end', () => {
        bodies.push(body);
        signatures.push(String(request.headers['webhook-signature']));
        response.writeHead(answer).end();
      });
    });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?key=hidden`;

  it('add shows the secret once; deliver sends what was asked for; list and deliveries tell', async () => {
    const argv = ['webhooks', 'add', url(), '--id', 'desk', '--events', 'promoted,rolled_back', ...local];
    const { secret, webhook } = await registry<{ secret: string; webhook: Webhook }>(...argv);
    expect(secret).toMatch(/^whsec_/);
    expect(webhook.url).not.toContain('hidden');
    await registerModel(home);
    await registry('promote', '1.0.1');
    expect(await registry<DeliveryReport>('webhooks', 'deliver', ...local)).toMatchObject({
      delivered: 1,
      failed: 0,
      dead: 0,
    });
    expect(bodies.map((body) => (JSON.parse(body) as { type: string }).type)).toEqual(['model.promoted']);
    const listed = await registry('webhooks', 'list');
    expect(listed).toMatchObject({ webhooks: [{ id: 'desk', secret: 'stored', disabled: null }] });
    expect(JSON.stringify(listed)).not.toContain(secret);
    expect(await page('webhooks', 'deliveries', 'desk')).toMatch(/ delivered +1 +\S+ \S+ +204/);
    expect(await page('webhooks', 'remove', 'desk')).toContain('desk is told no longer.');
    expect(await registry('webhooks', 'list')).toEqual({ webhooks: [] });
  });

  it('deliver ends with 1 when something did not arrive; retry gives it another chance', async () => {
    await registry('webhooks', 'add', url(), '--id', 'desk', '--after', '0', ...local);
    answer = 400;
    const { exitCode, stdout } = await runCli('registry', 'webhooks', 'deliver', ...local, '--home', home);
    expect({ exitCode, stdout }).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining('2 messages set aside'),
    });
    const { deliveries } = await registry<{ deliveries: Delivery[] }>(
      'webhooks',
      'deliveries',
      'desk',
      '--state',
      'dead',
    );
    expect(deliveries.map(({ status, state }) => [status, state])).toEqual([
      [400, 'dead'],
      [400, 'dead'],
    ]);
    expect(await registry('webhooks', 'retry', 'desk', '--sequence', '1')).toMatchObject({ revived: 1 });
    answer = 204;
    expect(await registry('webhooks', 'deliver', ...local)).toMatchObject({ delivered: 1, dead: 0 });
  });

  it('deliver that may not ask a receiver says so, ends with 1 and leaves all of it waiting', async () => {
    await registry('webhooks', 'add', url(), '--id', 'desk', '--after', '0', ...local);
    const answer = await runCli('registry', 'webhooks', 'deliver', '--home', home);
    expect(answer.exitCode).toBe(1);
    expect(answer.stdout).toContain('0 messages arrived.\n1 receiver not asked: desk.');
    expect(answer.stderr).toBe(
      'Warning: desk is not asked, and what is to be sent there waits: it begins with http:, and only https: is allowed. Add --allow-http where that is meant.\n',
    );
    const half = await runCli('registry', 'webhooks', 'deliver', '--allow-http', '--home', home);
    expect(half.stderr).toContain('not of the public internet. Add --allow-private where that is meant.');
    expect(await registry('webhooks', 'deliveries', 'desk')).toEqual({ id: 'desk', deliveries: [] });
    expect(await registry('webhooks', 'deliver', ...local)).toMatchObject({ delivered: 2, dead: 0, blocked: [] });
  });

  it('prune forgets what was delivered long ago, and rotate lets two secrets sign for a time', async () => {
    const added = await registry<{ secret: string }>(
      'webhooks',
      'add',
      url(),
      '--id',
      'desk',
      '--after',
      '0',
      ...local,
    );
    await registry('webhooks', 'deliver', ...local);
    expect(await registry('webhooks', 'prune', 'desk')).toMatchObject({ forgotten: 0, keepDays: 90 });
    await new Promise((tick) => setTimeout(tick, 5));
    expect(await page('webhooks', 'prune', '--keep-days', '0')).toContain('Forgotten: 2 messages that arrived');
    expect(await registry('webhooks', 'deliveries', 'desk')).toMatchObject({ deliveries: [] });

    const { secret, webhook } = await registry<{ secret: string; webhook: Webhook }>('webhooks', 'rotate', 'desk');
    expect(secret).toMatch(/^whsec_/);
    expect(secret).not.toBe(added.secret);
    const hours = (Date.parse(webhook.previousSecretUntil!) - Date.now()) / 3_600_000;
    expect(hours).toBeGreaterThan(23.9);
    expect(hours).toBeLessThanOrEqual(24);
    expect(await page('webhooks', 'list')).toMatch(/ on, two secrets until \d{4}-/);
    await registerModel(home);
    expect(await registry('webhooks', 'deliver', ...local)).toMatchObject({ delivered: 1 });
    expect(signatures.at(-1)!.split(' ')).toHaveLength(2);
    expect(await page('webhooks', 'rotate', 'desk', '--keep-hours', '0')).toContain('The one before signs no more');
    await registerModel(home);
    await registry('webhooks', 'deliver', ...local);
    expect(signatures.at(-1)!.split(' ')).toHaveLength(1);
  });

  it('a secret may come from the environment of deliver, and is never an option', async () => {
    await registry('webhooks', 'add', url(), '--id', 'desk', '--secret-env', 'DESK_SECRET', '--after', '1', ...local);
    const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
    await withEnvironment({ DESK_SECRET: secret }, async () => {
      expect(await registry('webhooks', 'deliver', ...local)).toMatchObject({ delivered: 1 });
    });
    expect((await refused('webhooks', 'add', url(), '--secret', secret)).code).toBe('USAGE');
  });

  it('refuses addresses that lead inside, unknown events and receivers', async () => {
    const cases: [string[], string][] = [
      [['add', url()], 'INVALID_WEBHOOK'],
      [['add', 'https://127.0.0.1/hook'], 'INVALID_WEBHOOK'],
      [['add', 'https://example.com/hook', '--events', 'promotet'], 'INVALID_OPTION'],
      [['add', 'https://example.com/hook', '--after', '99'], 'INVALID_WEBHOOK'],
      [['add', 'https://example.com/hook', '--id', 'no spaces'], 'INVALID_WEBHOOK'],
      [['remove', 'none'], 'WEBHOOK_NOT_FOUND'],
      [['deliveries', 'none'], 'WEBHOOK_NOT_FOUND'],
      [['retry', 'none'], 'WEBHOOK_NOT_FOUND'],
      [['rotate', 'none'], 'WEBHOOK_NOT_FOUND'],
      [['prune', 'none'], 'WEBHOOK_NOT_FOUND'],
      [['rotate', 'none', '--keep-hours', 'many'], 'INVALID_OPTION'],
      [['prune', '--keep-days', '-1'], 'INVALID_OPTION'],
      [['deliver', '--wait', '--follow'], 'WAIT_AND_FOLLOW'],
      [['deliver', '--timeout', '0'], 'INVALID_OPTION'],
    ];
    for (const [argv, code] of cases)
      expect({ argv, ...(await refused('webhooks', ...argv)) }).toMatchObject({ argv, exitCode: 2, code });
  });
});

describe('a home without models', () => {
  it('every command says so and creates nothing', async () => {
    const fresh = join(temporaryFolder(), 'fresh');
    const commands = [
      'as-of 2024-03-09T14:00:00Z',
      'history',
      'explain 1.0.0',
      'approvals 1.0.0',
      'evidence list 1.0.0',
    ];
    commands.push(
      'alias list',
      'policy show',
      'people list',
      'probation show',
      'retention plan',
      'webhooks list',
      'projections',
    );
    for (const command of commands) {
      const error = await runError('registry', ...command.split(' '), '--home', fresh);
      expect({ command, ...error }).toMatchObject({ command, exitCode: 1, code: 'NO_MODELS' });
    }
    expect(existsSync(fresh)).toBe(false);
  });
});
