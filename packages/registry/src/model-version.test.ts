import { rsort } from 'semver';
import { describe, expect, it } from 'vitest';
import { InvalidActorError, InvalidNameError, InvalidStageError, InvalidVersionError } from './errors.ts';
import { checkActor, checkName, checkStage, checkVersion, nextVersion, sortVersions } from './model-version.ts';

describe('checkName(name)', () => {
  it('accepts names that are folders everywhere', () => {
    for (const name of ['a', 'regime-detector', 'vol_2', '0', 'x'.repeat(64)]) expect(checkName(name)).toBe(name);
  });

  it.each([
    '',
    '.',
    '..',
    '../up',
    'a/b',
    String.raw`a\b`,
    '/etc',
    'registry.sqlite',
    'registry.json',
    'Upper',
    '-dash',
    'with space',
    'ünlaut',
    'null\0',
    'line\n',
    'x'.repeat(65),
  ])('refuses %j', (name) => {
    expect(() => checkName(name)).toThrow(InvalidNameError);
  });

  it('refuses what is no text', () => {
    expect(() => checkName(undefined as never)).toThrow(InvalidNameError);
  });
});

describe('checkVersion(version)', () => {
  it('accepts semantic versions', () => {
    for (const version of ['0.0.1', '1.0.0', '10.20.30', '2.0.0-rc.1']) expect(checkVersion(version)).toBe(version);
  });

  it.each([
    '',
    '1',
    '1.0',
    'v1.0.0',
    '1.0.0+build',
    '01.0.0',
    ' 1.0.0',
    '1.0.0/..',
    '../1.0.0',
    'latest',
    '1.0.0-',
    `1.0.0-${'a'.repeat(64)}`,
  ])('refuses %j', (version) => {
    expect(() => checkVersion(version)).toThrow(InvalidVersionError);
  });
});

describe('nextVersion(existing, bump)', () => {
  it('begins at 1.0.0, whatever grows', () => {
    expect(nextVersion([], 'patch')).toBe('1.0.0');
    expect(nextVersion([], 'major')).toBe('1.0.0');
  });

  it('follows the highest, in whatever order they come', () => {
    const existing = ['1.0.0', '1.10.0', '1.9.3'];
    expect(nextVersion(existing, 'patch')).toBe('1.10.1');
    expect(nextVersion(existing, 'minor')).toBe('1.11.0');
    expect(nextVersion(existing, 'major')).toBe('2.0.0');
    expect(nextVersion(['2.0.0-rc.1'], 'patch')).toBe('2.0.0');
  });
});

describe('sortVersions(versions)', () => {
  it('puts the highest first, by number and not by text, and leaves its input alone', () => {
    const versions = ['1.9.0', '1.10.0', '1.10.0-rc.1', '0.1.0'];
    expect(sortVersions(versions)).toEqual(['1.10.0', '1.10.0-rc.1', '1.9.0', '0.1.0']);
    expect(versions[0]).toBe('1.9.0');
  });

  it('puts versions without a suffix in the order in which semver has them', () => {
    const numbers = [0, 1, 2, 9, 10, 11, 100, 9_007_199_254_740_991];
    const versions = numbers.flatMap((a) => numbers.flatMap((b) => numbers.map((c) => `${b}.${c}.${a}`)));
    const sorted = sortVersions(versions);
    expect(sorted).toEqual(rsort([...versions]));
    expect(sorted).not.toEqual(versions.toSorted().reverse()); // As text they are in another order.
  });
});

describe('checkStage(stage)', () => {
  it('accepts the four stages and refuses any other, naming them', () => {
    expect(checkStage('shadow')).toBe('shadow');
    expect(() => checkStage('prod')).toThrow(InvalidStageError);
    expect(() => checkStage('prod')).toThrow(/staging, shadow, production, archive, received "prod"/u);
  });
});

describe('checkActor(actor)', () => {
  it('refuses nobody', () => {
    expect(checkActor('ada')).toBe('ada');
    for (const actor of ['', '  ', 'x'.repeat(201), '\uD800'])
      expect(() => checkActor(actor)).toThrow(InvalidActorError);
  });
});
