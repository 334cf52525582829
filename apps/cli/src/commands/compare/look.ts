import { resolve } from 'node:path';
import { comparisonEvidence } from '@regimekit/evaluation';
import type { Answer } from '../../frame/answer.ts';
import type { Context } from '../../frame/context.ts';
import { parseNumber, parseWhole } from '../../frame/options.ts';
import { readConfiguration, type Configuration } from '../../workflows/configuration.ts';
import { readRegistry, withRegistry } from '../../workflows/with-registry.ts';
import { requireWritableFolder, writeTextFile } from '../../workflows/write-text-file.ts';
import type { OfModel, WithReason } from '../registry/options.ts';
import { comparisonCsv } from './comparison-csv.ts';
import { findLook, type LookFindings } from './look-findings.ts';
import { lookPage, type Attached } from './look-page.ts';
import { lookParagraph } from './look-words.ts';
import { choosePlan } from './recorded-plans.ts';

export interface LookOptions extends OfModel, WithReason {
  readonly attach?: boolean;
  readonly delay: string;
  readonly cost: string;
  readonly riskFree?: string;
  readonly html?: string;
  readonly csv?: string;
}

/** `regimekit compare`: the verdict so far, and everything it stands on. */
export async function look(context: Context, options: LookOptions, asked?: string): Promise<Answer> {
  const execution = {
    delay: parseWhole('--delay', options.delay, { min: 0, max: 250 }),
    costBps: parseNumber('--cost', options.cost, { min: 0, max: 10_000 }),
  };
  const files = {
    csv: options.csv === undefined ? null : resolve(options.csv),
    html: options.html === undefined ? null : resolve(options.html),
  };
  for (const file of [files.csv, files.html]) if (file !== null) await requireWritableFolder(file);
  const given = await readConfiguration(context.home);
  const configuration = { ...given, model: { ...given.model, name: options.model ?? given.model.name } };
  const chosen = await readRegistry(context, configuration, async (registry) =>
    choosePlan(registry, configuration.model.name, asked),
  );
  const findings = await findLook(context, configuration, chosen, { execution, riskFree: options.riskFree });
  if (files.csv !== null) await writeTextFile(files.csv, comparisonCsv(findings));
  if (files.html !== null) {
    context.progress.show('drawing the report');
    const { comparisonReport, viewOf } = await import('./comparison-report.ts');
    await writeTextFile(files.html, comparisonReport(viewOf(findings), context.now()));
  }
  const attached = options.attach ? await attach(context, configuration, findings, options.reason) : null;
  return {
    document: documentOf(findings, attached, files),
    text: () => lookPage(findings, { attached, files }),
  };
}

function documentOf(findings: LookFindings, attached: Attached | null, files: object): object {
  const { record, chosen, coverage, notes } = findings;
  const { digest, at, by, event } = chosen.recorded;
  return {
    verdict: record.verdict,
    reasons: record.reasons,
    explanation: lookParagraph(findings),
    plan: { digest, at, by, event, plansForCandidate: chosen.siblings.length },
    coverage,
    notes,
    record,
    attached,
    files,
  };
}

async function attach(
  context: Context,
  configuration: Configuration,
  { record }: LookFindings,
  reason: string | undefined,
): Promise<Attached> {
  const { name, version } = record.plan.candidate;
  context.progress.show('attaching the record');
  return withRegistry(context, configuration, async (registry) => {
    const { digest, kind, passed, at, event } = await registry.attachEvidence(name, version, {
      ...comparisonEvidence(record),
      reason,
    });
    const { approvals } = await registry.get(name, version);
    const staleApprovals = approvals.filter(({ stale }) => stale).map(({ approver }) => approver);
    return { digest, kind, passed, at, event, staleApprovals };
  });
}
