import { createRandomStreams } from '@regimekit/numerics';
import type { EmissionFamily } from '../emissions/emission-family.ts';
import { labelledStart, randomPiecesStart } from '../initialization/family-start.ts';
import { maximiseFamily } from './family-em.ts';
import { startKind, type RestartOutcome, type RunOptions, type StartKind } from './fit-restart.ts';
import type { HmmFitPlan } from './hmm-fit-plan.ts';
import { copyOf, type HmmState } from './hmm-parameters.ts';

/** Restart `restart` of a fit of any family: as `runRestart`, with the starts of the family. */
export function runHmmRestart(
  plan: HmmFitPlan,
  family: EmissionFamily,
  restart: number,
  { maxIterations = plan.em.maxIterations, onIteration }: RunOptions = {},
): RestartOutcome<HmmState> {
  const { kind, state } = createStart(plan, family, restart);
  const { fixed } = plan.em.constraints;
  const source = plan.given[0];
  const start = {
    ...state,
    initialProbs: (fixed.includes('initialProbs') ? source! : state).initialProbs.slice(),
    transitionMatrix: (fixed.includes('transitionMatrix') ? source! : state).transitionMatrix.slice(),
    emissions: copyOf((fixed.includes('emissions') ? source! : state).emissions),
  };
  const settings = { ...plan.em, maxIterations: Math.min(maxIterations, plan.em.maxIterations), onIteration };
  return { restart, start: kind, ...maximiseFamily(start, settings, family, plan.data) };
}

function createStart(
  { settings, data, em, given }: HmmFitPlan,
  family: EmissionFamily,
  restart: number,
): { kind: StartKind; state: HmmState } {
  const own = given[restart];
  if (own !== undefined) return { kind: 'given', state: own };
  const seeded = restart - given.length;
  const kind = startKind(seeded);
  const random = createRandomStreams(settings.seed, seeded + 1)[seeded]!;
  const request = { family, data, nStates: settings.nStates, varianceFloor: em.floor };
  if (kind === 'random') return { kind, state: randomPiecesStart(request, random) };
  // Run to its end, k-means finds the same clusters from nearly any seeds: one such start is enough.
  return { kind, state: labelledStart(request, kind, random, seeded === 0 ? 100 : 1) };
}
