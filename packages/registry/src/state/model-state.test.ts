import { describe, expect, it } from 'vitest';
import { chainOf } from '../../test/support/events.ts';
import { ChainBrokenError } from '../errors.ts';
import { foldEvents, type ModelState } from './model-state.ts';
import type { NewEvent } from '../events/registry-event.ts';

const registered = (version: string): Partial<NewEvent> => ({ version });
const moved = (
  version: string,
  type: NewEvent['type'],
  from: NewEvent['from'],
  to: NewEvent['to'],
): Partial<NewEvent> => ({ version, type, from, to, details: {} });

function fold(...events: Partial<NewEvent>[]): ModelState {
  return foldEvents(chainOf(...events)).get('means')!;
}

const replacement = [
  registered('1.0.0'),
  registered('1.0.1'),
  moved('1.0.0', 'promoted', 'staging', 'production'),
  moved('1.0.0', 'replaced', 'production', 'archive'),
  moved('1.0.1', 'promoted', 'staging', 'production'),
];

describe('foldEvents(events)', () => {
  it('gives each version its stage, since when, and by which event', () => {
    const model = fold(registered('1.0.0'), {
      ...moved('1.0.0', 'promoted', 'staging', 'shadow'),
      at: '2024-03-01T00:00:00.000Z',
    });
    expect(model.versions.get('1.0.0')).toMatchObject({
      name: 'means',
      version: '1.0.0',
      stage: 'shadow',
      stageSince: '2024-03-01T00:00:00.000Z',
      stageEvent: 2,
      kind: 'mean',
      createdAt: '2024-01-02T08:00:00.000Z',
      createdBy: 'ada',
      reason: null,
      manifestDigest: 'a'.repeat(64),
      metadata: {},
    });
    expect(model).toMatchObject({ production: undefined, trail: [], generation: 2 });
  });

  it('remembers what was replaced in production', () => {
    expect(fold(...replacement)).toMatchObject({ production: '1.0.1', trail: ['1.0.0'], generation: 5 });
  });

  it('forgets the way back that a rollback has gone', () => {
    const model = fold(
      ...replacement,
      moved('1.0.1', 'rolled_back', 'production', 'archive'),
      moved('1.0.0', 'restored', 'archive', 'production'),
    );
    expect(model).toMatchObject({ production: '1.0.0', trail: [], generation: 7 });
  });

  it('does not return to a version that was archived for its own sake', () => {
    const model = fold(...replacement, moved('1.0.1', 'archived', 'production', 'archive'));
    expect(model).toMatchObject({ production: undefined, trail: ['1.0.0'] });
  });

  it('counts registrations and rejections as no change of stages', () => {
    const model = fold(
      ...replacement,
      registered('2.0.0'),
      moved('2.0.0', 'promotion_rejected', 'staging', 'production'),
    );
    expect(model).toMatchObject({ production: '1.0.1', generation: 5 });
    expect(model.versions.get('2.0.0')?.stage).toBe('staging');
  });

  it('keeps models apart', () => {
    const models = foldEvents(chainOf({ modelName: 'a' }, { modelName: 'b', version: '3.0.0' }));
    expect([...models.keys()]).toEqual(['a', 'b']);
    expect([...models.get('b')!.versions.keys()]).toEqual(['3.0.0']);
  });

  it.each<[string, Partial<NewEvent>[], RegExp]>([
    ['a version twice', [registered('1.0.0'), registered('1.0.0')], /was registered before/u],
    ['an unknown version', [moved('1.0.0', 'promoted', 'staging', 'shadow')], /was never registered/u],
    [
      'a wrong stage before',
      [registered('1.0.0'), moved('1.0.0', 'promoted', 'shadow', 'production')],
      /was in staging, not in shadow/u,
    ],
    [
      'two in production',
      [...replacement, moved('1.0.0', 'promoted', 'archive', 'production')],
      /1\.0\.1 is in production still/u,
    ],
    [
      'another bundle',
      [registered('1.0.0'), { ...moved('1.0.0', 'promoted', 'staging', 'shadow'), manifestDigest: 'b'.repeat(64) }],
      /another bundle/u,
    ],
    ['a registration of nothing', [{ details: {} }], /does not say what was registered/u],
  ])('refuses %s: such a record was not written by a registry', (_what, events, problem) => {
    expect(() => fold(...events)).toThrow(ChainBrokenError);
    expect(() => fold(...events)).toThrow(problem);
  });
});
