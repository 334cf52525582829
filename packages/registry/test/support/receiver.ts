// A receiver of webhooks on this machine.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import type { WebhookPayload } from '../../src/webhooks/webhook-payload.ts';

interface Received {
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly payload: WebhookPayload;
}

export interface Receiver {
  readonly url: string;
  readonly port: number;
  readonly received: Received[];
  /** Sequences of the events, as they came. */
  readonly sequences: () => number[];
}

type Answer = number | ((response: ServerResponse, request: IncomingMessage) => void);

/** What this machine may be asked by in a test. */
export const local = { allowHttp: true, allowPrivateNetworks: true } as const;

/** @param answers to the requests in turn; 204 once there are no more */
export async function startReceiver(...answers: Answer[]): Promise<Receiver> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      received.push({ headers: request.headers as Record<string, string>, body, payload: parse(body) });
      const answer = answers.shift() ?? 204;
      if (typeof answer === 'function') return answer(response, request);
      return response.writeHead(answer).end();
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const sequences = () => received.map(({ payload }) => payload.data.sequence);
  return { url: `http://127.0.0.1:${port}/hook`, port, received, sequences };
}

function parse(body: string): WebhookPayload {
  return JSON.parse(body === '' ? '{}' : body) as WebhookPayload;
}
