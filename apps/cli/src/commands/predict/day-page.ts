// One day on the terminal: the regime, how sure, since when, what to expect, and what speaks for it.
import type { RegimeDetector, RegimePrediction } from '@regimekit/detector';
import type { FeatureMatrix } from '@regimekit/features';
import { bold, dim, paintRegime, percent, shareBar } from '../../frame/terminal.ts';
import { isDecided, isPlainNumber, unitOf } from '../../workflows/model-words.ts';
import type { ServingModel } from '../../workflows/serving-model.ts';

/** How many features the page names. */
const SPEAKERS = 4;

export function dayPage(
  { detector, version }: ServingModel,
  features: FeatureMatrix,
  prediction: RegimePrediction,
): string {
  const { date, regime, basis } = prediction;
  const to = date ?? undefined;
  const outlook = detector.getRegimeOutlook(features, { to, horizons: [5, 20] });
  const evidence = detector.getFeatureEvidence(features, { to }).slice(0, SPEAKERS);
  const unit = detector.kind === 'jump' ? 'in half squared distances' : 'nats';
  return [
    `${bold(date ?? '')}  ${bold(paintRegime(regime))}`,
    '',
    ...(isDecided(detector) ? decision(detector, prediction) : bars(detector, prediction)),
    '',
    `For ${days(outlook.lasted)}${outlook.since === null ? '' : `, since ${outlook.since}`}` +
      `${outlook.sinceStart ? ' (as far back as the data reach)' : ''}; such a regime lasts ${days(outlook.expectedDuration)} on average.`,
    `${detector.kind === 'jump' ? 'By how often it ended in training, chance' : 'Chance'} to leave it: ` +
      `${outlook.horizons.map((h) => `${percent(h.probabilityToLeave)} within ${days(h.days)}`).join(', ')}.`,
    '',
    'What speaks for it most:',
    ...evidence.map(
      ({ name, value, evidence: nats }) =>
        `  ${name.padEnd(22)} ${formatValue(name, value).padStart(12)}   ${dim(`${nats >= 0 ? '+' : ''}${nats.toFixed(1)} ${unit}`)}`,
    ),
    '',
    dim(
      `${version.name} ${version.version} (${version.stage}), filtered over ${basis.rows} days: nothing later than ${date} was used.`,
    ),
  ].join('\n');
}

/** The probability, or the share, of each regime. */
function bars({ regimes }: RegimeDetector, { probabilities, margin }: RegimePrediction): string[] {
  const width = Math.max(...regimes.map((name) => name.length));
  const shares = regimes.map((name) => {
    const share = probabilities[name] ?? 0;
    return `  ${name.padEnd(width)}  ${paintRegime(name, shareBar(share))}  ${percent(share)}`;
  });
  return margin === undefined
    ? shares
    : [...shares, '', `Shares of a continuous jump model; margin ${margin.toFixed(1)}.`];
}

/** A discrete jump model decides; how firmly, its margin says. */
function decision({ model }: RegimeDetector, { margin = 0 }: RegimePrediction): string[] {
  const { jumpPenalty } = model.jump!.model;
  return [
    `A decision and no probability (discrete jump model, penalty ${jumpPenalty}).`,
    `Margin ${margin.toFixed(1)}: by so much the best path that ends in another regime is worse; at 0 it would turn.`,
  ];
}

function days(count: number): string {
  if (!Number.isFinite(count)) return 'forever';
  const rounded = Math.round(count);
  return rounded === 1 ? '1 day' : `${rounded} days`;
}

/** A value in the unit that its definition names; shares and returns in percent. */
function formatValue(name: string, value: number): string {
  const unit = unitOf(name) ?? '';
  if (isPlainNumber(unit)) return value.toFixed(3);
  if (unit === 'percent') return `${value.toFixed(2)} %`;
  if (unit === 'percentage points') return `${value.toFixed(2)} pp`;
  if (unit.includes('per day')) return `${(100 * value).toFixed(3)} %`;
  return unit === 'index points' || unit === '' ? value.toFixed(2) : percent(value);
}
