import { describe, expect, it } from 'vitest';
import type { ModelState, VersionRecord } from './state/model-state.ts';
import { stages, type Stage } from './model-version.ts';
import { chooseRollback, decideMove } from './promotion.ts';

function record(version: string, stage: Stage): VersionRecord {
  return { version, stage, stageSince: '2024-01-02T08:00:00.000Z' } as VersionRecord;
}

function state(trail: string[], production: string | undefined): ModelState {
  const versions = new Map(
    [...trail, ...(production === undefined ? [] : [production])].map((v) => [v, record(v, 'archive')]),
  );
  return { name: 'm', versions, production, trail, generation: 0 };
}

describe('decideMove(candidate, to, champion)', () => {
  const champion = record('1.0.0', 'production');

  it('allows exactly these moves', () => {
    const allowed = stages.flatMap((from) =>
      stages.filter((to) => decideMove(record('2.0.0', from), to, champion).allowed).map((to) => `${from} > ${to}`),
    );
    expect(allowed).toEqual([
      'staging > shadow',
      'staging > production',
      'staging > archive',
      'shadow > production',
      'shadow > archive',
      'production > archive',
      'archive > shadow',
      'archive > production',
    ]);
  });

  it('replaces the champion in production, and nothing on the way to other stages', () => {
    expect(decideMove(record('2.0.0', 'shadow'), 'production', champion)).toEqual({
      allowed: true,
      replaces: champion,
    });
    expect(decideMove(record('2.0.0', 'shadow'), 'production', undefined)).toEqual({
      allowed: true,
      replaces: undefined,
    });
    expect(decideMove(record('2.0.0', 'staging'), 'shadow', champion)).toEqual({ allowed: true, replaces: undefined });
  });

  it('says why not', () => {
    expect(decideMove(champion, 'production', champion)).toEqual({
      allowed: false,
      reason: 'it is in production already, since 2024-01-02T08:00:00.000Z.',
    });
    expect(decideMove(champion, 'shadow', champion)).toMatchObject({
      reason: 'from production a version moves only to archive.',
    });
  });
});

describe('chooseRollback(model)', () => {
  it('gives the last version that was in production before the present one', () => {
    expect(chooseRollback(state(['a', 'b'], 'c'))?.version).toBe('b');
    expect(chooseRollback(state(['a', 'b'], undefined))?.version).toBe('b');
    expect(chooseRollback(state(['a', 'b'], 'b'))?.version).toBe('a');
  });

  it('gives nothing when there was none', () => {
    expect(chooseRollback(state([], 'a'))).toBeUndefined();
    expect(chooseRollback(state(['a'], 'a'))).toBeUndefined();
  });
});
