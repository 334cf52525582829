import { describe, expect, it } from 'vitest';
import { chainOf } from '../../test/support/events.ts';
import { ChainBrokenError } from '../errors.ts';
import type { NewEvent } from '../events/registry-event.ts';
import { foldEvents } from './model-state.ts';
import type { VersionRecord } from './version-record.ts';

const [a, b] = ['a'.repeat(64), 'b'.repeat(64)];
const registered: Partial<NewEvent> = {};
const said = (type: NewEvent['type'], details: NewEvent['details'], fields: Partial<NewEvent> = {}) => ({
  type,
  from: 'staging' as const,
  to: 'staging' as const,
  details,
  ...fields,
});
const attached = (digest: string, kind: string, passed = true) =>
  said('evidence_attached', { kind, passed }, { evidenceDigest: digest });
const approved = (actor: string, fields: Partial<NewEvent> = {}) =>
  said('approved', { evidence: [] }, { actor, evidenceDigest: a, ...fields });
const inProduction: Partial<NewEvent>[] = [
  registered,
  { type: 'promoted', from: 'staging', to: 'production', details: { probationUntil: '2024-02-01T00:00:00.000Z' } },
];
const verdict = (type: 'probation_passed' | 'probation_failed') =>
  said(
    type,
    { checks: [], check: 'c', cause: 'x', event: 2, restored: null },
    { from: 'production', to: 'production' },
  );

function fold(...events: Partial<NewEvent>[]): VersionRecord {
  return foldEvents(chainOf(...events))
    .get('means')!
    .versions.get('1.0.0')!;
}

describe('what is said of a version where it stands', () => {
  it('adds evidence, the newest last, each digest and kind once', () => {
    const { evidence } = fold(
      registered,
      attached(a, 'x'),
      attached(b, 'x'),
      attached(a, 'x', false),
      attached(a, 'y'),
    );
    expect(evidence.map(({ digest, kind, passed }) => [digest, kind, passed])).toEqual([
      [b, 'x', true],
      [a, 'x', false],
      [a, 'y', true],
    ]);
  });

  it('keeps the last approval of each person, until it is withdrawn', () => {
    const withdrawn = said('approval_withdrawn', { approver: 'bea', event: 2 }, { actor: 'ada' });
    const { approvals } = fold(
      registered,
      approved('bea'),
      approved('cal'),
      approved('cal', { reason: 'again' }),
      withdrawn,
    );
    expect(approvals).toMatchObject([{ approver: 'cal', reason: 'again', event: 4, signature: undefined }]);
  });

  it('does not move the version, and is no change of stages', () => {
    const model = foldEvents(chainOf(registered, attached(a, 'x'), approved('bea'))).get('means');
    expect(model).toMatchObject({ generation: 0 });
    expect(model?.versions.get('1.0.0')).toMatchObject({ stage: 'staging', stageEvent: 1 });
  });

  it('concludes a probation', () => {
    expect(fold(...inProduction).probation).toMatchObject({ status: 'running', event: 2 });
    expect(fold(...inProduction, verdict('probation_passed')).probation?.status).toBe('passed');
    expect(fold(...inProduction, verdict('probation_failed'))).toMatchObject({
      stage: 'production',
      probation: { status: 'failed' },
    });
  });

  it('remembers signatures by file, and that the bundle was collected', () => {
    const signature = (sha256: string) => said('signed', { keyId: a, file: 'signatures/x.json', sha256 });
    expect(fold(registered, signature(a), signature(b)).signatures).toMatchObject([{ sha256: b, addedBy: 'ada' }]);
    expect(fold(registered, said('collected', {})).collectedAt).toBe('2024-01-02T08:00:00.000Z');
  });

  it.each<[string, Partial<NewEvent>[], RegExp]>([
    [
      'evidence without a digest',
      [registered, said('evidence_attached', { kind: 'x', passed: true })],
      /which document/u,
    ],
    ['an approval of nothing', [registered, said('approved', { evidence: [] })], /on which evidence/u],
    [
      'a withdrawal of what was never given',
      [registered, said('approval_withdrawn', { approver: 'bea', event: 1 })],
      /bea has no approval of event 1/u,
    ],
    [
      'a withdrawal of an approval that was replaced',
      [registered, approved('bea'), approved('bea'), said('approval_withdrawn', { approver: 'bea', event: 2 })],
      /no approval of event 2/u,
    ],
    ['the removal of no alias', [registered, said('alias_removed', { alias: 'x' })], /there is no alias 'x'/u],
    [
      'a verdict without a probation',
      [registered, said('probation_passed', { checks: [], event: 1 })],
      /no probation/u,
    ],
    ['a second verdict', [...inProduction, verdict('probation_passed'), verdict('probation_passed')], /no probation/u],
    ['a promotion to where it is', [registered, said('promoted', {})], /moves it nowhere/u],
  ])('refuses %s: such a record was not written by a registry', (_what, events, problem) => {
    expect(() => fold(...events)).toThrow(ChainBrokenError);
    expect(() => fold(...events)).toThrow(problem);
  });
});
