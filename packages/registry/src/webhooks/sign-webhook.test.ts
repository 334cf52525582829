import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { signWebhook } from './sign-webhook.ts';
import { createWebhookSecret, readWebhookKeys } from './webhook-secret.ts';

// The example of the reference implementation (standard-webhooks, libraries/javascript).
const EXAMPLE = {
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  at: new Date(1_614_265_330_000),
  body: '{"test": 2432232314}',
  signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
};

describe('signWebhook(message, keys, at)', () => {
  it('signs as the published example', () => {
    expect(signWebhook(EXAMPLE, readWebhookKeys(EXAMPLE.secret), EXAMPLE.at)).toEqual({
      'webhook-id': EXAMPLE.id,
      'webhook-timestamp': '1614265330',
      'webhook-signature': EXAMPLE.signature,
    });
  });

  it('is verified by the library of the specification, and no longer once a byte has changed', () => {
    const secret = createWebhookSecret();
    const headers = signWebhook(EXAMPLE, readWebhookKeys(secret), new Date());
    const receiver = new Webhook(secret);
    expect(receiver.verify(EXAMPLE.body, headers)).toEqual({ test: 2_432_232_314 });
    expect(() => receiver.verify(EXAMPLE.body.replace('2432', '2433'), headers)).toThrow('signature');
    expect(() => receiver.verify(EXAMPLE.body, { ...headers, 'webhook-id': 'msg_other' })).toThrow('signature');
    const later = String(Number(headers['webhook-timestamp']) + 1);
    expect(() => receiver.verify(EXAMPLE.body, { ...headers, 'webhook-timestamp': later })).toThrow('signature');
    expect(() => new Webhook(createWebhookSecret()).verify(EXAMPLE.body, headers)).toThrow('signature');
  });

  it('signs with both keys while a receiver goes over from one to the other', () => {
    const [old, next] = [createWebhookSecret(), createWebhookSecret()];
    const headers = signWebhook(EXAMPLE, readWebhookKeys(`${old} ${next}`), new Date());
    for (const secret of [old, next]) expect(new Webhook(secret).verify(EXAMPLE.body, headers)).toBeTruthy();
  });
});

describe('readWebhookKeys(secret)', () => {
  it('reads back what createWebhookSecret() makes, 256 random bits', () => {
    const secrets = [createWebhookSecret(), createWebhookSecret()];
    expect(secrets[0]).not.toBe(secrets[1]);
    for (const secret of secrets) expect(readWebhookKeys(secret)[0]).toHaveLength(32);
  });

  it.each([
    ['MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'does not begin'],
    ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS!', 'not base64'],
    ['whsec_MfKQ9r8G', '6 bytes'],
    [`whsec_${'A'.repeat(88)}`, '66 bytes'],
    ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw '.repeat(3), 'received 3'],
  ])('refuses %j without repeating it', (secret, problem) => {
    const read = () => readWebhookKeys(secret);
    expect(read).toThrow(expect.objectContaining({ code: 'INVALID_WEBHOOK', kind: 'input' }));
    expect(read).toThrow(problem);
    expect(read).not.toThrow(secret.trim().slice(6, 14));
  });
});
