import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { startChild } from '../../test/support/child.ts';
import { local, startReceiver } from '../../test/support/receiver.ts';
import type { NetworkRules } from './network-guard.ts';
import { postMessage, type PostRequest } from './post-message.ts';

const POST_ONCE = new URL('../../test/support/post-once.ts', import.meta.url);

const post = (url: string, more: Partial<PostRequest> = {}) =>
  postMessage({ url, headers: { 'x-test': 'yes' }, body: '{"ü":1}', timeoutMs: 10_000, network: local, ...more });

describe('postMessage(request)', () => {
  it('sends body and headers, and gives the status', async () => {
    const receiver = await startReceiver(202);
    expect(await post(receiver.url)).toEqual({ kind: 'answered', status: 202, retryAfter: undefined });
    expect(receiver.received[0]).toMatchObject({
      body: '{"ü":1}',
      headers: { 'x-test': 'yes', 'content-length': '8' },
    });
  });

  it('does not follow redirects', async () => {
    const target = await startReceiver();
    const receiver = await startReceiver((response) => response.writeHead(307, { location: target.url }).end());
    expect(await post(receiver.url)).toMatchObject({ kind: 'answered', status: 307 });
    expect(target.received).toEqual([]);
  });

  it('gives Retry-After, and nothing else of the answer', async () => {
    const receiver = await startReceiver((response) =>
      response.writeHead(429, { 'retry-after': '7', 'x-other': 'z' }).end('some text'),
    );
    expect(await post(receiver.url)).toEqual({ kind: 'answered', status: 429, retryAfter: '7' });
  });

  it('reads no more than a little of an answer without end', async () => {
    let sent = 0;
    const receiver = await startReceiver((response) => {
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536))) sent += 65_536;
      };
      response.writeHead(200).on('drain', more);
      more();
    });
    expect(await post(receiver.url)).toMatchObject({ kind: 'answered', status: 200 });
    // What the buffers of both sides hold beyond the limit is some megabytes at most.
    expect(sent).toBeLessThan(64 * 1024 * 1024);
  });

  it('gives up after the timeout, whether the answer does not begin or does not end', async () => {
    const silent = await startReceiver(() => undefined);
    expect(await post(silent.url, { timeoutMs: 100 })).toEqual({
      kind: 'unreachable',
      problem: 'no answer within 100 ms.',
    });
    const endless = await startReceiver((response) => response.writeHead(200).write('a'));
    expect(await post(endless.url, { timeoutMs: 100 })).toMatchObject({ kind: 'answered', status: 200 });
  });

  it('says by its code why there was no answer', async () => {
    const broken = await startReceiver((response) => response.destroy());
    expect(await post(broken.url)).toEqual({ kind: 'unreachable', problem: 'no answer (ECONNRESET).' });
    const port = await freePort();
    expect(await post(`http://127.0.0.1:${port}/`)).toMatchObject({ problem: 'no answer (ECONNREFUSED).' });
    const huge = await startReceiver((response) => response.writeHead(200, { 'x-huge': 'h'.repeat(20_000) }).end());
    expect(await post(huge.url)).toMatchObject({ kind: 'unreachable', problem: 'no answer (HPE_HEADER_OVERFLOW).' });
    const resolve = async () => await Promise.reject(Object.assign(new Error('n'), { code: 'ENOTFOUND' }));
    expect(await post('http://nowhere.test/', { network: { ...local, resolve } })).toMatchObject({
      problem: 'no answer (ENOTFOUND).',
    });
  });

  it('speaks TLS to https: a receiver that does not is not answered in plain text', async () => {
    const plain = await startReceiver();
    expect(await post(plain.url.replace('http:', 'https:'))).toMatchObject({ kind: 'unreachable' });
    expect(plain.received).toEqual([]);
  });

  it('connects to the address that was checked and asks for the name once', async () => {
    const receiver = await startReceiver();
    const asked: string[] = [];
    // A name that leads elsewhere at every question, as in DNS rebinding: here to the receiver first, then nowhere.
    const resolve: NetworkRules['resolve'] = async (hostname) => {
      asked.push(hostname);
      return [{ address: asked.length === 1 ? '127.0.0.1' : '192.0.2.1', family: 4 }];
    };
    const url = `http://rebinding.test:${receiver.port}/`;
    expect(await post(url, { network: { ...local, resolve } })).toMatchObject({ kind: 'answered', status: 204 });
    expect(asked).toEqual(['rebinding.test']);
    expect(receiver.received[0]?.headers['host']).toBe(`rebinding.test:${receiver.port}`);
  });

  it('sends nothing to a private address, given as such, by a name, or by one of its names', async () => {
    const receiver = await startReceiver();
    const network = (...addresses: string[]): NetworkRules => ({
      allowHttp: true,
      resolve: async () => addresses.map((address) => ({ address, family: 4 })),
    });
    const url = `http://inside.test:${receiver.port}/`;
    expect(await post(receiver.url, { network: network() })).toMatchObject({ kind: 'forbidden' });
    expect(await post(url, { network: network('127.0.0.1') })).toMatchObject({ kind: 'forbidden' });
    expect(await post(url, { network: network('8.8.8.8', '127.0.0.1') })).toMatchObject({ kind: 'forbidden' });
    expect(await post(`http://localhost:${receiver.port}/`, { network: { allowHttp: true } })).toMatchObject({
      kind: 'forbidden',
    });
    expect(receiver.received).toEqual([]);
  });

  it('goes through no proxy, whatever the environment says', async () => {
    const [receiver, proxy] = [await startReceiver(), await startReceiver()];
    const address = `http://127.0.0.1:${proxy.port}`;
    const environment = { NODE_USE_ENV_PROXY: '1', HTTP_PROXY: address, http_proxy: address, NO_PROXY: '' };
    const child = startChild(POST_ONCE, { port: receiver.port }, environment);
    expect(await child.ended).toEqual({ code: 0, output: '{"kind":"answered","status":204}' });
    expect([receiver.received.length, proxy.received.length]).toEqual([1, 0]);
  });

  it('rejects with the reason of the signal', async () => {
    const silent = await startReceiver(() => undefined);
    const controller = new AbortController();
    const reason = new Error('enough');
    setTimeout(() => controller.abort(reason), 50);
    await expect(post(silent.url, { signal: controller.signal })).rejects.toBe(reason);
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}
