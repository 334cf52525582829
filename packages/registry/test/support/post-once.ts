// Posts one message to a port of this machine, and says what became of it.
import { postMessage } from '../../src/webhooks/post-message.ts';

const { port } = JSON.parse(process.argv[2] ?? '') as { port: number };
const result = await postMessage({
  url: `http://receiver.test:${port}/`,
  headers: {},
  body: '{}',
  timeoutMs: 10_000,
  network: {
    allowHttp: true,
    allowPrivateNetworks: true,
    resolve: async () => [{ address: '127.0.0.1', family: 4 }],
  },
});
process.stdout.write(JSON.stringify(result));
