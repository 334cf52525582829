// One look on the terminal: the paragraph first, then every number it stands on.
import { styleText } from 'node:util';
import type { AttachedEvidence } from '@regimekit/registry';
import { fromHere } from '../../frame/paths.ts';
import { bold, dim, percent, table } from '../../frame/terminal.ts';
import { wrapped } from '../../frame/words.ts';
import type { LookFindings } from './look-findings.ts';
import { failureLines, guardrailName, lookParagraph, nats } from './look-words.ts';
import { otherTests } from './other-tests.ts';

type Record = LookFindings['record'];

/** What became of the record. */
export interface Attached extends Pick<AttachedEvidence, 'digest' | 'kind' | 'passed' | 'at' | 'event'> {
  readonly staleApprovals: readonly string[];
}

/** What was done beside looking. */
export interface Done {
  readonly attached: Attached | null;
  readonly files: { readonly csv: string | null; readonly html: string | null };
}

export function lookPage(findings: LookFindings, { attached, files }: Done): string {
  const { record, chosen, notes } = findings;
  const { candidate, baseline } = record.plan;
  const { digest, at, by } = chosen.recorded;
  return [
    `${bold(`${candidate.name} ${candidate.version}`)} against ${baseline.version}: ${paintVerdict(record.verdict)}`,
    dim(record.reasons.join(', ')),
    '',
    ...wrapped(lookParagraph(findings)),
    ...[...failureLines(findings), ...notes].flatMap((note) => wrapped(note)),
    ...gainLines(record),
    '',
    bold('Guardrails'),
    guardrailTable(record.guardrails),
    ...otherLines(record),
    '',
    dim(`Plan ${digest.slice(0, 12)}, written ${at} by ${by}; the first observation was ${firstOf(record)}.`),
    ...(attached === null ? [] : attachedLines(attached, candidate.version)),
    ...(files.csv === null ? [] : [`Paired days written to ${fromHere(files.csv)}.`]),
    ...(files.html === null ? [dim('Add --html FILE for pictures.')] : [`Report written to ${fromHere(files.html)}.`]),
  ].join('\n');
}

function firstOf({ days, planCheck }: Record): string {
  return days.from === null ? 'not made yet' : planCheck.firstObservation;
}

function paintVerdict(verdict: Record['verdict']): string {
  const color = verdict === 'promote' ? 'green' : verdict === 'reject' ? 'red' : 'yellow';
  return styleText(['bold', color], verdict);
}

function gainLines({ gain, days, plan }: Record): string[] {
  if (gain === null) return [];
  const inDeviations = gain.inDeviations === null ? '' : ` (${gain.inDeviations.toFixed(2)} standard deviations)`;
  const rows = [
    [
      'days judged',
      `${days.paired}, ${days.from} to ${days.to}${days.beyondPlan === 0 ? '' : `; ${days.beyondPlan} after the plan's last`}`,
    ],
    ['gain a day', `${nats(gain.mean)} nats${inDeviations}`],
    [
      'after clipping',
      gain.clippedMean === null
        ? '-'
        : `${nats(gain.clippedMean)} nats, ${percent(gain.clippedShare)} clipped at ${plan.clip}`,
    ],
    [`bounds (${percent(1 - gain.alpha, 0)})`, `${nats(gain.lower)} to ${nats(gain.upper)}, margin ${gain.margin}`],
    [
      'observations',
      plan.blockDays === 1 ? `${gain.observations}` : `${gain.observations} means of ${plan.blockDays} days`,
    ],
    ...(gain.aboveSince === null ? [] : [['above the margin', `since ${gain.aboveSince}`]]),
    ...(gain.belowSince === null ? [] : [['below the margin', `since ${gain.belowSince}`]]),
  ];
  return ['', bold('Gain in log score'), table(['what', 'value'], rows)];
}

function guardrailTable(guardrails: Record['guardrails']): string {
  const rows = guardrails.map(({ name, value, limit, state }) => [
    guardrailName(name),
    value === null ? '-' : shown(name, value),
    `${name === 'coverage' ? 'at least' : 'at most'} ${shown(name, limit)}`,
    paintState(state),
  ]);
  return table(['what', 'measured', 'limit', 'state'], rows);
}

/** A measure of a guardrail in its own unit. */
export function shown(name: string, value: number): string {
  if (name === 'latency') return `${Number(value.toPrecision(3))} ms`;
  return name === 'dependence' ? value.toFixed(2) : percent(value);
}

function paintState(state: string): string {
  return styleText(
    state === 'passed' ? 'green' : state === 'failed' ? 'red' : 'yellow',
    state === 'unknown' ? 'not measured' : state,
  );
}

function otherLines(record: Record): string[] {
  const rows = otherTests(record);
  if (rows.length === 0) return [];
  return ['', bold('Also shown, decides nothing') + dim(' (each for one look)'), table(['test', 'found'], rows)];
}

function attachedLines({ kind, digest, passed, event, staleApprovals }: Attached, version: string): string[] {
  return [
    `Attached to ${version} as ${kind} (${passed ? 'passed' : 'not passed'}), event ${event}, digest ${digest.slice(0, 12)}.`,
    ...(staleApprovals.length === 0
      ? []
      : [`Stale now, because given on other evidence: the approval of ${staleApprovals.join(', ')}.`]),
  ];
}
