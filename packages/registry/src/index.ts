// The registry.
export { ModelRegistry } from './registry.ts';
export type { OpenRegistryOptions } from './opening/open-options.ts';
export type { RegistryLocation } from './stores/registry-location.ts';
export type { RegisterOptions } from './registration/register-version.ts';
export type { Recipe } from './registration/recipe.ts';
export type { RegistryVerification } from './verify/verify-registry.ts';

// Versions and stages.
export { stages, type Bump, type ModelVersion, type Stage, type VersionApproval } from './model-version.ts';
export type {
  AddedSignature,
  AttachedEvidence,
  Probation,
  ProbationStatus,
  RecipeFingerprints,
} from './state/version-record.ts';

// Moves: promotion, rollback, probation.
export type { MoveOptions, PromoteOptions } from './promotion/promote-version.ts';
export type { CheckContext, PromotionCheck } from './promotion/checks.ts';
export type { ProbationReview, ReviewOptions } from './probation/review-probation.ts';
export type { MoveExplanation } from './rules/explain-move.ts';
export type { Requirement, RequirementRule } from './rules/requirements.ts';

// Rules, people, evidence, approvals, aliases.
export { roles } from './policy/policy.ts';
export { parsePolicy } from './policy/parse-policy.ts';
export type {
  ApprovalRule,
  EvidenceRule,
  GuardedStage,
  Person,
  RegistryPolicy,
  Role,
  StageRules,
} from './policy/policy.ts';
export type { PolicyChange, SetPolicyOptions } from './policy/set-policy.ts';
export { createToken, hashToken, type CreatedToken } from './people/tokens.ts';
export type { EvidenceAttachment, EvidenceInput } from './evidence/attach-evidence.ts';
export { APPROVAL_TYPE, type ApprovalStatement } from './approvals/approval-statement.ts';
export { digestEvidence, type EvidenceFacts } from './evidence/digest-evidence.ts';
export type { ApproveOptions, WithdrawOptions } from './approvals/approve.ts';
export type { AliasOptions } from './aliases/aliases.ts';
export type { SignOptions } from './signing/sign-version.ts';

// The record of events, and what it says of the past.
export { eventTypes, type RegistryEventType } from './events/event-types.ts';
export type { NewEvent, RegistryEvent } from './events/registry-event.ts';
export type { HistoryFilter } from './history/filter-events.ts';
export type { NothingServing, ServedThen, ServingThen } from './history/as-of.ts';

// Bundles that go, and models that stay in memory.
export { applyRetention } from './retention/apply-retention.ts';
export type { ApplyRetentionOptions, CollectedBundle, RetentionReport } from './retention/apply-retention.ts';
export { planRetention, type RetentionDecision } from './retention/plan-retention.ts';
export type { RetentionPolicy, StageRetention } from './retention/retention-policy.ts';
export type { ModelCacheOptions, ModelCacheStatistics } from './cache/model-cache.ts';

// Who is told of what happens.
export { addWebhook, listDeliveries, listWebhooks, removeWebhook, retryWebhook } from './webhooks/subscriptions.ts';
export type { AddWebhookOptions, Webhook } from './webhooks/subscriptions.ts';
export { deliverWebhooks, type DeliverWebhooksOptions, type DeliveryReport } from './webhooks/deliver-webhooks.ts';
export type { BlockedReceiver } from './webhooks/serve-all.ts';
export { forgetDeliveries, type ForgetDeliveriesOptions } from './webhooks/forget-deliveries.ts';
export { rotateWebhookSecret, type RotateWebhookSecretOptions } from './webhooks/rotate-secret.ts';
export type { Delivery, DeliveryState } from './webhooks/delivery-store.ts';
export type { NetworkRules, ResolveHost } from './webhooks/network-guard.ts';
export type { RetrySchedule } from './webhooks/retry-schedule.ts';
export type { WebhookPayload } from './webhooks/webhook-payload.ts';

// Where registries are kept, and how they move.
export { copyRegistry, type CopyRegistryOptions } from './copy/copy-registry.ts';
export { openMemoryStore } from './stores/memory-store.ts';
export type {
  BundlePlace,
  BundleStore,
  EventQuery,
  EventStore,
  EvidenceStore,
  ReadEvents,
  RegistryStore,
  RegistryTransaction,
  StagedBundle,
} from './stores/registry-store.ts';
export type { Projections } from './projections/write-projections.ts';

// What can go wrong.
export {
  AliasNotFoundError,
  ApprovalKeyError,
  ApprovalNotFoundError,
  ChainBrokenError,
  DamagedEvidenceError,
  DamagedVersionsError,
  EvidenceNotFoundError,
  InvalidActorError,
  InvalidAliasError,
  InvalidInstantError,
  InvalidNameError,
  InvalidPolicyError,
  InvalidStageError,
  InvalidVersionError,
  ModelNotFoundError,
  NoProbationError,
  NoProductionModelError,
  NothingToRollBackError,
  PermissionDeniedError,
  ProjectionError,
  PromotionRejectedError,
  RegistryChangedError,
  VersionConflictError,
  VersionNotFoundError,
} from './errors.ts';
export { FolderNotEmptyError, RegistryNotEmptyError } from './copy/errors.ts';
export { FutureInstantError } from './history/errors.ts';
export { CollectedVersionError } from './retention/errors.ts';
export {
  InvalidWebhookError,
  WebhookChangedError,
  WebhookConflictError,
  WebhookNotFoundError,
} from './webhooks/errors.ts';
