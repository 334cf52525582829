// One HTTP request with a webhook, and nothing but what its answer means.
import { request as requestHttp, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';
import { findUrlProblem, ForbiddenAddressError, guardedLookup, type NetworkRules } from './network-guard.ts';

/** What became of one attempt. Nothing that the receiver wrote is in it but its status and when to come back. */
export type PostResult =
  | { readonly kind: 'answered'; readonly status: number; readonly retryAfter: string | undefined }
  /** No answer; the next attempt may have one. */
  | { readonly kind: 'unreachable'; readonly problem: string }
  /** The address may not be asked; nothing was sent. */
  | { readonly kind: 'forbidden'; readonly problem: string };

export interface PostRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** For all of it: name, connection, sending and the answer. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly network: NetworkRules;
}

const MAX_HEADER_BYTES = 16 * 1024;
const MAX_BODY_BYTES = 64 * 1024;

/**
 * Posts a message. Redirects are not followed, and the body of the answer is thrown away, at most 64 KiB of it read.
 *
 * @throws the reason of the signal, when it is aborted
 */
export async function postMessage({ url, ...post }: PostRequest): Promise<PostResult> {
  const target = new URL(url);
  const problem = findUrlProblem(target, post.network);
  if (problem !== undefined) return { kind: 'forbidden', problem };
  const timeout = AbortSignal.timeout(post.timeoutMs);
  const signal = post.signal === undefined ? timeout : AbortSignal.any([timeout, post.signal]);
  try {
    const answer = await send(target, { ...post, signal });
    await discard(answer, signal);
    const { statusCode = 0, headers } = answer;
    return { kind: 'answered', status: statusCode, retryAfter: headers['retry-after'] };
  } catch (error) {
    post.signal?.throwIfAborted();
    if (timeout.aborted) return { kind: 'unreachable', problem: `no answer within ${post.timeoutMs} ms.` };
    if (error instanceof ForbiddenAddressError) {
      return { kind: 'forbidden', problem: 'its name leads to an address that is not of the public internet.' };
    }
    // The code alone: messages repeat addresses.
    return { kind: 'unreachable', problem: `no answer (${codeOf(error)}).` };
  }
}

function send(
  target: URL,
  { headers, body, signal, network }: Omit<PostRequest, 'url' | 'timeoutMs'> & { readonly signal: AbortSignal },
): Promise<IncomingMessage> {
  const options: RequestOptions = {
    method: 'POST',
    signal,
    headers: { ...headers, 'content-length': String(Buffer.byteLength(body)), connection: 'close' },
    // A connection of its own, so that none is used that was opened under other rules, and no proxy of the environment.
    agent: false,
    lookup: guardedLookup(network),
    maxHeaderSize: MAX_HEADER_BYTES,
  };
  return new Promise((answered, fail) => {
    // Said outright: an environment variable can otherwise turn the check of certificates off.
    const request =
      target.protocol === 'https:'
        ? requestHttps(target, { ...options, rejectUnauthorized: true })
        : requestHttp(target, options);
    request.once('response', answered).on('error', fail).end(body);
  });
}

/** Reads an answer to its end, so that the receiver is not cut off, unless it goes on for too long. */
async function discard(answer: IncomingMessage, signal: AbortSignal): Promise<void> {
  let bytes = 0;
  try {
    for await (const chunk of answer) {
      bytes += (chunk as Uint8Array).length;
      if (bytes > MAX_BODY_BYTES || signal.aborted) break;
    }
  } catch {
    // The status has arrived, and that is the answer.
  } finally {
    answer.destroy();
  }
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^[A-Z0-9_]{1,60}$/u.test(code) ? code : 'UNKNOWN';
}
