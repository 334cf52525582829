// What is said of a version while it stays where it is: evidence, approvals, aliases, verdicts, signatures.
import type { DsseEnvelope } from '@regimekit/persistence';
import type { RegistryEventType } from '../events/event-types.ts';
import type { RegistryEvent } from '../events/registry-event.ts';
import { impossible, type ModelDraft, type VersionEvent } from './model-draft.ts';
import type { ApprovalRecord, VersionRecord } from './version-record.ts';

type Apply = (model: ModelDraft, record: VersionRecord, event: VersionEvent) => VersionRecord | undefined;

// The schema of the events has checked every detail that is read here.
const facts: Partial<Record<RegistryEventType, Apply>> = {
  evidence_attached: (_, record, event) => {
    const { kind, passed, summary } = event.details as { kind: string; passed: boolean; summary?: string };
    const digest = event.evidenceDigest ?? impossible(event, 'it does not say which document was attached');
    const item = { digest, kind, passed, summary: summary ?? null, at: event.at };
    const others = record.evidence.filter((known) => known.digest !== digest || known.kind !== kind);
    return { ...record, evidence: [...others, { ...item, attachedBy: event.actor, event: event.sequence }] };
  },
  approved: (_, record, event) => ({
    ...record,
    // One person counts once, and with the latest word.
    approvals: [...without(record, event.actor), toApproval(event)],
  }),
  approval_withdrawn: (_, record, event) => {
    const { approver, event: approval } = event.details as { approver: string; event: number };
    const known = record.approvals.find((candidate) => candidate.approver === approver);
    if (known?.event !== approval) impossible(event, `${approver} has no approval of event ${approval}`);
    return { ...record, approvals: without(record, approver) };
  },
  alias_set: (model, _, event) => {
    model.aliases.set((event.details as { alias: string }).alias, event.version);
    return undefined;
  },
  alias_removed: (model, _, event) => {
    const { alias } = event.details as { alias: string };
    if (!model.aliases.delete(alias)) impossible(event, `there is no alias '${alias}'`);
    return undefined;
  },
  probation_passed: (_, record, event) => conclude(record, event, 'passed'),
  probation_failed: (model, record, event) => {
    model.unfit.add(event.version);
    return conclude(record, event, 'failed');
  },
  signed: (_, record, event) => {
    const { keyId, file, sha256 } = event.details as { keyId: string; file: string; sha256: string };
    const others = record.signatures.filter((known) => known.file !== file);
    return { ...record, signatures: [...others, { keyId, file, sha256, at: event.at, addedBy: event.actor }] };
  },
  collected: (_, record, event) => ({ ...record, collectedAt: event.at }),
};

/** @throws ChainBrokenError when the event cannot have happened */
export function applyFact(model: ModelDraft, record: VersionRecord, event: VersionEvent): void {
  const apply = facts[event.type] ?? impossible(event, 'it moves a version, and moves it nowhere');
  const after = apply(model, record, event);
  if (after !== undefined) model.versions.set(event.version, after);
}

/** The approval of an event of that type. @throws ChainBrokenError when it does not say what it stands on */
export function toApproval(event: RegistryEvent): ApprovalRecord {
  const { envelope, publicKey } = event.details as { envelope?: DsseEnvelope; publicKey?: string };
  return {
    approver: event.actor,
    at: event.at,
    reason: event.reason,
    event: event.sequence,
    manifestDigest: event.manifestDigest,
    evidenceDigest: event.evidenceDigest ?? impossible(event, 'it does not say on which evidence it stands'),
    signature: envelope === undefined || publicKey === undefined ? undefined : { envelope, publicKey },
  };
}

function without({ approvals }: VersionRecord, approver: string): VersionRecord['approvals'] {
  return approvals.filter((approval) => approval.approver !== approver);
}

function conclude(record: VersionRecord, event: VersionEvent, status: 'passed' | 'failed'): VersionRecord {
  const { probation } = record;
  if (probation?.status !== 'running') return impossible(event, 'no probation was running');
  return { ...record, probation: { ...probation, status } };
}
