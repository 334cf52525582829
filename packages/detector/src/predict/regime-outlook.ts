import {
  expectedDurations,
  forecastStates,
  leavingProbability,
  timeToLeave,
  type TimeToLeave,
} from '@regimekit/hmm-core';
import { InvalidOptionsError } from '../errors.ts';
import type { Regime } from '../labels/regimes.ts';
import type { FittedRegimeModel } from '../model/fitted-regime-model.ts';
import { predictRow, sequenceStart, type FilteredHistory } from './filter-history.ts';
import { byRegime, indexOfMaximum, type RegimeProbabilities } from './regime-prediction.ts';

/** What the transition matrix expects of the days to come. */
export interface RegimeOutlook {
  readonly regime: Regime;
  readonly confidence: number;
  /** Rows in a row, up to the last one shown, on which this regime was the most probable. */
  readonly lasted: number;
  /** First day of that run; null where the features have no dates. */
  readonly since: string | null;
  /** Whether the run reaches back to the first row of its sequence, so that the regime may have begun earlier. */
  readonly sinceStart: boolean;
  /** Rows that the regime lasts on average, 1 / (1 - a_kk); Infinity for a regime that is never left. */
  readonly expectedDuration: number;
  /** When the regime ends, in rows from now (1 is the next), given that it holds now: mean, median and a central interval of 80 %. */
  readonly timeToLeave: TimeToLeave;
  readonly horizons: readonly HorizonOutlook[];
}

export interface HorizonOutlook {
  /** Rows (trading days) ahead. */
  readonly days: number;
  /** Probability that the regime ends within that many days, given that it holds now: 1 - a_kk^days. */
  readonly probabilityToLeave: number;
  /** Probability of each regime on that day, from today's probabilities p: p A^days. */
  readonly probabilities: RegimeProbabilities;
}

/** @throws InvalidOptionsError for a horizon that is no whole number of at least 1 */
export function outlookAt(
  model: FittedRegimeModel,
  history: FilteredHistory,
  horizons: readonly number[],
): RegimeOutlook {
  requireHorizons(horizons);
  const row = history.shown.last;
  const { regime, confidence } = predictRow(model, history, row);
  const state = model.regimes.indexOf(regime);
  const start = runStart(history, row, state);
  return {
    regime,
    confidence,
    lasted: row - start + 1,
    since: history.table.dates?.[start] ?? null,
    sinceStart: start === sequenceStart(history.lengths, row),
    expectedDuration: expectedDurations(model.moments.transitionMatrix)[state]!,
    timeToLeave: timeToLeave(model.moments.transitionMatrix, only(state, model.nStates)),
    horizons: horizonOutlooks(model, history.filteredProbs.row(row), state, horizons),
  };
}

function horizonOutlooks(
  model: FittedRegimeModel,
  filteredProbs: Float64Array,
  state: number,
  horizons: readonly number[],
): HorizonOutlook[] {
  const { transitionMatrix } = model.moments;
  const here = only(state, model.nStates);
  const forecast = forecastStates(transitionMatrix, filteredProbs, Math.max(1, ...horizons));
  return horizons.map((days) => ({
    days,
    probabilityToLeave: leavingProbability(transitionMatrix, here, days),
    probabilities: byRegime(model.regimes, forecast.row(days - 1)),
  }));
}

/** The probabilities of one who knows the state. */
function only(state: number, nStates: number): Float64Array {
  return Float64Array.from({ length: nStates }, (_, k) => (k === state ? 1 : 0));
}

function runStart({ filteredProbs, lengths }: FilteredHistory, row: number, state: number): number {
  const first = sequenceStart(lengths, row);
  let start = row;
  while (start > first && indexOfMaximum(filteredProbs.row(start - 1)) === state) start--;
  return start;
}

function requireHorizons(horizons: readonly number[]): void {
  const wrong = horizons.find((days) => !Number.isSafeInteger(days) || days < 1);
  if (wrong === undefined) return;
  throw new InvalidOptionsError([`Every horizon must be a whole number of days of at least 1, received ${wrong}.`]);
}
