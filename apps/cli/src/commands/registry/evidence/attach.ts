import { RegimekitError } from '@regimekit/errors';
import type { JsonObject } from '@regimekit/persistence';
import type { Answer } from '../../../frame/answer.ts';
import type { Context } from '../../../frame/context.ts';
import { bold, dim } from '../../../frame/terminal.ts';
import { readConfiguration } from '../../../workflows/configuration.ts';
import { readJsonFile } from '../../../workflows/read-json-file.ts';
import { withRegistry } from '../../../workflows/with-registry.ts';
import type { OfModel, WithReason } from '../options.ts';
import { instantText } from '../version-facts.ts';

export interface AttachOptions extends OfModel, WithReason {
  readonly kind: string;
  readonly passed?: boolean;
  readonly failed?: boolean;
  readonly summary?: string;
}

/** The registry takes 8,000,000 characters of canonical JSON; written for people it may be longer. */
const MAX_BYTES = 32_000_000;

/** `regimekit registry evidence attach VERSION FILE`: kept by its digest. */
export async function attach(context: Context, options: AttachOptions, version: string, file: string): Promise<Answer> {
  const { kind, summary, reason } = options;
  const document = (await readJsonFile(file, MAX_BYTES)) as JsonObject;
  const passed = verdictOf(options, document);
  const configuration = await readConfiguration(context.home);
  const { model = configuration.model.name } = options;
  const { attached, target, stale } = await withRegistry(context, configuration, async (registry) => {
    const done = await registry.attachEvidence(model, version, { kind, passed, document, summary, reason });
    const after = await registry.get(model, version);
    return { attached: done, target: after, stale: after.approvals.filter((approval) => approval.stale) };
  });
  const { alreadyThere, counts, ...evidence } = attached;
  const of = `${target.name} ${target.version}`;
  return {
    document: {
      name: target.name,
      version: target.version,
      ...evidence,
      alreadyThere,
      counts: { digest: counts.digest, passed: counts.passed, at: counts.at },
      staleApprovals: stale.map(({ approver }) => approver),
    },
    text: () =>
      [
        alreadyThere
          ? `${bold(kind)} (${verdictText(passed)}) was attached to ${of} on ${instantText(attached.at)} UTC already, by ${attached.attachedBy}. Nothing has changed.`
          : `${bold(kind)} (${verdictText(passed)}) is attached to ${of}.`,
        ...(counts.digest === attached.digest
          ? []
          : [
              `What counts is the newest ${kind}: ${counts.digest.slice(0, 12)} of ${instantText(counts.at)} UTC, ${verdictText(counts.passed)}. A new judgement needs a new document.`,
            ]),
        dim(`Digest of the document: ${attached.digest}`),
        ...(stale.length === 0
          ? []
          : [
              `Stale now, because given on other evidence: the approval of ${stale.map(({ approver }) => approver).join(', ')}.`,
            ]),
      ].join('\n'),
  };
}

function verdictText(passed: boolean): string {
  return passed ? 'passed' : 'not passed';
}

/** What it shows is said by whoever attaches it, or by the document. */
function verdictOf({ passed, failed }: AttachOptions, document: JsonObject): boolean {
  const told = document?.['passed'];
  if (passed !== failed) return passed === true;
  if (passed === undefined && typeof told === 'boolean') return told;
  const both = passed === true ? 'Both --passed and --failed were given' : 'The document has no field "passed"';
  throw new RegimekitError(`${both}: say which of --passed and --failed is meant.`, {
    code: 'NO_VERDICT',
    kind: 'input',
  });
}
