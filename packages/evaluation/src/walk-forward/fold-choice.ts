// Options of the detector that a fold chooses for itself, by its own training days.
import type { OptionNames } from '@regimekit/numerics';
import { checkChoice, checkNumber, checkOptions, checkWhole } from '../check-options.ts';
import { InvalidOptionError } from '../errors.ts';
import type { DetectorRecipe } from './fold-data.ts';

/** A choice that is made anew inside the folds: plain data. */
export interface FoldChoice {
  /**
   * What may take the place of the recipe's own options of the detector, each merged over them: other numbers of states,
   * covariances, penalties. Simplest first: of equals the first is taken. 2 to 32.
   */
  readonly candidates: readonly DetectorRecipe[];
  /**
   * What is better, on the newest training days by a model that was fitted on those before them. `log-score`: mean
   * ln p(features of a day | days before), for HMMs without clipped features. `sharpe`: the Sharpe ratio of all or nothing by
   * the most stressed regime after costs (Shu, Yu and Mulvey 2024, section 4); it looks `delay` + 1 sessions ahead, so that
   * the signals of the last of the training days are not judged.
   */
  readonly objective: 'log-score' | 'sharpe';
  /** Newest training rows that judge. @default 504 */
  readonly validationDays?: number | undefined;
  /** Folds from one choice to the next; those between keep it. @default 12 */
  readonly everyFolds?: number | undefined;
  /** Sessions from the close that decides to the close that trades, for `sharpe`. @default 1 */
  readonly delay?: number | undefined;
  /** Cost of a unit of turnover in basis points, for `sharpe`. @default 5 */
  readonly costBps?: number | undefined;
}

const CHOICE_OPTIONS: OptionNames<FoldChoice> = {
  candidates: true,
  objective: true,
  validationDays: true,
  everyFolds: true,
  delay: true,
  costBps: true,
};

/** A choice with its defaults filled in. */
export type ResolvedChoice = { readonly [K in keyof FoldChoice]-?: Exclude<FoldChoice[K], undefined> };

/**
 * @param detector - the options that the candidates are merged over
 * @param windowDays - training rows of the first fold
 * @throws InvalidOptionError
 */
export function resolveChoice(choice: FoldChoice, detector: DetectorRecipe, windowDays: number): ResolvedChoice {
  checkOptions(choice, CHOICE_OPTIONS, 'choice');
  const { candidates, objective, validationDays = 504, everyFolds = 12, delay = 1, costBps = 5 } = choice;
  if (!Array.isArray(candidates) || candidates.length < 2 || candidates.length > 32) {
    throw new InvalidOptionError('choice.candidates', '2 to 32 objects of detector options', candidates);
  }
  checkChoice('choice.objective', objective, ['log-score', 'sharpe']);
  checkWhole('choice.validationDays', validationDays, 20);
  checkWhole('choice.everyFolds', everyFolds, 1);
  checkWhole('choice.delay', delay, 0);
  checkNumber('choice.costBps', costBps, { atLeast: 0 });
  if (validationDays > windowDays / 2) {
    throw new InvalidOptionError(
      'choice.validationDays',
      `at most half of the ${windowDays} training days`,
      validationDays,
      'The candidates are fitted on the training days before them.',
    );
  }
  for (const [i, candidate] of candidates.entries()) {
    const merged = { ...detector, ...candidate };
    if (objective === 'sharpe' || (merged.model !== 'jump' && merged.clip === undefined)) continue;
    throw new InvalidOptionError(
      `choice.candidates.${i}`,
      "an HMM of features as they are, for the objective 'log-score'",
      merged.model === 'jump' ? 'a jump model, which has no density' : 'one that clips them',
      "Choose by 'sharpe'.",
    );
  }
  return { candidates, objective, validationDays, everyFolds, delay, costBps };
}
