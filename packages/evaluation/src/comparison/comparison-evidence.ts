import { canonicalJson, type JsonValue } from '@regimekit/numerics';
import type { ComparisonRecord } from './compare-models.ts';
import type { UnscoredRecord, WhyNoScores } from './compare-without-scores.ts';

/** What `attachEvidence(name, version, ...)` of the registry takes. */
export interface ComparisonEvidence {
  /** A replay walked over days that were there before its plan; it is kept apart from a live shadow. */
  readonly kind: 'shadow' | 'recipe-comparison';
  /** Only a promotion passes. */
  readonly passed: boolean;
  readonly document: { readonly [key: string]: JsonValue };
  readonly summary: string;
}

/** The record as evidence for or against the candidate. */
export function comparisonEvidence(record: ComparisonRecord | UnscoredRecord): ComparisonEvidence {
  return {
    kind: record.kind === 'live' ? 'shadow' : 'recipe-comparison',
    passed: record.verdict === 'promote',
    document: JSON.parse(canonicalJson(record)) as { [key: string]: JsonValue },
    summary: explainComparison(record).split('\n')[0]!,
  };
}

const withoutScores: Readonly<Record<WhyNoScores, string>> = {
  NO_DENSITY: 'A model without a density of the features has no log score, so the gain was not measured.',
  DIFFERENT_FEATURES: 'Log scores of different features cannot be compared, so the gain was not measured.',
  NO_PAIRED_DAYS: 'No day yet that both predicted.',
};

/** The record in words, the verdict in the first line. */
export function explainComparison(record: ComparisonRecord | UnscoredRecord): string {
  const { plan, days, coverage, verdict, reasons, nextLook } = record;
  const [a, b] = [plan.baseline, plan.candidate].map(({ name, version }) => `${name} ${version}`);
  const upTo = days.to === null ? '' : ` to ${days.to}`;
  const lines = [
    `${b} against ${a}: ${verdict} (${reasons.join(', ')}), ${days.paired} paired days${upTo}.`,
    ...gainLines(record),
    `Both predicted ${(100 * coverage.share).toFixed(1)} % of the days of either.`,
    ...record.guardrails
      .filter(({ state }) => state !== 'passed')
      .map(({ name, value, limit, state }) =>
        state === 'unknown'
          ? `Guardrail ${name} was not measured.`
          : `Guardrail ${name} failed: ${fixed(value)}, limit ${limit}.`,
      ),
  ];
  if (nextLook !== null) lines.push(`Look again on ${nextLook}.`);
  return lines.join('\n');
}

function gainLines({ gain, reasons }: ComparisonRecord | UnscoredRecord): string[] {
  if (gain === null) {
    const why = reasons.find((reason): reason is WhyNoScores => Object.hasOwn(withoutScores, reason));
    return why === undefined ? [] : [withoutScores[why]];
  }
  return [
    `Mean gain ${fixed(gain.clippedMean)} nats a day after clipping (${(100 * gain.clippedShare).toFixed(1)} % of days clipped), ` +
      `${fixed(gain.mean)} before; it lies between ${fixed(gain.lower)} and ${fixed(gain.upper)} with probability ${1 - gain.alpha}, ` +
      `at all looks together. It had to exceed ${gain.margin}.`,
  ];
}

const fixed = (value: number | null): string => (value === null ? 'unknown' : value.toFixed(3));
