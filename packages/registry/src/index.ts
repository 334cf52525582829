// The registry.
export { ModelRegistry, type OpenRegistryOptions } from './registry.ts';
export type { RegisterOptions } from './register-version.ts';
export type { MoveOptions, PromoteOptions, PromotionCheck } from './move-version.ts';
export type { RegistryVerification } from './verify-registry.ts';

// Versions and stages.
export { stages, type Bump, type ModelVersion, type Stage } from './model-version.ts';

// The record of events.
export { eventTypes, type RegistryEventType } from './events/event-types.ts';
export type { NewEvent, RegistryEvent } from './events/registry-event.ts';

// What can go wrong.
export {
  ChainBrokenError,
  DamagedVersionsError,
  InvalidActorError,
  InvalidNameError,
  InvalidStageError,
  InvalidVersionError,
  ModelNotFoundError,
  NoProductionModelError,
  NothingToRollBackError,
  ProjectionError,
  PromotionRejectedError,
  RegistryChangedError,
  VersionConflictError,
  VersionNotFoundError,
} from './errors.ts';
