// Documents that speak for or against a version: validation reports, backtests, verdicts of a shadow comparison.
import { canonicalJson, sha256Hex, type OptionNames } from '@regimekit/numerics';
import { InvalidOptionError, type JsonObject } from '@regimekit/persistence';
import { changeModel } from '../change-model.ts';
import { checkOptions } from '../check-options.ts';
import { DamagedEvidenceError, EvidenceNotFoundError } from '../errors.ts';
import { evidenceKindSchema } from '../policy/parse-policy.ts';
import { isPlain } from '../model-version.ts';
import { demand, findVersion, type RegistryContext } from '../registry-context.ts';
import type { AttachedEvidence } from '../state/version-record.ts';
import { newestByKind } from './digest-evidence.ts';

/** A document to attach. */
export interface EvidenceInput {
  /** For example 'validation', 'backtest', 'shadow': what the policy asks for by name. */
  readonly kind: string;
  /** Whether what it reports was good enough, in the judgement of whoever made it. */
  readonly passed: boolean;
  /** The report itself, as plain JSON. Kept by its digest and given back by `readEvidence`. */
  readonly document: JsonObject;
  /** A line for people. */
  readonly summary?: string | undefined;
  /** Why, kept in the record of events. */
  readonly reason?: string | undefined;
}

/** Longest canonical JSON of a document, in UTF-16 units. */
const MAX_DOCUMENT = 8_000_000;
/** Deepest nesting of a document: what reads it may take a step of its stack for each level. */
const MAX_DEPTH = 64;
const MAX_SUMMARY = 1_000;

const optionNames: OptionNames<EvidenceInput> = {
  kind: true,
  passed: true,
  document: true,
  summary: true,
  reason: true,
};

/** What was attached, or was there already. */
export interface EvidenceAttachment extends AttachedEvidence {
  /** The same document, with this kind and verdict, was attached before; nothing has changed. */
  readonly alreadyThere: boolean;
  /** The evidence of this kind that counts: the newest. Another one where this was there already and has been overtaken. */
  readonly counts: AttachedEvidence;
}

/**
 * What is attached already, with the same kind and verdict, is not attached again, and so does not become the newest: an
 * earlier verdict that was overtaken is not brought back by repeating it, least of all with approvals that were given
 * since, which would stay good because the evidence as a whole is the same. What is to be judged anew needs a new document.
 */
export async function attachEvidence(
  context: RegistryContext,
  name: string,
  asked: string,
  input: EvidenceInput,
): Promise<EvidenceAttachment> {
  const text = checkEvidence(input);
  const digest = sha256Hex(new TextEncoder().encode(text));
  const { kind, passed, summary, reason } = input;
  return await changeModel(context, name, 'attach evidence', async ({ model, transaction, say }) => {
    const record = findVersion(model, asked);
    const known = record.evidence.find((item) => item.digest === digest && item.kind === kind);
    if (known?.passed === passed) {
      return { ...known, alreadyThere: true, counts: newestByKind(record.evidence).get(kind) ?? known };
    }
    await transaction.putEvidence(text);
    const details = { kind, passed, ...(summary === undefined ? {} : { summary }) };
    const event = await say(record, { type: 'evidence_attached', evidenceDigest: digest, reason, details });
    const { at, actor: attachedBy, sequence } = event;
    const attached = { digest, kind, passed, summary: summary ?? null, at, attachedBy, event: sequence };
    return { ...attached, alreadyThere: false, counts: attached };
  });
}

/**
 * A document by its digest, verified.
 *
 * @throws InvalidOptionError, EvidenceNotFoundError, DamagedEvidenceError
 */
export async function readEvidence(context: RegistryContext, digest: string): Promise<JsonObject> {
  if (typeof digest !== 'string' || !/^[0-9a-f]{64}$/u.test(digest)) {
    throw new InvalidOptionError('digest', '64 lower-case hex digits', digest, 'get(name, version).evidence has them.');
  }
  await demand(context, 'read');
  const text = await context.store.evidence.read(digest);
  if (text === undefined) throw new EvidenceNotFoundError(digest);
  const received = sha256Hex(new TextEncoder().encode(text));
  if (received !== digest) throw new DamagedEvidenceError(digest, received);
  return JSON.parse(text) as JsonObject;
}

/** @returns the canonical JSON of the document */
function checkEvidence(input: EvidenceInput): string {
  checkOptions(input, optionNames, 'attachEvidence');
  const { kind, passed, document, summary } = input;
  if (!evidenceKindSchema.safeParse(kind).success) {
    throw new InvalidOptionError(
      'kind',
      '1 to 64 lower-case letters, digits, - and _',
      kind,
      "For example 'validation'.",
    );
  }
  if (typeof passed !== 'boolean')
    throw new InvalidOptionError('passed', 'true or false', passed, 'Say what it shows.');
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    throw new InvalidOptionError('document', 'a JSON object', document, 'Give the report itself.');
  }
  if (summary !== undefined && (typeof summary !== 'string' || summary.length > MAX_SUMMARY || !isPlain(summary))) {
    throw new InvalidOptionError(
      'summary',
      `one line of at most ${MAX_SUMMARY} characters`,
      summary,
      'A line suffices.',
    );
  }
  if (isDeeper(document, MAX_DEPTH)) {
    throw new InvalidOptionError('document', `at most ${MAX_DEPTH} levels of nesting`, 'more', 'Attach a flatter one.');
  }
  const text = canonicalJson(document);
  if (text.length <= MAX_DOCUMENT) return text;
  throw new InvalidOptionError(
    'document',
    `at most ${MAX_DOCUMENT} characters of JSON`,
    text.length,
    'Attach a summary with the digest of the long report.',
  );
}

/** Level by level, since a document may be deeper than the stack. */
function isDeeper(document: object, depth: number): boolean {
  let level = new Set<object>([document]);
  for (let i = 0; i < depth; i++) {
    const inner = [...level].flatMap((value): unknown[] => Object.values(value));
    level = new Set(inner.filter((value) => typeof value === 'object' && value !== null));
    if (level.size === 0) return false;
  }
  return true;
}
