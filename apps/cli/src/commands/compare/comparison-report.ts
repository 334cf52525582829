// The report of one comparison of two, live or replayed: one page that loads nothing.
import type { ComparisonPath, ComparisonRecord, PairedScores, UnscoredRecord } from '@regimekit/evaluation';
import { bandsFromLabels, priceWithBands, renderReport, type ReportBlock, type ReportSection } from '@regimekit/report';
import type { LookFindings } from './look-findings.ts';
import { gainSection } from './gain-section.ts';
import { regimesOfBoth, regimesSaid } from './look-measures.ts';
import { shown } from './look-page.ts';
import { failureLines, guardrailName, lookParagraph, nats } from './look-words.ts';
import { otherTests } from './other-tests.ts';

/** What a strategy made of one, by the regimes of one model; a day each. */
interface WealthByRegime {
  readonly dates: readonly string[];
  readonly wealth: readonly number[];
  readonly regimes: readonly string[];
}

/** What the report draws. */
export interface ComparisonView {
  readonly record: ComparisonRecord | UnscoredRecord;
  /** What stands first. */
  readonly paragraph: string;
  readonly notes: readonly string[];
  readonly pairs: Pick<PairedScores, 'dates' | 'differences'> | undefined;
  readonly path: ComparisonPath | undefined;
  /** From the least to the most stressed. */
  readonly regimes: readonly string[];
  /** Of both, over the same days. */
  readonly wealth: { readonly baseline: WealthByRegime; readonly candidate: WealthByRegime } | undefined;
}

/** The view of a live comparison. */
export function viewOf(findings: LookFindings): ComparisonView {
  const { record, notes, pairs, path, models, days, strategies } = findings;
  const { maxDays } = record.plan.stopping;
  const regimes = { baseline: regimesSaid(days, 'baseline'), candidate: regimesSaid(days, 'candidate') };
  const byDay = (of: 'baseline' | 'candidate') => new Map(days.map(({ date }, t) => [date, regimes[of][t]!]));
  const side = (of: 'baseline' | 'candidate'): WealthByRegime => {
    const { dates, returns } = strategies![of];
    const said = byDay(of);
    let wealth = 1;
    let regime = regimes[of][0]!;
    return {
      dates,
      wealth: Array.from(returns, (r) => (wealth *= 1 + r)),
      // A day that was not predicted belongs to the regime before it.
      regimes: dates.map((date) => (regime = said.get(date) ?? regime)),
    };
  };
  return {
    record,
    paragraph: lookParagraph(findings),
    notes: [...failureLines(findings), ...notes],
    pairs: pairs && { dates: pairs.dates.slice(0, maxDays), differences: pairs.differences.slice(0, maxDays) },
    path,
    regimes: regimesOfBoth(models),
    wealth: strategies === undefined ? undefined : { baseline: side('baseline'), candidate: side('candidate') },
  };
}

/** The whole page. */
export function comparisonReport(view: ComparisonView, now: Date): string {
  const { plan, kind } = view.record;
  return renderReport({
    title: `${plan.candidate.name} ${plan.candidate.version} against ${plan.baseline.version}`,
    subtitle: kind === 'live' ? 'Predicted side by side, day by day' : 'Replayed over days that were there before',
    generatedAt: `${now.toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    sections: comparisonSections(view),
    footer: 'Made by regimekit compare. The verdict follows from the plan alone.',
  });
}

/** The sections of one comparison, for a report that holds more. */
export function comparisonSections(view: ComparisonView): ReportSection[] {
  return [
    opening(view),
    ...gainSection(view),
    guardrailSection(view),
    ...wealthSection(view),
    ...otherSection(view),
    planSection(view),
  ];
}

function opening({ record, paragraph, notes }: ComparisonView): ReportSection {
  const { verdict, gain, days, coverage, nextLook } = record;
  return {
    blocks: [
      { type: 'text', paragraphs: [paragraph] },
      ...(notes.length === 0 ? [] : [{ type: 'text' as const, tone: 'note' as const, paragraphs: notes }]),
      {
        type: 'figures',
        figures: [
          { label: 'Verdict', value: verdict, note: record.reasons.join(', ').toLowerCase().replaceAll('_', ' ') },
          ...(gain === null
            ? []
            : [
                {
                  label: 'Gain a day',
                  value: gain.clippedMean === null ? '-' : `${nats(gain.clippedMean)} nats`,
                  note: `between ${nats(gain.lower)} and ${nats(gain.upper)}`,
                },
              ]),
          {
            label: 'Days',
            value: String(days.paired),
            note: `${(100 * coverage.share).toFixed(1)} % of those of either`,
          },
          { label: 'Next look', value: nextLook ?? 'none' },
        ],
      },
    ],
  };
}

function guardrailSection({ record }: ComparisonView): ReportSection {
  return {
    title: 'Guardrails',
    blocks: [
      {
        type: 'table',
        columns: ['what', 'measured', 'limit', 'state'].map((name) => ({ name })),
        rows: record.guardrails.map(({ name, value, limit, state }) => [
          guardrailName(name),
          value === null ? null : shown(name, value),
          `${name === 'coverage' ? 'at least' : 'at most'} ${shown(name, limit)}`,
          state === 'unknown' ? 'not measured' : state,
        ]),
      },
    ],
  };
}

function wealthSection({ record, wealth, regimes }: ComparisonView): ReportSection[] {
  if (wealth === undefined || wealth.baseline.dates.length < 2) return [];
  const { baseline, candidate } = record.plan;
  const chart = ({ dates, wealth: values, regimes: labels }: WealthByRegime, version: string): ReportBlock => ({
    type: 'chart',
    chart: priceWithBands(
      { dates, values, bands: bandsFromLabels(dates, labels) },
      {
        title: `Wealth on the regimes of ${version}`,
        subtitle: 'All or nothing by the most stressed regime, after costs; the ribbon repeats the regimes',
        valueName: version,
        regimes,
        height: 260,
      },
    ),
  });
  return [
    {
      title: 'What acting on both made of one',
      blocks: [chart(wealth.baseline, baseline.version), chart(wealth.candidate, candidate.version)],
    },
  ];
}

function otherSection({ record }: ComparisonView): ReportSection[] {
  const rows = otherTests(record);
  if (rows.length === 0) return [];
  const text = 'These are for one look each and decide nothing.';
  return [
    {
      title: 'Also shown',
      blocks: [
        { type: 'text', paragraphs: [text] },
        { type: 'table', columns: [{ name: 'test' }, { name: 'found' }], rows },
      ],
    },
  ];
}

function planSection({ record: { plan, planCheck } }: ComparisonView): ReportSection {
  const { stopping } = plan;
  return {
    title: 'The plan',
    blocks: [
      { type: 'text', paragraphs: [plan.hypothesis] },
      {
        type: 'table',
        columns: [{ name: 'what' }, { name: 'value', align: 'left' }],
        rows: [
          ['written', planCheck.createdAt],
          ['first observation', planCheck.firstObservation],
          ['counts', planCheck.valid ? 'yes' : `no: ${planCheck.reasons.join(', ')}`],
          ['digest', planCheck.digest],
          ['gain to exceed', `${plan.margin} nats a day`],
          ['wrong at most', `${100 * plan.alpha} % of such comparisons`],
          ['observations', plan.blockDays === 1 ? 'each day' : `means of ${plan.blockDays} days`],
          ['clipped at', `${plan.clip} nats`],
          ['days', `${stopping.minDays} to ${stopping.maxDays}, a look every ${stopping.lookEveryDays}`],
        ],
      },
    ],
  };
}
