// Which candidate a fold takes: asked every so many folds, by training days alone, and kept in between.
import { fingerprint, inlineExecutor, sha256Hex, type JsonValue } from '@regimekit/numerics';
import type { IsoDate } from '@regimekit/features';
import { InvalidOptionError } from '../errors.ts';
import type { AssetReturns } from '../types.ts';
import { candidateTask, type CandidateInput, type CandidateScore, type PlainReturns } from './candidate-task.ts';
import type { ResolvedChoice } from './fold-choice.ts';
import { plainFeatures, featuresFrom, type DetectorRecipe, type PlainFeatures } from './fold-data.ts';
import type { RowSpan } from './fold-schedule.ts';
import { withoutInfinities } from './recipe-fingerprint.ts';
import type { WalkForwardOptions } from './walk-forward-options.ts';

/** What was chosen, and by what. */
export interface ChoiceRecord {
  /** Index of the candidate. */
  readonly candidate: number;
  /** Fold that made the choice; those after it kept it. */
  readonly madeAt: number;
  /** One for each candidate; null for one that could not be judged. */
  readonly scores: readonly (number | null)[];
  /** One for each candidate: why it could not be judged; null for one that could. */
  readonly problems: readonly (string | null)[];
}

/** Returns of the first asset up to a day, as a worker takes them. */
function returnsUntil({ dates, returns, riskFree }: AssetReturns, last: IsoDate): PlainReturns {
  const end = dates.findLastIndex((date) => date <= last) + 1;
  return {
    dates: dates.slice(0, end),
    asset: Float64Array.from({ length: end }, (_, s) => returns.get(s, 0)),
    riskFree: riskFree.slice(0, end),
  };
}

export interface ChoiceQuestion {
  /** Index of the fold that chooses. */
  readonly fold: number;
  readonly features: PlainFeatures;
  readonly train: RowSpan;
  readonly market: AssetReturns | undefined;
  readonly detector: DetectorRecipe;
  readonly choice: ResolvedChoice;
}

/**
 * The best candidate of a fold. Nothing but its training rows, and returns up to the last of them, goes into it.
 *
 * @throws InvalidOptionError when no candidate can be judged
 */
export async function chooseInFold(
  { fold, features, train, market, detector, choice }: ChoiceQuestion,
  { executor = inlineExecutor, checkpoints, signal }: WalkForwardOptions,
): Promise<ChoiceRecord> {
  const { candidates, everyFolds: _, ...rules } = choice;
  const { dates } = features;
  const window = featuresFrom(features).slice({ from: dates[train.start]!, to: dates[train.end - 1]! });
  const returns = market === undefined ? undefined : returnsUntil(market, dates[train.end - 1]!);
  const results = await Promise.all(
    candidates.map(async (candidate): Promise<CandidateScore> => {
      const input: CandidateInput = {
        features: plainFeatures(window),
        returns,
        recipe: { ...detector, ...candidate },
        rules,
      };
      const key = checkpoints === undefined ? '' : candidateKey(input);
      const kept = key === '' ? undefined : readScore(await checkpoints!.get(key));
      if (kept !== undefined) return kept;
      const result = await executor.run(candidateTask, input, signal === undefined ? {} : { signal });
      if (key !== '') await checkpoints!.set(key, { ...result });
      return result;
    }),
  );
  const scores = results.map(({ score }) => score);
  const problems = results.map(({ problem = null }) => problem);
  const candidate = bestOf(scores);
  if (candidate >= 0) return { candidate, madeAt: fold, scores, problems };
  throw new InvalidOptionError('choice.candidates', 'with one that can be judged', 'none', problems.join(' '));
}

/** The highest; of equals the first; -1 when there is none. */
export function bestOf(scores: readonly (number | null)[]): number {
  let best = -1;
  for (const [i, score] of scores.entries()) {
    if (score !== null && (best < 0 || score > scores[best]!)) best = i;
  }
  return best;
}

/** Fingerprint of everything that a score depends on. */
function candidateKey({ features, returns, recipe, rules }: CandidateInput): string {
  const bytes = ({ buffer, byteOffset, byteLength }: Float64Array): string =>
    sha256Hex(new Uint8Array(buffer, byteOffset, byteLength));
  return fingerprint({
    format: 1,
    candidate: JSON.parse(withoutInfinities(recipe)) as JsonValue,
    rules: { ...rules },
    featureSet: features.featureSet.fingerprint,
    data: bytes(features.data),
    days: fingerprint([...features.dates]),
    lengths: [...features.lengths],
    returns:
      returns === undefined
        ? null
        : { days: fingerprint([...returns.dates]), asset: bytes(returns.asset), riskFree: bytes(returns.riskFree) },
  });
}

function readScore(value: unknown): CandidateScore | undefined {
  const { score, problem } = (value ?? {}) as { score?: unknown; problem?: unknown };
  if (typeof score === 'number' && Number.isFinite(score)) return { score };
  return score === null && typeof problem === 'string' ? { score, problem } : undefined;
}
