import {
  forecastObservations,
  forecastStates,
  forward,
  stationaryDistribution,
  timeToLeave,
  type ObservationForecast,
  type TimeToLeave,
} from '@regimekit/hmm-core';
import type { Answer } from '../../frame/answer.ts';
import type { Context } from '../../frame/context.ts';
import { parseWhole } from '../../frame/options.ts';
import { bold, dim, percent, shareBar, table } from '../../frame/terminal.ts';
import { counted } from '../../frame/words.ts';
import { missingPolicy, readNumericTable, tableOptions, type ColumnOptions } from '../../workflows/numeric-table.ts';
import { readPlainModel } from '../../workflows/plain-model-file.ts';
import { missingNote } from './missing-note.ts';

export interface ForecastOptions extends ColumnOptions {
  readonly steps: string;
  readonly quantiles: string;
}

/** `regimekit hmm forecast`: where the chain goes from the last row, and when it leaves the state it is in. */
export async function forecast(context: Context, options: ForecastOptions, file: string, csv: string): Promise<Answer> {
  const steps = parseWhole('--steps', options.steps, { min: 1, max: 100_000 });
  const probabilities = options.quantiles
    .split(',')
    .map((text) => parseWhole('--quantiles', text, { min: 1, max: 99 }) / 100);
  const { model, columns } = await readPlainModel(file);
  const { values, nMissing } = await readNumericTable(csv, tableOptions(options, columns));
  const { filteredProbs } = forward(model, values, { missing: missingPolicy(options) });
  const { transitionMatrix } = model;
  const now = filteredProbs.row(values.rows - 1);
  const ahead = forecastStates(transitionMatrix, now, steps);
  const leaving = timeToLeave(transitionMatrix, now);
  // With lags the rows to come depend on each other: their quantiles are not those of a mixture.
  const lagged = (model.emissions.family.memory ?? 0) > 0;
  const rows = lagged
    ? null
    : forecastObservations(model, values, { steps, quantiles: probabilities, missing: missingPolicy(options) });
  const longRun = stationaryDistribution(transitionMatrix);
  const line = (label: string, probs: Float64Array): Line => ({ label, probs: Array.from(probs) });
  return {
    document: {
      rows: values.rows,
      nMissing,
      now: Array.from(now),
      forecast: Array.from({ length: steps }, (_, h) => ({ step: h + 1, probabilities: Array.from(ahead.row(h)) })),
      longRun: Array.from(longRun),
      timeToLeave: finite(leaving),
      observations: rows === null ? null : observationDocument(rows, columns),
    },
    text: () =>
      [
        bold(`From the last of ${counted(values.rows, 'row')}`),
        '',
        barTable(
          [
            line('now', now),
            ...shownSteps(steps).map((h) => line(`+${h}`, ahead.row(h - 1))),
            line('long run', longRun),
          ],
          context.width,
        ),
        '',
        `Time to leave the present state: ${describe(leaving)}.`,
        '',
        ...(rows === null
          ? ['With lags the columns have no quantiles here: simulate them with hmm sample.']
          : quantileLines(rows, columns)),
        '',
        dim('Steps are rows. The interval holds the chance in the chain, not the doubt about the model;'),
        dim('and a Markov chain does not age: how long the state has lasted changes nothing.') +
          missingNote(values, nMissing),
      ].join('\n'),
  };
}

interface Line {
  readonly label: string;
  /** One probability for each state. */
  readonly probs: readonly number[];
}

/** A page shows no more steps than this one by one. */
const EVERY_STEP = 10;

/** Every step of a short forecast; of a long one 1, 2, 5, 10, 20, 50, ... and the last. */
function shownSteps(steps: number): number[] {
  if (steps <= EVERY_STEP) return Array.from({ length: steps }, (_, h) => h + 1);
  const round = [1, 10, 100, 1000, 10_000].flatMap((power) => [power, 2 * power, 5 * power]);
  return [...round.filter((h) => h < steps), steps];
}

function barTable(lines: readonly Line[], width: number): string {
  const K = lines[0]!.probs.length;
  // Beside each bar: its percentage and the space between columns; in front: the step.
  const bar = Math.min(24, Math.max(4, Math.floor((width - 10) / K) - 10));
  return table(
    ['', ...Array.from({ length: K }, (_, k) => `state ${k}`)],
    lines.map(({ label, probs }) => [label, ...probs.map((p) => `${shareBar(p, bar)} ${percent(p).padStart(7)}`)]),
  );
}

function describe({ mean, median, lower, upper, coverage, neverProb }: TimeToLeave): string {
  if (neverProb === 1) return 'never, by this model';
  const step = (value: number): string => (Number.isFinite(value) ? value.toLocaleString('en-US') : 'never');
  const interval = `median ${step(median)}, with ${percent(coverage, 0)} between ${step(lower)} and ${step(upper)}`;
  if (neverProb > 0) return `${interval}; with ${percent(neverProb)} it is never left`;
  return `${mean.toFixed(1)} steps on average, ${interval}`;
}

/** JSON has no Infinity: null stands for never. */
function finite(leaving: TimeToLeave): Record<keyof TimeToLeave, number | null> {
  const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null);
  const { mean, median, coverage, lower, upper, neverProb } = leaving;
  return {
    mean: orNull(mean),
    median: orNull(median),
    coverage,
    lower: orNull(lower),
    upper: orNull(upper),
    neverProb,
  };
}

function observationDocument({ means, quantiles, probabilities }: ObservationForecast, columns: readonly string[]) {
  const [D, Q] = [columns.length, probabilities.length];
  return Array.from({ length: quantiles.length / (D * Q) }, (_, h) => ({
    step: h + 1,
    columns: columns.map((column, d) => {
      const at = (h * D + d) * Q;
      const mean = means?.get(h, d);
      return {
        column,
        mean: mean !== undefined && Number.isFinite(mean) ? mean : null,
        quantiles: probabilities.map((probability, q) => ({ probability, value: quantiles[at + q]! })),
      };
    }),
  }));
}

/** What to expect of each column: its quantiles at the steps that the page shows. */
function quantileLines(
  { quantiles, probabilities, stateProbs }: ObservationForecast,
  columns: readonly string[],
): string[] {
  const [D, Q] = [columns.length, probabilities.length];
  return columns.flatMap((column, d) => [
    ...(d === 0 ? [] : ['']),
    bold(`What to expect of ${column}`),
    table(
      ['', ...probabilities.map((p) => `${Math.round(100 * p)} % below`)],
      shownSteps(stateProbs.rows).map((h) => [
        `+${h}`,
        ...probabilities.map((_, q) => quantiles[((h - 1) * D + d) * Q + q]!.toPrecision(4)),
      ]),
    ),
  ]);
}
