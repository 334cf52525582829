// A file of its own and an entry of the build, so that a worker thread can load it from sources and from dist.
import { assignOptimally, createRandomStreams, MatrixView, type RandomStream, type Task } from '@regimekit/numerics';
import type { EmissionFamily } from '../emissions/emission-family.ts';
import type { FamilySpec } from '../emissions/family-spec.ts';
import { InvalidEmissionsError, InvalidObservationsError } from '../errors.ts';
import { forwardBackward } from '../inference/forward-backward.ts';
import { createGaussianHmm, type GaussianHmmJson } from '../model/gaussian-hmm.ts';
import type { HiddenMarkovModel } from '../model/hmm.ts';
import { relabel } from '../model/relabel.ts';
import { sample } from '../model/sample.ts';
import { baumWelch } from '../training/baum-welch.ts';
import type { StopReason } from '../training/convergence.ts';
import { loadFamily } from '../training/hmm-fit-task.ts';
import { hmmOf, type HmmState } from '../training/hmm-parameters.ts';
import { quantitiesOf } from './quantities.ts';

/** A model as plain data. */
export type SentModel =
  | { readonly gaussian: GaussianHmmJson }
  | { readonly state: HmmState; readonly spec: FamilySpec; readonly nFeatures: number };

/** All that the replicates share: plain data. */
export interface BootstrapPlan {
  readonly model: SentModel;
  readonly lengths: readonly number[];
  /** 1 where a value is missing, T x D; empty where none is. */
  readonly gaps: Uint8Array;
  /** T x C, flat; empty where the family takes none. */
  readonly covariates: Float64Array;
  readonly nCovariates: number;
  readonly seed: number;
  readonly fit: {
    readonly maxIterations: number;
    readonly tolerance: number;
    readonly varianceFloor: number;
    readonly stationaryStart: boolean;
  };
}

export interface BootstrapInput {
  readonly plan: BootstrapPlan;
  /** 0, 1, ... */
  readonly replicate: number;
  /** The family itself, where it need not travel. */
  readonly family?: EmissionFamily | undefined;
}

/** What one refit says, or why it says nothing. */
export interface BootstrapReplicate {
  readonly stopReason: StopReason | 'error';
  /** In the order of the quantities of the model; empty where the refit failed. */
  readonly values: Float64Array;
  /** Whether its states had to be renumbered. */
  readonly swapped: boolean;
}

/** One replicate as a task for an executor. */
export const bootstrapTask: Task<BootstrapInput, Promise<BootstrapReplicate>> = {
  name: 'bootstrapTask',
  get module() {
    return new URL(import.meta.url.endsWith('.ts') ? './bootstrap-task.ts' : './bootstrap-task.js', import.meta.url)
      .href;
  },
  run: async ({ plan, replicate, family }) => runReplicate(plan, await readModel(plan.model, family), replicate),
};

async function readModel(sent: SentModel, family: EmissionFamily | undefined): Promise<HiddenMarkovModel> {
  if ('gaussian' in sent) return createGaussianHmm(sent.gaussian);
  return hmmOf(sent.state, family ?? (await loadFamily(sent.spec)), sent.nFeatures);
}

/** Draws rows from the model and fits it to them, beginning at the truth. */
function runReplicate(plan: BootstrapPlan, model: HiddenMarkovModel, replicate: number): BootstrapReplicate {
  const random = createRandomStreams(plan.seed, replicate + 1)[replicate]!;
  const { rows, states, covariates } = draw(plan, model, random);
  const missing = plan.gaps.length > 0 ? ('marginalise' as const) : ('error' as const);
  const data = { lengths: plan.lengths, missing, ...(covariates === undefined ? {} : { covariates }) };
  try {
    const { model: found, stopReason } = baumWelch(model, rows, { ...data, ...plan.fit });
    if (stopReason === 'degenerate') return { stopReason, values: new Float64Array(0), swapped: false };
    const order = alignToStates(forwardBackward(found, rows, data).smoothedProbs, states);
    const swapped = order.some((state, k) => state !== k);
    const values = Float64Array.from(quantitiesOf(swapped ? relabel(found, order) : found), ({ value }) => value);
    return { stopReason, values, swapped };
  } catch (error) {
    if (!(error instanceof InvalidObservationsError || error instanceof InvalidEmissionsError)) throw error;
    // Drawn rows that no model can be fitted to, for instance a feature that never varies.
    return { stopReason: 'error', values: new Float64Array(0), swapped: false };
  }
}

function draw(plan: BootstrapPlan, model: HiddenMarkovModel, random: RandomStream) {
  const { lengths, gaps, nCovariates: C } = plan;
  const D = model.nFeatures;
  const T = lengths.reduce((sum, length) => sum + length, 0);
  const rows = MatrixView.zeros(T, D);
  const states = new Int32Array(T);
  let start = 0;
  for (const length of lengths) {
    const own = new MatrixView(length, C, plan.covariates.slice(start * C, (start + length) * C));
    const drawn = sample(model, length, { random, ...(C === 0 ? {} : { covariates: own }) });
    rows.data.set(drawn.observations.data, start * D);
    states.set(drawn.states, start);
    start += length;
  }
  for (const [at, gap] of gaps.entries()) if (gap === 1) rows.data[at] = Number.NaN;
  return { rows, states, covariates: C === 0 ? undefined : new MatrixView(T, C, plan.covariates) };
}

/** Which state of the refit was which of the model: the one that is believed on the rows which that state drew. */
function alignToStates(smoothed: MatrixView, states: Int32Array): number[] {
  const K = smoothed.columns;
  const cost = MatrixView.zeros(K, K);
  for (const [t, state] of states.entries()) {
    for (let j = 0; j < K; j++) cost.data[state * K + j]! -= smoothed.get(t, j);
  }
  return Array.from(assignOptimally(cost).columns);
}
