// One day on the terminal: the regime, how sure, since when, what to expect, and what speaks for it.
import type { RegimePrediction } from '@regimekit/detector';
import { featureDefinitions, type FeatureMatrix } from '@regimekit/features';
import { bold, dim, paintRegime, percent, shareBar } from '../../frame/terminal.ts';
import type { ServingModel } from '../../workflows/serving-model.ts';

/** How many features the page names. */
const SPEAKERS = 4;

export function dayPage(
  { detector, version }: ServingModel,
  features: FeatureMatrix,
  prediction: RegimePrediction,
): string {
  const { date, regime, probabilities, basis } = prediction;
  const to = date ?? undefined;
  const outlook = detector.getRegimeOutlook(features, { to, horizons: [5, 20] });
  const evidence = detector.getFeatureEvidence(features, { to }).slice(0, SPEAKERS);
  const names = Math.max(...detector.regimes.map((name) => name.length));
  return [
    `${bold(date ?? '')}  ${bold(paintRegime(regime))}`,
    '',
    ...detector.regimes.map(
      (name) =>
        `  ${name.padEnd(names)}  ${paintRegime(name, shareBar(probabilities[name] ?? 0))}  ${percent(probabilities[name] ?? 0)}`,
    ),
    '',
    `For ${days(outlook.lasted)}${outlook.since === null ? '' : `, since ${outlook.since}`}` +
      `${outlook.sinceStart ? ' (as far back as the data reach)' : ''}; such a regime lasts ${days(outlook.expectedDuration)} on average.`,
    `Chance to leave it: ${outlook.horizons.map((h) => `${percent(h.probabilityToLeave)} within ${days(h.days)}`).join(', ')}.`,
    '',
    'What speaks for it most:',
    ...evidence.map(
      ({ name, value, evidence: nats }) =>
        `  ${name.padEnd(22)} ${formatValue(name, value).padStart(12)}   ${dim(`${nats >= 0 ? '+' : ''}${nats.toFixed(1)} nats`)}`,
    ),
    '',
    dim(
      `${version.name} ${version.version} (${version.stage}), filtered over ${basis.rows} days: nothing later than ${date} was used.`,
    ),
  ].join('\n');
}

function days(count: number): string {
  if (!Number.isFinite(count)) return 'forever';
  const rounded = Math.round(count);
  return rounded === 1 ? '1 day' : `${rounded} days`;
}

/** A value in the unit that its definition names; shares and returns in percent. */
function formatValue(name: string, value: number): string {
  const unit = featureDefinitions().find((definition) => definition.name === name)?.unit ?? '';
  if (unit === 'percent') return `${value.toFixed(2)} %`;
  if (unit === 'percentage points') return `${value.toFixed(2)} pp`;
  return unit === 'index points' || unit === '' ? value.toFixed(2) : percent(value);
}
