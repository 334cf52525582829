import type { RegimeDetector } from '@regimekit/detector';
import { intervalChart, renderReport, type ReportBlock, type ReportSection } from '@regimekit/report';
import type { Context } from '../../frame/context.ts';
import { describeModel } from '../../workflows/model-words.ts';
import { modelSection } from '../../workflows/report/model-section.ts';
import { residualSections } from '../../workflows/report/residual-section.ts';
import type { DayChecks, TransitionEstimate } from './check-on-days.ts';
import type { Explanation } from './explanation.ts';

/** All of it as one self-contained page. */
export function explainReport(
  { now }: Context,
  detector: RegimeDetector,
  explanation: Explanation,
  checks: DayChecks | undefined,
): string {
  const { model } = explanation;
  const { featureNames } = detector.model;
  return renderReport({
    title: 'folder' in model ? 'A regime model' : `${model.name} ${model.version}`,
    subtitle: `${describeModel(detector)}: what it believes, and how far to trust it`,
    generatedAt: `${now().toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    sections: [
      trustSection(explanation),
      modelSection(detector),
      ...(checks === undefined ? [] : [intervalSection(checks.transitions, explanation)]),
      ...(checks === undefined ? [] : residualSections(featureNames, checks.tests, checks.pictures)),
    ],
    footer: 'Made by regimekit explain.',
  });
}

function trustSection({ findings }: Explanation): ReportSection {
  const of = (severity: string) => findings.filter((one) => one.severity === severity).map(({ message }) => message);
  const [warnings, notes] = [of('warning'), of('note')];
  const blocks: ReportBlock[] = [
    ...(warnings.length === 0 ? [] : [{ type: 'text' as const, tone: 'note' as const, paragraphs: warnings }]),
    ...(notes.length === 0 ? [] : [{ type: 'text' as const, paragraphs: notes }]),
  ];
  const none: ReportBlock = { type: 'text', paragraphs: ['Nothing was found that speaks against it.'] };
  return { title: 'How far to trust it', blocks: blocks.length === 0 ? [none] : blocks };
}

function intervalSection(transitions: readonly TransitionEstimate[], { regimes }: Explanation): ReportSection {
  const intervals = transitions.flatMap(({ from, to, estimate, interval }) =>
    interval === null ? [] : [{ name: `${from} to ${to}`, estimate, ...interval }],
  );
  const table: ReportBlock = {
    type: 'table',
    title: 'What it was learnt from',
    subtitle: 'Expected days and visits; expected duration in days with its interval',
    columns: ['regime', 'days', 'visits', 'lasts', 'from', 'to'].map((name, i) => ({
      name,
      ...(i === 0 ? {} : { digits: 1 }),
    })),
    rows: regimes.map(({ regime, rows, visits, expectedDuration, duration }) => [
      { text: regime, regime },
      rows,
      visits,
      expectedDuration,
      duration?.lower ?? null,
      duration?.upper ?? null,
    ]),
  };
  if (intervals.length === 0) return { title: 'How well it is known', blocks: [table] };
  const chart = intervalChart(intervals, {
    title: 'Probabilities of the next day',
    subtitle: 'Dot: estimate; line: 95 % interval',
  });
  return { title: 'How well it is known', blocks: [table, { type: 'chart', chart }] };
}
