import { describe, expect, it } from 'vitest';
import { chainOf } from '../../test/support/events.ts';
import type { NewEvent } from '../events/registry-event.ts';
import { planRetention, type RetentionDecision } from './plan-retention.ts';
import type { RetentionPolicy } from './retention-policy.ts';

const NOW = new Date('2024-12-31T00:00:00.000Z');
const day = (daysAgo: number) => new Date(NOW.getTime() - daysAgo * 86_400_000).toISOString();

/** Nothing stays that is not held. */
const nothing: RetentionPolicy = { keepLast: 0, keepDays: 0, stages: { staging: { keepDays: 0 } } };

const registered = (version: string, daysAgo = 300): Partial<NewEvent> => ({ version, at: day(daysAgo) });
const said = (
  version: string,
  type: NewEvent['type'],
  from: NewEvent['from'],
  to: NewEvent['to'],
  more: Partial<NewEvent> & { readonly ago?: number } = {},
): Partial<NewEvent> => {
  const { ago = 200, ...event } = more;
  return { version, type, from, to, at: day(ago), details: {}, ...event };
};
const archived = (version: string, ago = 200) => said(version, 'archived', 'staging', 'archive', { ago });

/** A in production until 100 days ago, then b until 50 days ago, then c. */
const three = [
  registered('1.0.0'),
  registered('1.0.1'),
  registered('1.0.2'),
  said('1.0.0', 'promoted', 'staging', 'production'),
  said('1.0.0', 'replaced', 'production', 'archive', { ago: 100 }),
  said('1.0.1', 'promoted', 'staging', 'production', { ago: 100 }),
  said('1.0.1', 'replaced', 'production', 'archive', { ago: 50 }),
  said('1.0.2', 'promoted', 'staging', 'production', { ago: 50 }),
];

function plan(events: readonly Partial<NewEvent>[], policy: RetentionPolicy = nothing): RetentionDecision[] {
  return planRetention(chainOf(...events), policy, NOW);
}
const goes = (decisions: readonly RetentionDecision[]) =>
  decisions.filter(({ action }) => action === 'collect').map(({ version }) => version);
const why = (decisions: readonly RetentionDecision[], version: string) =>
  decisions.find((decision) => decision.version === version)?.reasons;

describe('planRetention(events, policy, now)', () => {
  it('lets go of what nothing holds, and says why', () => {
    const decisions = plan([registered('1.0.0'), archived('1.0.0')]);
    expect(decisions).toEqual([
      {
        name: 'means',
        version: '1.0.0',
        stage: 'archive',
        action: 'collect',
        reasons: ['registered 300 days ago, not one of the newest 0, in archive for 200 days, never in production'],
      },
    ]);
  });

  it('keeps what is in production, and all that ever was there', () => {
    const decisions = plan(three);
    expect(goes(decisions)).toEqual([]);
    expect(why(decisions, '1.0.0')).toEqual([`it was in production until ${day(100)}`]);
    expect(why(decisions, '1.0.2')).toEqual([`it is in production since ${day(50)}`]);
  });

  it('keeps what left production by a rollback or for its own sake, too', () => {
    const decisions = plan([
      ...three,
      said('1.0.2', 'rolled_back', 'production', 'archive', { ago: 40 }),
      said('1.0.1', 'restored', 'archive', 'production', { ago: 40 }),
      said('1.0.1', 'archived', 'production', 'archive', { ago: 30 }),
    ]);
    expect(goes(decisions)).toEqual([]);
    expect(why(decisions, '1.0.2')).toEqual([`it was in production until ${day(40)}`]);
    expect(why(decisions, '1.0.1')).toEqual([`it was in production until ${day(30)}`]);
  });

  it('lets former production go at its own age, but never the ways back that are to stay', () => {
    const allow = (days: number, rollbacks?: number) =>
      plan(three, { ...nothing, formerProduction: { days, rollbacks } });
    expect(goes(allow(101))).toEqual([]);
    expect(why(allow(101, 1), '1.0.0')).toEqual(['it was in production until 100 days ago']);
    expect(goes(allow(99, 1))).toEqual(['1.0.0']);
    expect(goes(allow(0, 1))).toEqual(['1.0.0']);
    expect(why(allow(0, 1), '1.0.1')).toEqual(['a rollback could return to it']);
    expect(goes(allow(0))).toEqual([]);
    expect(why(allow(99, 1), '1.0.0')?.[0]).toContain('out of production for 100 days');
  });

  it('does not count a rejected promotion as having been in production', () => {
    const rejected = said('1.0.0', 'promotion_rejected', 'staging', 'production');
    expect(goes(plan([registered('1.0.0'), rejected]))).toEqual(['1.0.0']);
  });

  it('keeps what is in shadow, what an alias points to, and what waits in staging with an approval', () => {
    const stay = (version: string, type: NewEvent['type'], more: Partial<NewEvent>) =>
      said(version, type, 'staging', 'staging', more);
    const decisions = plan([
      registered('1.0.0'),
      said('1.0.0', 'promoted', 'staging', 'shadow'),
      registered('1.0.1'),
      stay('1.0.1', 'alias_set', { details: { alias: 'champion', previous: null } }),
      registered('1.0.2'),
      stay('1.0.2', 'approved', { actor: 'bea', details: { evidence: [] }, evidenceDigest: 'e'.repeat(64) }),
      registered('1.0.3'),
      stay('1.0.3', 'approved', { actor: 'bea', details: { evidence: [] }, evidenceDigest: 'e'.repeat(64) }),
      stay('1.0.3', 'approval_withdrawn', { actor: 'bea', details: { approver: 'bea', event: 8 } }),
      registered('1.0.4'),
      stay('1.0.4', 'alias_set', { details: { alias: 'old', previous: null } }),
      stay('1.0.4', 'alias_removed', { details: { alias: 'old' } }),
    ]);
    expect(goes(decisions)).toEqual(['1.0.3', '1.0.4']);
    expect(why(decisions, '1.0.0')).toEqual([`it is in shadow since ${day(200)}`]);
    expect(why(decisions, '1.0.1')).toEqual(["the alias 'champion' points to it"]);
    expect(why(decisions, '1.0.2')).toEqual(['it waits with the approval of bea']);
  });

  it('keeps the newest of each model, those collected apart', () => {
    const events = ['1.0.0', '1.0.1', '1.0.2', '1.0.3'].map((version) => registered(version));
    const other = { ...registered('5.0.0'), modelName: 'other' };
    const gone = said('1.0.3', 'collected', 'staging', 'staging');
    const decisions = plan([...events, other, gone], { ...nothing, keepLast: 2 });
    expect(goes(decisions)).toEqual(['1.0.0']);
    expect(decisions.map(({ action }) => action)).toEqual(['collect', 'keep', 'keep', 'gone', 'keep']);
    expect(why(decisions, '1.0.3')).toEqual([`it was collected on ${day(200)}`]);
    expect(why(decisions, '5.0.0')).toEqual(['it is one of the newest 2']);
  });

  it('keeps what is younger than keepDays, to the day', () => {
    const events = [registered('1.0.0', 91), registered('1.0.1', 90), registered('1.0.2', 89)];
    expect(goes(plan(events, { ...nothing, keepDays: 90 }))).toEqual(['1.0.0', '1.0.1']);
    expect(why(plan(events, { ...nothing, keepDays: 90 }), '1.0.2')).toEqual(['it was registered 89 days ago']);
  });

  it('keeps by stage: the last that entered it, and those that entered it lately', () => {
    const events = [
      ...['1.0.0', '1.0.1', '1.0.2'].map((version) => registered(version)),
      archived('1.0.1', 60),
      archived('1.0.0', 20),
    ];
    const archive = (keepLast: number, keepDays: number) =>
      plan(events, { ...nothing, stages: { staging: { keepDays: 0 }, archive: { keepLast, keepDays } } });
    expect(goes(archive(1, 0))).toEqual(['1.0.1', '1.0.2']);
    expect(why(archive(1, 0), '1.0.0')).toEqual(['it is one of the newest 1 in archive']);
    expect(goes(archive(0, 30))).toEqual(['1.0.1', '1.0.2']);
    expect(why(archive(0, 30), '1.0.0')).toEqual(['it entered archive 20 days ago']);
    expect(goes(plan(events, { ...nothing, stages: { staging: { keepDays: 301 } } }))).toEqual(['1.0.0', '1.0.1']);
  });

  it('keeps by default the newest ten, what is younger than 90 days, and what was ever in production', () => {
    const versions = Array.from({ length: 12 }, (_, index) => registered(`1.0.${index}`));
    expect(goes(plan(versions, {}))).toEqual(['1.0.0', '1.0.1']);
    expect(
      goes(
        plan(
          versions.map(({ version }) => registered(version!, 80)),
          {},
        ),
      ),
    ).toEqual([]);
    expect(goes(plan(three, {}))).toEqual([]);
  });

  it('holds an event from a clock that was ahead for new', () => {
    expect(goes(plan([registered('1.0.0', -10)], { ...nothing, keepDays: 1 }))).toEqual([]);
  });

  it('speaks of no event of the whole registry', () => {
    const wide: Partial<NewEvent> = { type: 'policy_set', modelName: '*', version: '*', to: null };
    expect(plan([{ ...wide, details: { policy: {} } }])).toEqual([]);
  });

  it.each([
    { keepLast: -1 },
    { keepDays: Number.NaN },
    { keepLst: 3 },
    { stages: { production: { keepLast: 1 } } },
    { formerProduction: {} },
    { formerProduction: { days: 10, rollbacks: 0 } },
    null,
  ])('refuses the policy %j', (policy) => {
    const refused = () => planRetention([], policy as RetentionPolicy, NOW);
    expect(refused).toThrow(expect.objectContaining({ code: 'INVALID_OPTION', kind: 'input' }));
  });
});
