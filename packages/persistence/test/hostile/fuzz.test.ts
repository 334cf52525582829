// Twenty thousand random changes. Without fitting digests each is refused. With them the parser behind the digests is
// reached: what it lets through must be a model that holds every invariant and can be saved again as it is.
import { createRandomStream } from '@regimekit/numerics';
import { RegimekitError } from '@regimekit/errors';
import { describe, expect, it } from 'vitest';
import { decodeModel, encodeModel, manifestDigest, readBundleFiles, verifyBundleFiles } from '../../src/index.ts';
import { SAVED_AT } from '../support/bundles.ts';
import { seal, withFile, type Files } from '../support/forge-files.ts';
import { gaussFiles, gaussSchema } from '../support/gauss-model.ts';
import { mutate, type Mutation } from './mutations.ts';

const SEED = 20240201;
const RUNS = 20_000;

/** Codes that a changed bundle may be refused with: all of them name what is wrong with a bundle. */
const REFUSALS = new Set([
  'ARRAY_NAMES',
  'ARRAY_SHAPE',
  'DIGEST_MISMATCH',
  'INVALID_JSON',
  'INVALID_MANIFEST',
  'INVALID_MODEL',
  'INVALID_SAFETENSORS',
  'MODEL_FILE_SIZE',
  'NON_FINITE_ARRAY',
  'UNKNOWN_FORMAT_VERSION',
  'UNKNOWN_MODEL_KIND',
]);

function isEqual(a: Files, b: Files): boolean {
  return [...a].every(([file, bytes]) => Buffer.compare(bytes, b.get(file) ?? new Uint8Array()) === 0);
}

function codeOf(work: () => unknown): string {
  try {
    work();
    return 'accepted';
  } catch (error) {
    return error instanceof RegimekitError ? error.code : `${(error as Error).name}: ${(error as Error).stack}`;
  }
}

interface Verdict {
  readonly code: string;
  /** What should not have been; undefined when all is well. */
  readonly problem: string | undefined;
}

/** What the reader makes of a changed bundle, and whether that is right. */
function judge({ sealed, files }: Mutation, original: Files, expectedDigest: string): Verdict {
  const copy: Files = new Map([...files].map(([file, bytes]) => [file, bytes.slice()]));
  const same = isEqual(files, original);
  const code = codeOf(() => decodeModel(files, gaussSchema));
  // The one digest that is kept elsewhere notices every change, whatever the forger has mended.
  const pinned = codeOf(() => decodeModel(files, gaussSchema, { manifestDigest: expectedDigest }));
  const problems = [
    code !== 'accepted' && !REFUSALS.has(code) ? `not a refusal: ${code}` : undefined,
    code === 'accepted' && !same && !sealed ? 'accepted, though no digest fits' : undefined,
    code === 'accepted' ? saveAgain(files) : undefined,
    pinned === 'accepted' && !same ? 'accepted, though another was pinned' : undefined,
    isEqual(files, copy) ? undefined : 'the bytes were changed',
  ];
  return { code, problem: problems.find((problem) => problem !== undefined) };
}

/** What is let through is a bundle like any other: it can be saved and loaded as it is. */
function saveAgain(files: Files): string | undefined {
  const code = codeOf(() => {
    const { data, evidence } = readBundleFiles(files);
    decodeModel(encodeModel(data, { clock: () => SAVED_AT, evidence }).files, gaussSchema);
  });
  return code === 'accepted' ? undefined : `cannot be saved again: ${code}`;
}

describe('decodeModel(files, schema) of a bundle that was changed at random', () => {
  it(`refuses it with a typed error, or the model is sound all the same (seed ${SEED}, ${RUNS} changes)`, () => {
    const random = createRandomStream(SEED);
    const original = gaussFiles({ registry: { sequence: 7 } });
    const expectedDigest = manifestDigest(verifyBundleFiles(original));
    const counts = new Map<string, number>();
    const problems: string[] = [];
    for (let run = 0; run < RUNS; run++) {
      const mutation = mutate(random, original);
      const { code, problem } = judge(mutation, original, expectedDigest);
      const key = `${mutation.sealed ? 'sealed' : 'bare'} ${code}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
      if (problem !== undefined) problems.push(`run ${run}, ${mutation.what}: ${problem}`);
    }
    expect(problems).toEqual([]);
    expect(Object.keys(Object.prototype)).toEqual([]);
    // The run reaches every refusal, and lets some changes through: it is neither blind nor trivially strict.
    const seen = new Set([...counts.keys()].map((key) => key.split(' ')[1]));
    expect([...REFUSALS].filter((code) => !seen.has(code))).toEqual([]);
    expect(counts.get('sealed accepted') ?? 0).toBeGreaterThan(100);
    expect(counts.get('sealed INVALID_SAFETENSORS') ?? 0).toBeGreaterThan(1000);
  });

  it('is watched by a judge that sees a change that was let through', () => {
    const original = gaussFiles();
    const other = manifestDigest(verifyBundleFiles(original));
    const changed = seal(withFile(original, 'config.json', '{"labels":["x","y"]}\n'));
    expect(judge({ what: '', sealed: false, files: changed }, original, other).problem).toMatch(/no digest fits/u);
    const pinned = manifestDigest(verifyBundleFiles(changed));
    expect(judge({ what: '', sealed: true, files: changed }, original, pinned).problem).toMatch(/was pinned/u);
  });
});
