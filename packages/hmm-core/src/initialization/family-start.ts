import { kMeans, MatrixView, type RandomStream } from '@regimekit/numerics';
import type { EmissionData, EmissionFamily } from '../emissions/emission-family.ts';
import { observedPart } from '../emissions/evaluate.ts';
import { fillMissing } from '../emissions/gaussian/gaussian.ts';
import { startOf } from '../emissions/start-of.ts';
import type { HmmState } from '../training/hmm-parameters.ts';
import { countTransitions } from './k-means.ts';
import { cutIntoRuns } from './quantile.ts';
import { drawChain } from './random.ts';

/** What a starting model of any family is made for. */
export interface FamilyStartRequest {
  readonly family: EmissionFamily;
  readonly data: EmissionData;
  readonly nStates: number;
  readonly varianceFloor: Float64Array | undefined;
}

/**
 * A start from labels of the rows: emissions are what the family makes of hard weights, transitions are counted between
 * the labels of neighbouring rows with one added everywhere. Initial probabilities are equal.
 *
 * - `k-means`: clusters of the rows, or of what the family embeds them as, in units of their columns
 * - `quantile`: the rows in order along a random direction, cut into K runs
 */
export function labelledStart(
  request: FamilyStartRequest,
  kind: 'k-means' | 'quantile',
  random: RandomStream,
  maxIterations: number,
): HmmState {
  const { data, nStates } = request;
  const points = standardise(embed(request));
  const labels =
    kind === 'k-means'
      ? kMeans(points, nStates, { random, maxIterations }).labels
      : cutIntoRuns(project(points, random), nStates, random);
  const state = emptyState(nStates);
  countTransitions(state, labels, data.lengths);
  return { ...state, emissions: emissionsOf(request, labels, random) };
}

/** Rows of a piece, on average, that a random start gives to one state. */
const PIECE = 20;

/**
 * A start from a draw: the rows are cut into pieces of random lengths, each given to a random state, which tells states
 * apart that differ by how they move rather than where they lie. Each state stays with a probability from 0.5 to 0.99.
 */
export function randomPiecesStart(request: FamilyStartRequest, random: RandomStream): HmmState {
  const { data, nStates } = request;
  const labels = new Int32Array(data.nSteps);
  let label = 0;
  for (let t = 0; t < data.nSteps; t++) {
    if (t === 0 || random.uniform() < 1 / PIECE) label = random.integer(nStates);
    labels[t] = label;
  }
  // Every state begins with a row of its own at least.
  if (data.nSteps >= nStates)
    for (let k = 0; k < nStates; k++) labels[Math.floor(((k + 0.5) / nStates) * data.nSteps)] = k;
  const state = emptyState(nStates);
  drawChain(state, random);
  return { ...state, emissions: emissionsOf(request, labels, random) };
}

function emptyState(nStates: number) {
  return {
    nStates,
    initialProbs: new Float64Array(nStates).fill(1 / nStates),
    transitionMatrix: new Float64Array(nStates * nStates),
  };
}

function emissionsOf(
  { family, data, nStates, varianceFloor }: FamilyStartRequest,
  labels: Int32Array,
  random: RandomStream,
): HmmState['emissions'] {
  const weights = new Float64Array(data.nSteps * nStates);
  for (const [t, label] of labels.entries()) weights[t * nStates + label] = 1;
  return startOf(family, observedPart(family, data, weights, nStates), { nStates, random, varianceFloor });
}

/** The rows as points; one that is missing is where the average row is. */
function embed({ family, data }: FamilyStartRequest): MatrixView {
  if (family.embed === undefined) {
    return new MatrixView(data.nSteps, data.nFeatures, fillMissing(data.rows, data.nFeatures));
  }
  const there = Float64Array.from({ length: data.nSteps }, (_, t) => t);
  const seen = observedPart(family, data, there, 1);
  const points = family.embed(seen.data);
  if (points.rows === data.nSteps) return points;
  const all = MatrixView.zeros(data.nSteps, points.columns);
  all.data.fill(Number.NaN);
  for (const [i, t] of seen.weights.entries()) all.row(t).set(points.row(i));
  return new MatrixView(all.rows, all.columns, fillMissing(all.data, all.columns));
}

/** Columns in units of their spread; a constant one is 0. */
function standardise({ rows, columns, data }: MatrixView): MatrixView {
  const points = MatrixView.zeros(rows, columns);
  for (let d = 0; d < columns; d++) {
    let mean = 0;
    for (let t = 0; t < rows; t++) mean += data[t * columns + d]! / rows;
    let variance = 0;
    for (let t = 0; t < rows; t++) variance += (data[t * columns + d]! - mean) ** 2 / rows;
    const unit = variance > 0 ? 1 / Math.sqrt(variance) : 0;
    for (let t = 0; t < rows; t++) points.data[t * columns + d] = (data[t * columns + d]! - mean) * unit;
  }
  return points;
}

function project({ rows, columns, data }: MatrixView, random: RandomStream): Float64Array {
  const direction = Float64Array.from({ length: columns }, () => random.normal());
  const projected = new Float64Array(rows);
  for (let t = 0, p = 0; t < rows; t++)
    for (let d = 0; d < columns; d++, p++) projected[t]! += direction[d]! * data[p]!;
  return projected;
}
