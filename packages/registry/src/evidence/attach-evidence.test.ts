import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { meanModel } from '../../test/support/registries.ts';
import { newTeam } from '../../test/support/team.ts';
import { EvidenceNotFoundError } from '../errors.ts';
import type { ModelRegistry } from '../registry.ts';
import { digestEvidence, newestByKind } from './digest-evidence.ts';

const report = { kind: 'validation', passed: true, document: { accuracy: 0.91, folds: [1, 2] } };

async function withVersion(): Promise<ModelRegistry> {
  const registry = await (await newTeam()).as('ada');
  await registry.register('means', meanModel(0));
  return registry;
}

describe('attachEvidence(name, version, evidence)', () => {
  it('keeps the document by the SHA-256 of its canonical JSON', async () => {
    const registry = await withVersion();
    const { alreadyThere, counts, ...attached } = await registry.attachEvidence('means', 'staging', {
      ...report,
      summary: '91 %',
      reason: 'nightly',
    });
    expect(alreadyThere).toBe(false);
    expect(counts).toEqual(attached);
    const digest = createHash('sha256').update('{"accuracy":0.91,"folds":[1,2]}').digest('hex');
    expect(attached).toEqual({
      digest,
      kind: 'validation',
      passed: true,
      summary: '91 %',
      at: '2024-01-02T08:00:00.000Z',
      attachedBy: 'ada',
      event: 2,
    });
    expect(await registry.readEvidence(digest)).toEqual(report.document);
    const version = await registry.get('means', '1.0.0');
    expect(version.evidence).toEqual([attached]);
    expect(version.evidenceDigest).toBe(digestEvidence([attached]));
    expect((await registry.history('means')).at(-1)).toMatchObject({
      type: 'evidence_attached',
      evidenceDigest: digest,
      reason: 'nightly',
      from: 'staging',
      to: 'staging',
    });
  });

  it('changes nothing when the same is attached again, and keeps both when the verdict or kind differs', async () => {
    const registry = await withVersion();
    const first = await registry.attachEvidence('means', '1.0.0', report);
    expect(
      await registry.attachEvidence('means', '1.0.0', { ...report, document: { folds: [1, 2], accuracy: 0.91 } }),
    ).toEqual({ ...first, alreadyThere: true });
    expect(await registry.history('means')).toHaveLength(2);
    await registry.attachEvidence('means', '1.0.0', { ...report, passed: false });
    await registry.attachEvidence('means', '1.0.0', { ...report, kind: 'backtest' });
    const { evidence } = await registry.get('means', '1.0.0');
    expect(evidence.map(({ kind, passed }) => `${kind} ${passed}`)).toEqual(['validation false', 'backtest true']);
  });

  it('does not bring back a verdict that was overtaken when it is repeated, and says which one counts', async () => {
    const team = await newTeam({
      stages: { production: { evidence: ['validation'], approvals: { count: 1 } } },
    });
    const registry = await team.as('ada');
    await registry.register('means', meanModel(0));
    const good = await registry.attachEvidence('means', '1.0.0', report);
    const bad = await registry.attachEvidence('means', '1.0.0', {
      ...report,
      passed: false,
      document: { accuracy: 0 },
    });
    await (await team.as('bea')).approve('means', '1.0.0');
    const again = await registry.attachEvidence('means', '1.0.0', report);
    expect(again).toEqual({ ...good, alreadyThere: true, counts: bad.counts });
    expect((await registry.get('means', '1.0.0')).evidence.map(({ digest }) => digest)).toEqual([
      good.digest,
      bad.digest,
    ]);
    expect(await registry.history('means')).toHaveLength(4);
    await expect(registry.promote('means', '1.0.0')).rejects.toThrow(
      /evidence of kind 'validation' that passed: .+ did not/u,
    );
    const anew = await registry.attachEvidence('means', '1.0.0', { ...report, document: { accuracy: 0.92 } });
    expect(anew).toMatchObject({ alreadyThere: false, counts: { digest: anew.digest, passed: true } });
    // Another judgement is other evidence, on which nobody has approved yet.
    await expect(registry.promote('means', '1.0.0')).rejects.toThrow(/It needs 1 approval: none that counts/u);
  });

  it.each<[string, object, RegExp]>([
    ['a kind that is none', { kind: 'Back Test' }, /kind: expected 1 to 64/u],
    ['a verdict that is none', { passed: 'yes' }, /passed: expected true or false/u],
    ['no document', { document: null }, /document: expected a JSON object/u],
    ['a list for a document', { document: [] }, /document: expected a JSON object/u],
    ['a number that is no JSON', { document: { accuracy: Number.NaN } }, /NaN/u],
    ['a summary that is a book', { summary: 'x'.repeat(1001) }, /summary/u],
    ['a document that is a library', { document: { text: 'x'.repeat(8_000_001) } }, /at most 8000000/u],
    ['a misspelt field', { pased: true }, /passed/u],
  ])('refuses %s, and records nothing', async (_what, wrong, problem) => {
    const registry = await withVersion();
    const attaching = registry.attachEvidence('means', '1.0.0', { ...report, ...wrong });
    await expect(attaching).rejects.toThrow(problem);
    await expect(attaching).rejects.toMatchObject({ kind: 'input' });
    expect(await registry.history('means')).toHaveLength(1);
  });
});

describe('attachEvidence(name, version, evidence) of a document', () => {
  const nested = (levels: number): object => {
    let document: object = {};
    for (let i = 1; i < levels; i++) document = { inner: document };
    return document;
  };

  it.each([65, 200_000])('refuses one of %i levels before it is walked', async (levels) => {
    const registry = await withVersion();
    const attached = registry.attachEvidence('means', '1.0.0', { ...report, document: nested(levels) as never });
    await expect(attached).rejects.toThrow(/document: expected at most 64 levels of nesting/u);
  });

  it('keeps one of 64 levels, and refuses one that holds itself', async () => {
    const registry = await withVersion();
    await registry.attachEvidence('means', '1.0.0', { ...report, document: nested(64) as never });
    const circle: Record<string, unknown> = {};
    Object.assign(circle, { circle, again: [circle, circle] });
    const attached = registry.attachEvidence('means', '1.0.0', { ...report, document: circle as never });
    await expect(attached).rejects.toThrow(/levels of nesting/u);
  });
});

describe('readEvidence(digest)', () => {
  it('says that there is none', async () => {
    const registry = await withVersion();
    await expect(registry.readEvidence('a'.repeat(64))).rejects.toThrow(EvidenceNotFoundError);
    await expect(registry.readEvidence('../../etc/passwd')).rejects.toThrow(/64 lower-case hex digits/u);
  });

  it('notices a document that was changed or removed', async () => {
    const team = await newTeam();
    const registry = await team.as('ada');
    await registry.register('means', meanModel(0));
    const { digest } = await registry.attachEvidence('means', '1.0.0', report);
    const read = team.store.evidence.read.bind(team.store.evidence);
    const answer = (text: string | undefined) => {
      team.store.evidence.read = () => Promise.resolve(text);
    };
    answer('{"accuracy":0.99,"folds":[1,2]}');
    await expect(registry.readEvidence(digest)).rejects.toMatchObject({ code: 'DAMAGED_EVIDENCE', kind: 'integrity' });
    await expect(registry.verify()).rejects.toThrow(
      /means 1\.0\.0: the evidence 'validation' \([0-9a-f]{64}\) was changed/u,
    );
    answer(undefined);
    await expect(registry.verify()).rejects.toThrow(/is gone/u);
    team.store.evidence.read = read;
    expect((await registry.verify()).documents).toBe(1);
  });
});

describe('digestEvidence(evidence)', () => {
  const [a, b] = [
    { digest: 'a'.repeat(64), kind: 'x', passed: true },
    { digest: 'b'.repeat(64), kind: 'x', passed: true },
  ];

  it('does not depend on the order, and on everything else', () => {
    expect(digestEvidence([a, b])).toBe(digestEvidence([b, a]));
    const others = [[], [a], [b], [a, { ...b, passed: false }], [a, { ...b, kind: 'y' }]];
    expect(new Set([...others, [a, b]].map(digestEvidence)).size).toBe(others.length + 1);
  });

  it('is the SHA-256 of the canonical JSON of the sorted facts', () => {
    const text = `[["${a.digest}","x",true],["${b.digest}","x",true]]`;
    expect(digestEvidence([b, a])).toBe(createHash('sha256').update(text).digest('hex'));
  });
});

describe('newestByKind(evidence)', () => {
  it('gives the last of each kind', () => {
    const items = [
      { digest: '1', kind: 'x', passed: true },
      { digest: '2', kind: 'y', passed: true },
      { digest: '3', kind: 'x', passed: false },
    ];
    expect([...newestByKind(items).values()].map(({ digest }) => digest)).toEqual(['3', '2']);
  });
});
