import type { RegimeDetector } from '@regimekit/detector';
import { bold, dim, paintRegime, percent, table } from '../../frame/terminal.ts';
import { counted } from '../../frame/words.ts';
import { describeModel, unitOf } from '../../workflows/model-words.ts';
import type { Explanation, RegimeBelief } from './explanation.ts';

/** The explanation for a reader at a terminal. */
export function explainPage(detector: RegimeDetector, explanation: Explanation, picture: string | undefined): string {
  const { model, training, days, regimes, transitions } = explanation;
  const title = 'folder' in model ? model.folder : `${model.name} ${model.version} (${model.stage})`;
  const on =
    training === null
      ? 'not fitted here'
      : `${counted(training.rows, 'day')}${training.from === null ? '' : `, ${training.from} to ${training.to}`}`;
  return [
    `${bold(title)}\n${describeModel(detector)}, ${counted(regimes.length, 'regime')}, ${on}`,
    section('What it believes: mean of each feature', featureTable(detector, regimes)),
    section('How long, and how surely', durationTable(regimes, days !== null)),
    section('From one day to the next', transitionTable(regimes, transitions)),
    section('How far to trust it', findingLines(explanation)),
    ...(days === null
      ? []
      : [
          dim(
            `Intervals (95 %), rows and residuals from ${counted(days.rows, 'day')}, ${days.from} to ${days.to}${days.areTraining ? ', its training days' : ''}.`,
          ),
          dim('Intervals hold if the model does: where the residuals reject it, they are too narrow.'),
        ]),
    ...(picture === undefined ? [] : [dim(`Pictures: ${picture}`)]),
  ].join('\n\n');
}

function section(title: string, body: string): string {
  return [bold(title), ...body.split('\n').map((line) => `  ${line}`)].join('\n');
}

function featureTable(detector: RegimeDetector, regimes: readonly RegimeBelief[]): string {
  return table(
    ['feature', 'unit', ...regimes.map(({ regime }) => regime)],
    detector.model.featureNames.map((name) => [
      name,
      unitOf(name) ?? '',
      ...regimes.map(({ features }) => {
        const { mean, standardDeviation } = features[name]!;
        return `${mean.toPrecision(3)} ± ${standardDeviation.toPrecision(2)}`;
      }),
    ]),
  );
}

function durationTable(regimes: readonly RegimeBelief[], withDays: boolean): string {
  const days = (value: number) => (value < 10_000 ? value.toFixed(1) : '>9999');
  const seen = ['from', 'to', 'days seen', 'visits'];
  return table(
    ['regime', 'of training', 'long run', 'lasts (days)', ...(withDays ? seen : [])],
    regimes.map(({ regime, shareOfTime, longRun, expectedDuration, duration, rows, visits }) => [
      paintRegime(regime),
      percent(shareOfTime),
      percent(longRun),
      expectedDuration === null ? 'never left' : days(expectedDuration),
      ...(withDays
        ? [
            duration === null ? '-' : days(duration.lower),
            duration === null ? '-' : days(duration.upper),
            rows === null ? '-' : rows.toFixed(0),
            visits === null ? '-' : visits.toFixed(1),
          ]
        : []),
    ]),
  );
}

function transitionTable(regimes: readonly RegimeBelief[], transitions: Explanation['transitions']): string {
  return table(
    ['today', ...regimes.map(({ regime }) => regime)],
    regimes.map(({ regime, next }) => [
      paintRegime(regime),
      ...regimes.map((other) => {
        const found = transitions?.find(({ from, to }) => from === regime && to === other.regime);
        const interval = found?.interval ?? null;
        const range = interval === null ? '' : ` (${percent(interval.lower)} to ${percent(interval.upper)})`;
        return `${percent(next[other.regime]!)}${range}`;
      }),
    ]),
  );
}

function findingLines({ search, refit, findings }: Explanation): string {
  return [
    ...(search === null ? [] : [`- ${search.reached} of ${search.finished} runs of the search reached this optimum.`]),
    ...(refit === null
      ? []
      : [`- The refit before it relabelled ${percent(refit.relabelledShare)} of the common days.`]),
    ...findings.map(({ severity, message }) => `${severity === 'warning' ? '!' : '-'} ${message}`),
  ].join('\n');
}
