import type { FittedRegimeModel, ModelKind } from '../model/fitted-regime-model.ts';
import { hmmEngine } from './hmm-engine.ts';
import { jumpEngine } from './jump-engine.ts';
import type { RegimeEngine } from './regime-engine.ts';

// Asked for when called, not when loaded: engines and models know each other.
export function engineFor(kind: ModelKind): RegimeEngine {
  return kind === 'hmm' ? hmmEngine : jumpEngine;
}

export function engineOf({ kind }: FittedRegimeModel): RegimeEngine {
  return engineFor(kind);
}
