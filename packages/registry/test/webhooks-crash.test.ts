// A worker that is killed in the middle of a delivery, and the next that goes on.
import { describe, expect, it } from 'vitest';
import { addWebhook, deliverWebhooks, listDeliveries } from '../src/index.ts';
import { startChild } from './support/child.ts';
import { sites } from './support/sites.ts';
import { local, startReceiver } from './support/receiver.ts';

const DELIVER_FOREVER = new URL('./support/deliver-forever.ts', import.meta.url);
const START = '2024-01-02T08:00:00.000Z';
const at = (minutes: number) => () => new Date(Date.parse(START) + minutes * 60_000);

describe.each(sites)('webhooks of a registry in $title', (kind) => {
  it.skipIf(kind.missing).each([1, 2, 3])(
    'killed with SIGKILL in the middle of delivery %i: every event that was committed arrives, in order, under one id',
    async (victim) => {
      const site = await kind.make();
      const registry = await site.open({ clock: at(0) });
      // Answers until the victim's turn, and then lets it wait for ever.
      const answers = Array.from({ length: victim - 1 }, () => 204);
      const receiver = await startReceiver(...answers, () => undefined);
      await addWebhook(registry, { id: 'desk', url: receiver.url, ...local });
      const child = startChild(DELIVER_FOREVER, { location: site.location, at: START });
      while (receiver.received.length < victim) await new Promise((tick) => setTimeout(tick, 10));
      child.process.kill('SIGKILL');
      expect(await child.ended).toEqual({ code: 'SIGKILL', output: '' });

      // Its lease holds for a while: nobody else sends meanwhile.
      expect(await deliverWebhooks(registry, { ...local, once: true, clock: at(1) })).toMatchObject({ taken: 1 });
      expect(receiver.received).toHaveLength(victim);
      // Then the next goes on where it was, with the event that may have arrived or not.
      const report = await deliverWebhooks(registry, { ...local, clock: at(2) });
      expect(report).toEqual({ delivered: 4 - victim, failed: 0, dead: 0, waiting: 0, taken: 0, blocked: [] });
      const again = [1, 2, 3].flatMap((sequence) => (sequence === victim ? [sequence, sequence] : [sequence]));
      expect(receiver.sequences()).toEqual(again);
      const [first, second] = receiver.received.filter(({ payload }) => payload.data.sequence === victim);
      expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
      expect(second?.body).toBe(first?.body);
      expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(3);
      expect((await listDeliveries(registry, 'desk')).map(({ state }) => state)).toEqual(Array(3).fill('delivered'));
      await registry.verify();
    },
  );
});
