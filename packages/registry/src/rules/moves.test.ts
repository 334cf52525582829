import { describe, expect, it } from 'vitest';
import { stages, type Stage } from '../model-version.ts';
import type { ModelState } from '../state/model-state.ts';
import type { VersionRecord } from '../state/version-record.ts';
import { chooseRollback, findObstacle } from './moves.ts';

function record(version: string, stage: Stage, fields: Partial<VersionRecord> = {}): VersionRecord {
  return { version, stage, stageSince: '2024-01-02T08:00:00.000Z', ...fields } as VersionRecord;
}

function state(trail: string[], production: string | undefined, fields: Partial<ModelState> = {}): ModelState {
  const names = [...trail, ...(production === undefined ? [] : [production])];
  const versions = new Map(names.map((name) => [name, record(name, 'archive')]));
  const nothing = { unfit: new Set<string>(), aliases: new Map<string, string>(), order: { highestFirst: undefined } };
  return { name: 'm', versions, production, trail, generation: 0, ...nothing, ...fields };
}

describe('findObstacle(candidate, to, entries)', () => {
  it('leaves exactly these ways open', () => {
    const open = stages.flatMap((from) =>
      stages
        .filter((to) => findObstacle(record('2.0.0', from), to, stages) === undefined)
        .map((to) => `${from} > ${to}`),
    );
    expect(open).toEqual([
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

  it('says what is in the way', () => {
    expect(findObstacle(record('1.0.0', 'production'), 'production', stages)).toBe(
      'it is in production already, since 2024-01-02T08:00:00.000Z',
    );
    expect(findObstacle(record('1.0.0', 'production'), 'shadow', stages)).toBe(
      'from production a version moves only to archive',
    );
  });

  it('lets a policy narrow the ways, and never widen them', () => {
    expect(findObstacle(record('1.0.0', 'staging'), 'production', ['shadow'])).toBe(
      'production is entered from shadow alone, as the policy says, and it is in staging',
    );
    expect(findObstacle(record('1.0.0', 'shadow'), 'production', ['shadow'])).toBeUndefined();
    expect(findObstacle(record('1.0.0', 'production'), 'shadow', ['production'])).toMatch(/moves only to archive/u);
  });

  it('refuses a version whose bundle is gone', () => {
    const gone = record('1.0.0', 'archive', { collectedAt: '2024-02-01T00:00:00.000Z' });
    expect(findObstacle(gone, 'production', stages)).toMatch(/removed by the retention on 2024-02-01/u);
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

  it('passes over what was not good and what is gone', () => {
    expect(chooseRollback(state(['a', 'b'], 'c', { unfit: new Set(['b']) }))?.version).toBe('a');
    const gone = state(['a', 'b'], 'c');
    const versions = new Map(gone.versions).set(
      'b',
      record('b', 'archive', { collectedAt: '2024-02-01T00:00:00.000Z' }),
    );
    expect(chooseRollback({ ...gone, versions })?.version).toBe('a');
  });
});
