// What the folds chose for themselves, on the page and in the report.
import type { BacktestDocument, FoldChoice, WalkForwardRecipe } from '@regimekit/evaluation';

/** A line for the page; nothing where there was nothing to choose. */
export function choiceLines(
  { walkForward: { folds } }: BacktestDocument,
  { choice }: Pick<WalkForwardRecipe, 'choice'>,
): string[] {
  if (choice === undefined) return [];
  const made = folds.flatMap(({ index, choice: record }) => (record?.madeAt === index ? [record] : []));
  const counts = choice.candidates.map((_, i) => made.filter(({ candidate }) => candidate === i).length);
  const told = choice.candidates.map((candidate, i) => `${candidateWords(candidate)} in ${counts[i]!}`);
  const by = choice.objective === 'sharpe' ? 'Sharpe ratio' : 'log score';
  // The newest reason of each: the rule behind it is the same in all.
  const unjudged = choice.candidates.flatMap((candidate, i) => {
    const problems = made.flatMap(({ problems: found }) => found[i] ?? []);
    return problems.length === 0
      ? []
      : [`${candidateWords(candidate)} could not be judged in ${problems.length} of them: ${problems.at(-1)!}`];
  });
  return [`Chosen inside the folds by ${by}, ${made.length} times: ${told.join(', ')}.`, ...unjudged];
}

const names: Readonly<Record<string, string>> = { nStates: 'states', covarianceType: 'covariance' };

/** `states 2`, `jump penalty 50`. */
function candidateWords(candidate: FoldChoice['candidates'][number]): string {
  const words = Object.entries(candidate).map(([key, value]) => {
    const name = names[key] ?? key;
    if (typeof value !== 'object' || value === null) return `${name} ${String(value)}`;
    const parts = Object.entries(value).filter(([, part]) => part !== undefined);
    return `${name} ${parts.map(([part, inner]) => `${part} ${String(inner)}`).join(' ')}`;
  });
  return words.length === 0 ? 'as the recipe says' : words.join(' ');
}
