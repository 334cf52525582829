import type { OptionNames } from '@regimekit/numerics';
import { checkOptions } from '../check-options.ts';
import { InvalidOptionError } from '../errors.ts';
import { checkWholeNumber } from '../math/whole-number.ts';
import type { FitReport } from './fit-report.ts';

/**
 * How a fit looks for its optimum: many starts, a few iterations each, and only the best of them to the end (successive
 * halving with one halt; Jamieson and Talwalkar 2016; for EM: Biernacki, Celeux and Govaert 2003, "short runs of EM").
 */
export interface SearchOptions {
  /** Seeded starts. @default 80 */
  readonly starts?: number | undefined;
  /** Iterations of a short run. @default 5 */
  readonly shortIterations?: number | undefined;
  /** How many of the starts are run to their end. @default 12 */
  readonly keep?: number | undefined;
}

const searchNames: OptionNames<SearchOptions> = { starts: true, shortIterations: true, keep: true };

/** What a search needs to know of a fit, whatever it fits. */
export interface SearchPlan {
  readonly settings: {
    readonly restarts: number;
    readonly search: SearchSettings | null;
    readonly maxIterations: number;
  };
  /** Starts that the caller brought along; restarts 0, 1, ... of the fit. */
  readonly given: readonly unknown[];
}

/** What a search needs to know of a run. */
export interface SearchRun extends FitReport {
  readonly restart: number;
}

/** The short runs of a fit, or null when every start is run to its end. */
export interface SearchSettings {
  readonly shortIterations: number;
  readonly keep: number;
}

const DEFAULT_STARTS = 80;
const DEFAULT_SHORT_ITERATIONS = 5;
const DEFAULT_KEEP = 12;

/**
 * Seeded starts, and what is done with them. `restarts` runs each to its end; without it the search decides.
 *
 * @param nGiven starts that the caller brought along, of which one is enough for a fit
 * @throws InvalidOptionError
 */
export function resolveSearch(
  restarts: number | undefined,
  search: SearchOptions | undefined,
  nGiven: number,
): { restarts: number; search: SearchSettings | null } {
  const least = nGiven > 0 ? 0 : 1;
  if (restarts !== undefined) {
    if (search !== undefined) {
      throw new InvalidOptionError('restarts', 'left out when search is given', restarts, 'Give search.starts.');
    }
    checkWholeNumber(restarts, 'restarts', least);
    return { restarts, search: null };
  }
  if (search !== undefined) checkOptions(search, searchNames, 'search');
  const { starts = DEFAULT_STARTS, shortIterations = DEFAULT_SHORT_ITERATIONS, keep = DEFAULT_KEEP } = search ?? {};
  checkWholeNumber(starts, 'search.starts', least);
  checkWholeNumber(shortIterations, 'search.shortIterations');
  checkWholeNumber(keep, 'search.keep');
  return { restarts: starts, search: starts > keep ? { shortIterations, keep } : null };
}

/** Indices of the starts that the caller brought along (the previous model, then the given ones), which always run. */
export function givenRestarts({ given }: SearchPlan): number[] {
  return given.map((_, restart) => restart);
}

/** Indices of the seeded starts. */
export function seededRestarts({ given, settings }: SearchPlan): number[] {
  return Array.from({ length: settings.restarts }, (_, i) => given.length + i);
}

/**
 * Which of the short runs go on: the `keep` with the highest penalised objective, the earlier among equals, in ascending
 * order of index. Degenerate ones come last.
 */
export function chooseKept(outcomes: readonly SearchRun[], { keep }: SearchSettings): number[] {
  const value = ({ stopReason, penalisedObjective }: SearchRun) =>
    stopReason === 'degenerate' ? -Infinity : penalisedObjective;
  return outcomes
    .toSorted((a, b) => compareDescending(value(a), value(b)) || a.restart - b.restart)
    .slice(0, keep)
    .map(({ restart }) => restart)
    .toSorted((a, b) => a - b);
}

// A difference of infinities is no number.
function compareDescending(a: number, b: number): number {
  return a === b ? 0 : a > b ? -1 : 1;
}

/** All starts of a fit, brought along and seeded. */
export function countRestarts({ given, settings }: SearchPlan): number {
  return given.length + settings.restarts;
}

/** The short runs that no full run of the same restart followed. */
export function notIn<Run extends SearchRun>(short: readonly Run[], full: readonly Run[]): Run[] {
  const ran = new Set(full.map(({ restart }) => restart));
  return short.filter(({ restart }) => !ran.has(restart));
}
