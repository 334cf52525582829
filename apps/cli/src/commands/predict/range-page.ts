// A range of days on the terminal: a ribbon of regimes, the spells, and the last days in numbers.
import type { RegimeDetector, RegimePrediction } from '@regimekit/detector';
import { bold, dim, paintRegime, percent, table } from '../../frame/terminal.ts';
import { isDecided } from '../../workflows/model-words.ts';
import type { ServingModel } from '../../workflows/serving-model.ts';

/** Days that are listed one by one. */
const LISTED = 15;

export function rangePage(
  { detector, version }: ServingModel,
  predictions: readonly RegimePrediction[],
  width: number,
): string {
  const first = predictions[0]!;
  const last = predictions.at(-1)!;
  const listed = predictions.slice(-LISTED);
  return [
    bold(`${first.date} to ${last.date}: ${predictions.length} days`),
    '',
    ribbon(predictions, width - 2),
    '',
    table(
      ['regime', 'days', 'share', 'longest spell'],
      detector.regimes.map((regime) => {
        const count = predictions.filter((one) => one.regime === regime).length;
        return [
          paintRegime(regime),
          String(count),
          percent(count / predictions.length),
          longestSpell(predictions, regime),
        ];
      }),
    ),
    '',
    ...(listed.length < predictions.length ? [dim(`The last ${LISTED} of them (all with --json):`)] : []),
    isDecided(detector) ? decisions(listed) : probabilities(detector, listed),
    '',
    dim(`${version.name} ${version.version} (${version.stage}); each day by what was known at its close.`),
  ].join('\n');
}

function probabilities({ regimes }: RegimeDetector, listed: readonly RegimePrediction[]): string {
  return table(
    ['day', 'regime', 'confidence', ...regimes],
    listed.map(({ date, regime, confidence, probabilities: shares }) => [
      date ?? '',
      paintRegime(regime),
      percent(confidence),
      ...regimes.map((name) => percent(shares[name] ?? 0)),
    ]),
  );
}

/** A discrete jump model gives no probabilities to list. */
function decisions(listed: readonly RegimePrediction[]): string {
  return table(
    ['day', 'regime', 'margin'],
    listed.map(({ date, regime, margin = 0 }) => [date ?? '', paintRegime(regime), margin.toFixed(1)]),
  );
}

/** One cell for each slice of time, coloured by the regime that held longest in it. */
function ribbon(predictions: readonly RegimePrediction[], width: number): string {
  const cells = Math.min(width, predictions.length);
  return Array.from({ length: cells }, (_, cell) => {
    const start = Math.floor((cell * predictions.length) / cells);
    const end = Math.floor(((cell + 1) * predictions.length) / cells);
    const counts = new Map<string, number>();
    for (const { regime } of predictions.slice(start, end)) counts.set(regime, (counts.get(regime) ?? 0) + 1);
    const [regime] = [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best));
    return paintRegime(regime, regime === 'risk_off' ? '█' : regime === 'risk_on' ? '▁' : '▄');
  }).join('');
}

function longestSpell(predictions: readonly RegimePrediction[], regime: string): string {
  let best = 0;
  let bestStart = 0;
  let run = 0;
  for (const [i, prediction] of predictions.entries()) {
    run = prediction.regime === regime ? run + 1 : 0;
    if (run > best) [best, bestStart] = [run, i - run + 1];
  }
  return best === 0 ? '-' : `${best} days from ${predictions[bestStart]!.date}`;
}
