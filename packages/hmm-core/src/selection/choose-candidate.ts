import type { Disqualification } from './candidate.ts';
import type { InSampleMeasures } from './measure-candidate.ts';
import { meanDifference } from './mean-difference.ts';
import type { SelectionSettings } from './selection-options.ts';
import type { CandidateModel } from './selection-plan.ts';

/** A candidate and all that was measured. */
export interface ScoredCandidate {
  readonly candidate: CandidateModel;
  readonly measures: InSampleMeasures | undefined;
  readonly disqualified: readonly Disqualification[];
  /** Of all spans, one after the other; undefined where there are none. */
  readonly scores: Float64Array | undefined;
  readonly folds: readonly Float64Array[];
}

interface Choice {
  /** The scores that others are compared with: of the best candidate that can be chosen. */
  readonly best: Float64Array | undefined;
  readonly index: number | undefined;
  readonly reason: string;
}

/** By the criterion; the out-of-sample score with the rule of one standard error. */
export function chooseCandidate(
  { criterion }: Pick<SelectionSettings, 'criterion'>,
  scored: readonly ScoredCandidate[],
): Choice {
  const eligible = scored.flatMap((candidate, index) =>
    candidate.disqualified.length === 0 && candidate.measures !== undefined ? [{ ...candidate, index }] : [],
  );
  const left = describeLeftOut(scored);
  if (eligible.length === 0) return { best: undefined, index: undefined, reason: `No candidate can be chosen.${left}` };
  if (criterion === 'outOfSample') return chooseByScore(eligible, left);
  const value = ({ measures }: ScoredCandidate) => measures![criterion];
  const best = eligible.reduce((a, b) => (value(b) < value(a) ? b : a));
  const next = eligible
    .filter(({ index }) => index !== best.index)
    .reduce<(typeof eligible)[number] | undefined>(
      (a, b) => (a === undefined || value(b) < value(a) ? b : a),
      undefined,
    );
  const ahead =
    next === undefined
      ? 'it is the only one that can be chosen'
      : `${(value(next) - value(best)).toFixed(1)} lower than ${next.candidate.name}`;
  const scores = eligible.flatMap((candidate) => (candidate.scores === undefined ? [] : [candidate.scores]));
  return {
    best: scores.length === 0 ? undefined : scores.reduce((a, b) => (total(b) > total(a) ? b : a)),
    index: best.index,
    reason: `${best.candidate.name}: the lowest ${criterion.toUpperCase()}, ${value(best).toFixed(1)}; ${ahead}.${left}`,
  };
}

/**
 * The candidate with the fewest parameters whose shortfall to the best is at most one standard error of that shortfall
 * (the rule of Breiman, Friedman, Olshen and Stone 1984, on paired differences).
 */
function chooseByScore(eligible: readonly (ScoredCandidate & { readonly index: number })[], left: string): Choice {
  const best = eligible.reduce((a, b) => (total(b.scores!) > total(a.scores!) ? b : a));
  const compared = eligible.map((candidate) => {
    return { ...candidate, ...meanDifference(best.scores!.map((value, i) => value - candidate.scores![i]!)) };
  });
  const chosen = compared
    .filter(({ mean, standardError }) => mean <= standardError)
    .toSorted((a, b) => a.measures!.nParameters - b.measures!.nParameters || a.mean - b.mean || a.index - b.index)[0]!;
  const score = (total(best.scores!) / best.scores!.length).toFixed(4);
  const reason =
    chosen.index === best.index
      ? `${best.candidate.name}: it foresees unseen rows best (log density ${score} a row), and nothing simpler comes within one standard error of that.`
      : `${chosen.candidate.name}: ${best.candidate.name} foresees unseen rows best (log density ${score} a row), but only by ${chosen.mean.toFixed(4)} with a standard error of ${chosen.standardError.toFixed(4)}, and with ${best.measures!.nParameters} parameters instead of ${chosen.measures!.nParameters}.`;
  return { best: best.scores, index: chosen.index, reason: `${reason}${left}` };
}

function describeLeftOut(scored: readonly ScoredCandidate[]): string {
  const out = scored.filter(({ disqualified }) => disqualified.length > 0);
  if (out.length === 0) return '';
  const each = out.map(
    ({ candidate, disqualified }) => `${candidate.name} (${disqualified.map(({ message }) => message).join('; ')})`,
  );
  return ` Left out: ${each.join(', ')}.`;
}

function total(scores: Float64Array): number {
  return scores.reduce((sum, value) => sum + value, 0);
}
